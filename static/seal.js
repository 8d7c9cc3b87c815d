// Sealing on the device: what leaves it is ciphertext, and the few facts by which a report is routed.
//
//   const keys = await readKeys(await (await fetch("/report/keys")).json(), pinned);
//   const receipt = await newReceipt();                  // receipt.words: show them
//   const report = await begin(keys, receipt);
//   const photo = report.exhibit(file, {name: file.name, type: file.type}, (read, total) => …);
//   … photo.stream goes to an outbox or to /uploads (tus 1.0, Upload-Metadata: report, exhibit, kind)
//   await photo.done;
//   const envelope = await report.finish(facts, testimony);
//   … POST /report/sealed with it as JSON: 201 the first time, 200 after, 409 {"missing": [exhibit ids]}
//
// Format: age files (hybrid ML-KEM-768 + X25519) whose plaintext begins with a line that says what it is,
// "loupe/1 kind id id\n"; seal/label.go is the other side. testdata/vectors hold both sides to it.
//
// receipt: {words, lookupID, replyKey}, see receipt.js. keys: see keys.js, which has choose too.
// exhibit gives {id, kind, stream, recycle, sealedSize, done}:
//   stream      ReadableStream of ciphertext, sealed in a worker as it is read; read it to its end or cancel it. Its
//               pieces have 512 KB each, but for the last
//   recycle     takes a piece's ArrayBuffer back once it was used; who does so seals in bounded memory
//   sealedSize  Promise of the ciphertext's bytes before it is made; null when the input is a stream
//   done        Promise of {size, sha256, sealedSize, sealedSHA256}, kept when stream has been read to its end
// finish(facts, testimony) waits for every done and gives the envelope; after it the report's key is gone, and
// nothing on the device opens what was sealed.
//   facts      {categories, country, region, site_id, language, urgent, consent}; photos and others are counted here
//   testimony  the fields of models.Testimony: narrative, place, occurred_on, occurred_precision, victims, actors,
//              victims_min, victims_max, actor_types, link, how_known, contact

import { Encrypter, generateHybridIdentity, identityToRecipient } from "./vendor/age/age.js";
import { choose } from "./keys.js";

export { changedKeys, choose, readKeys } from "./keys.js";
export { newReceipt } from "./receipt.js";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

// newID draws an id as models.NewID does: 16 random bytes in 26 lower-case letters and digits.
export function newID() {
	let out = "", held = 0, bits = 0;
	for (const b of crypto.getRandomValues(new Uint8Array(16))) {
		held = (held << 8) | b;
		for (bits += 8; bits >= 5; bits -= 5) out += alphabet[(held >> (bits - 5)) & 31];
		held &= (1 << bits) - 1;
	}
	return out + alphabet[(held << (5 - bits)) & 31];
}

const label = (kind, ...ids) => ["loupe/1", kind, ...ids].join(" ") + "\n";

async function seal(line, plaintext, recipient) {
	const encrypter = new Encrypter();
	encrypter.addRecipient(recipient);
	return encrypter.encrypt(new TextEncoder().encode(line + plaintext));
}

function base64(bytes) {
	let out = "";
	for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
	return btoa(out);
}

// kindOf is the sort of file as a queue may show it: photo, audio, video, document, other.
export function kindOf(type) {
	const [main] = (type || "").split("/");
	if (main === "image") return "photo";
	if (main === "audio" || main === "video") return main;
	if (main === "text" || /pdf|msword|ms-excel|ms-powerpoint|opendocument|officedocument/.test(type)) return "document";
	return "other";
}

const pieceSize = 512 << 10;

const basename = (name) => [...(name || "").split(/[/\\]/).pop().replace(/[\x00-\x1f\x7f]/g, "")].slice(0, 200).join("");

// sealing runs one worker; the ciphertext stream pulls it.
function sealing(input, line, recipient, progress) {
	const worker = new Worker(new URL("./seal-worker.js", import.meta.url), { type: "module" });
	const blob = input instanceof Blob ? input : null;
	const plain = blob ? null : input.getReader();
	let settle, knowSize, wanted;
	const done = new Promise((resolve, reject) => (settle = { resolve, reject }));
	const sealedSize = blob ? new Promise((resolve) => (knowSize = resolve)) : null;
	done.catch(() => {}); // whoever waits hears of it; nobody has to
	const fail = (error) => {
		worker.terminate();
		settle.reject(error);
		wanted?.reject(error);
	};
	worker.onerror = (e) => fail(new Error(e.message || "the sealing worker could not start"));
	worker.onmessage = async ({ data }) => {
		if (data.sealedSize) knowSize(data.sealedSize);
		else if (data.piece) {
			progress?.(data.read, blob ? blob.size : 0);
			wanted.resolve(data.piece);
		} else if (data.done) {
			worker.terminate();
			settle.resolve(data.done);
			wanted.resolve(null);
		} else if (data.failed) fail(new Error(data.failed));
		else if (data.need) {
			try {
				const { value, done } = await plain.read();
				worker.postMessage({ more: done ? null : value });
			} catch (e) {
				fail(e);
			}
		}
	};
	worker.postMessage({ blob, line, recipient, most: pieceSize });
	const stream = new ReadableStream({
		async pull(controller) {
			const piece = await new Promise((resolve, reject) => {
				wanted = { resolve, reject };
				worker.postMessage({ pull: true });
			});
			if (piece) controller.enqueue(piece);
			else controller.close();
		},
		cancel(why) {
			plain?.cancel(why);
			fail(new Error("sealing was cancelled"));
		},
	}, { highWaterMark: 0 });
	const recycle = (spare) => worker.postMessage({ spare }, [spare]);
	return { stream, recycle, sealedSize, done };
}

// begin starts a report with a key of its own.
export async function begin(keys, receipt) {
	const id = newID(), once = newID() + newID();
	let identity = await generateHybridIdentity();
	const recipient = await identityToRecipient(identity);
	const exhibits = [];
	return {
		id,
		// exhibit begins to seal one file; type is its MIME type.
		exhibit(input, { name, type } = {}, progress) {
			const exhibit = newID();
			const sealed = sealing(input, label("exhibit", id, exhibit), recipient, progress);
			exhibits.push({ id: exhibit, kind: kindOf(type), name: basename(name), type: type || "application/octet-stream", done: sealed.done });
			return { id: exhibit, kind: kindOf(type), ...sealed };
		},
		// remove takes an exhibit out again; what was sealed of it is not mentioned in the report.
		remove(exhibit) {
			const at = exhibits.findIndex((e) => e.id === exhibit);
			if (at >= 0) exhibits.splice(at, 1);
		},
		async finish(facts, testimony) {
			if (!identity) throw new Error("this report is finished");
			const manifest = [];
			for (const e of exhibits) {
				const { size, sha256 } = await e.done;
				manifest.push({ id: e.id, name: e.name, type: e.type, size, sha256, at_edge: false });
			}
			const photos = exhibits.filter((e) => e.kind === "photo").length;
			const counted = { ...facts, photos, others: exhibits.length - photos };
			const { desk, escalation } = choose(keys, counted);
			const copies = [];
			const wrap = async (holder, to, key) => copies.push({
				holder, desk_id: to?.id || "", generation: to?.generation || 0, sealed: base64(await seal(label("report-key", id), identity, key)),
			});
			if (desk) await wrap("desk", desk, desk.recipient);
			if (escalation && escalation.id !== desk?.id) await wrap("escalation", escalation, escalation.recipient);
			await wrap("recovery", null, keys.recovery.recipient);
			const account = { ...testimony, consent: facts.consent, language: facts.language, exhibits: manifest, given_at: new Date().toISOString() };
			const sealedAccount = await seal(label("testimony", id), JSON.stringify(account), recipient);
			identity = null;
			return {
				id, facts: counted, public_key: recipient, keys: copies, testimony: base64(sealedAccount), exhibits: exhibits.map((e) => e.id),
				receipt_id: receipt.lookupID, reply_key: receipt.replyKey, once,
			};
		},
	};
}
