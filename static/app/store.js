// What the app keeps on the device, in IndexedDB: ciphertext, public keys, and receipts until their owner has them.
//
// reports   {id, at, state, exhibits: [{id, kind, size, offset, sent, url}], envelope, words}: the outbox. state is waiting,
//           sending, received or refused. envelope goes when the report is received; words when its owner kept them.
// pieces    [exhibit id, number] -> ArrayBuffer of at most pieceSize bytes of ciphertext
// drafts    "draft" -> {wrapped, sealed}, see draft.js
// settings  name -> value: pinned keys, neutral look

import { openDB } from "../vendor/idb/idb.js";

export const pieceSize = 512 << 10;
const name = "notes";

let opened;
export function store() {
	opened ??= openDB(name, 1, {
		upgrade(db) {
			db.createObjectStore("reports", { keyPath: "id" });
			db.createObjectStore("pieces");
			db.createObjectStore("drafts");
			db.createObjectStore("settings");
		},
		blocking() { // another tab wipes the device, or has newer code
			opened?.then((db) => db.close());
			opened = null;
		},
		terminated() {
			opened = null;
		},
	});
	return opened;
}

export const setting = async (key) => (await store()).get("settings", key);
export const keepSetting = async (key, value) => (await store()).put("settings", value, key);

const all = (exhibit) => IDBKeyRange.bound([exhibit, 0], [exhibit, Infinity]);

export const dropPieces = async (exhibit) => (await store()).delete("pieces", all(exhibit));

// keepPieces writes a stream of ciphertext, which comes in pieces of pieceSize but for the last, gives each piece's memory
// back, and tells the stream's size. When there is no room it throws a QuotaExceededError and leaves nothing.
export async function keepPieces({ id, stream, recycle }) {
	const db = await store();
	const reader = stream.getReader();
	let size = 0;
	try {
		for (let number = 0; ; number++) {
			const { value, done } = await reader.read();
			if (done) return size;
			if (size !== number * pieceSize) throw new Error("a piece after the last");
			await db.put("pieces", value.length === value.buffer.byteLength ? value.buffer : value.slice().buffer, [id, number]);
			size += value.length;
			recycle(value.buffer);
		}
	} catch (e) {
		reader.cancel(e).catch(() => {});
		await dropPieces(id).catch(() => {});
		throw e;
	}
}

// sweep deletes ciphertext that belongs to no report: its key died with a tab that was closed before sealing ended.
export async function sweep() {
	if (navigator.locks && (await navigator.locks.query()).held.some((l) => l.name === "composing")) return;
	const db = await store();
	const known = new Set((await db.getAll("reports")).flatMap((r) => r.exhibits.map((e) => e.id)));
	const lost = new Set((await db.getAllKeys("pieces")).map(([exhibit]) => exhibit).filter((id) => !known.has(id)));
	for (const id of lost) await dropPieces(id);
}

// wipe deletes everything that this app keeps on the device. What still runs in this page opens nothing any more.
export async function wipe() {
	try {
		const db = await store();
		const stores = ["reports", "pieces", "drafts", "settings"];
		const tx = db.transaction(stores, "readwrite");
		await Promise.all([...stores.map((s) => tx.objectStore(s).clear()), tx.done]);
		db.close();
	} catch { /* it goes as a whole */ }
	opened = Promise.reject(new Error("wiped"));
	opened.catch(() => {});
	indexedDB.deleteDatabase(name); // emptied above; when another tab has it open it goes with that tab
	for (const key of globalThis.caches ? await caches.keys() : []) await caches.delete(key);
	for (const r of (await navigator.serviceWorker?.getRegistrations()) ?? []) await r.unregister();
	localStorage.clear();
	sessionStorage.clear();
}
