// Sends what waits in the outbox: ciphertext by tus 1.0 piece by piece, then the envelope. It runs in the page and in the
// service worker alike, one at a time, and goes on where the last acknowledged byte was.

import { dropPieces, pieceSize, store } from "./store.js";

const type = "application/offset+octet-stream";
const channel = new BroadcastChannel("outbox");

// keep writes how far a report is. What was done to it meanwhile stays done: words that were forgotten don't come back,
// nor does a report that was wiped.
async function keep(report) {
	const tx = (await store()).transaction("reports", "readwrite");
	const now = await tx.store.get(report.id);
	if (now) {
		if (!now.words) delete report.words;
		await tx.store.put(report);
	}
	await tx.done;
	if (!now) throw new Gone();
	channel.postMessage(report.id);
}

class Gone extends Error {} // it was taken off this device
class Later extends Error {} // the network, or the server for a while
class Never extends Error {} // the server will not take it, however often it is asked

async function ask(address, init) {
	let answer;
	try {
		answer = await fetch(address, { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", ...init, headers: { ...init.headers } });
	} catch (e) {
		throw new Later(e.message);
	}
	if (answer.status >= 500 || [408, 423, 425, 429].includes(answer.status)) throw new Later(String(answer.status));
	return answer;
}

const tus = (method, headers, body) => ({ method, body, headers: { "Tus-Resumable": "1.0.0", ...headers } });

async function begin(report, exhibit) {
	const meta = Object.entries({ report: report.id, exhibit: exhibit.id, kind: exhibit.kind }).map(([k, v]) => k + " " + btoa(v)).join(",");
	const answer = await ask("/uploads", tus("POST", { "Upload-Length": String(exhibit.size), "Upload-Metadata": meta }));
	if (answer.status === 409) throw new Later("409"); // another tab began it and was cut; it expires
	if (!answer.ok) throw new Never(String(answer.status));
	exhibit.url = new URL(answer.headers.get("Location"), location.origin).pathname;
	exhibit.offset = 0;
	await keep(report);
}

async function upload(report, exhibit) {
	const db = await store();
	if (exhibit.url) {
		const answer = await ask(exhibit.url, tus("HEAD"));
		if (answer.ok) exhibit.offset = Number(answer.headers.get("Upload-Offset"));
		else exhibit.url = "";
	}
	if (!exhibit.url) await begin(report, exhibit);
	while (exhibit.offset < exhibit.size) {
		const piece = await db.get("pieces", [exhibit.id, Math.floor(exhibit.offset / pieceSize)]);
		if (!piece) throw new Never("lost");
		const answer = await ask(exhibit.url, tus("PATCH", { "Content-Type": type, "Upload-Offset": String(exhibit.offset) }, piece.slice(exhibit.offset % pieceSize)));
		if ([404, 409, 410].includes(answer.status)) throw new Later(String(answer.status)); // HEAD tells where to go on
		if (!answer.ok) throw new Never(String(answer.status));
		const offset = Number(answer.headers.get("Upload-Offset"));
		if (!(offset > exhibit.offset)) throw new Later("no progress");
		exhibit.offset = offset;
		await keep(report);
	}
	exhibit.sent = true;
	await keep(report);
}

async function deliver(report) {
	for (let turn = 0; turn < 3; turn++) {
		for (const exhibit of report.exhibits) if (!exhibit.sent) await upload(report, exhibit);
		const answer = await ask("/report/sealed", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(report.envelope) });
		if (answer.ok) return;
		if (answer.status !== 409) throw new Never(String(answer.status));
		const { missing } = await answer.json();
		for (const exhibit of report.exhibits) if (missing.includes(exhibit.id)) Object.assign(exhibit, { sent: false, url: "", offset: 0 });
	}
	throw new Later("409");
}

async function sendOne(report) {
	try {
		report.state = "sending";
		await keep(report);
		await deliver(report);
		report.state = "received";
		delete report.envelope;
		await keep(report);
		for (const exhibit of report.exhibits) await dropPieces(exhibit.id);
		return true;
	} catch (e) {
		if (e instanceof Gone) return true;
		report.state = e instanceof Never ? "refused" : "waiting";
		report.why = e instanceof Never ? e.message : "";
		await keep(report).catch((gone) => {
			if (!(gone instanceof Gone)) throw gone;
		});
		return e instanceof Never;
	}
}

// sendAll sends every report that waits and tells whether none is left that should be tried again.
export async function sendAll() {
	const run = async () => {
		let settled = true;
		for (const id of await (await store()).getAllKeys("reports")) {
			const report = await (await store()).get("reports", id);
			if (report && report.envelope && report.state !== "refused" && !(await sendOne(report))) settled = false;
		}
		return settled;
	};
	return navigator.locks ? navigator.locks.request("sending", run) : run();
}
