// Seals one stream in a worker: ciphertext goes out as it is asked for, so that memory stays the same whatever a
// file's size. seal.js starts one worker for each exhibit and ends it when the stream has ended.
//
// in:  {blob | open: true, line, recipient, most}   what to seal, in pieces of most bytes but for the last; "open" hands
//                                             the plaintext over piece by piece
//      {more: Uint8Array | null}              an answer to "need": plaintext, or null at its end
//      {pull: true}                           one piece of ciphertext is wanted
//      {spare: ArrayBuffer}                   a piece's memory, to be used again: what isn't given back is garbage, and
//                                             browsers let a lot of that gather before they collect it
// out: {sealedSize}                           once, when the plaintext's size is known beforehand
//      {need: true}                           plaintext is wanted
//      {piece: Uint8Array}                    ciphertext
//      {done: {size, sha256, sealedSize, sealedSHA256}}
//      {failed: "message"}

import { Encrypter, sha256 } from "./vendor/age/age.js";

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

const chunk = 64 << 10; // bytes that age seals at a time

let reader, room, spare, rest;
let expect; // how many bytes of ciphertext so much plaintext becomes
let give; // answers the last "need"
let size = 0;
let sealedSize = 0;
const original = sha256.create();
const sealed = sha256.create();

// reads gives a blob's bytes, into two buffers in turn where the browser can: what isn't used again is garbage, and
// browsers let a lot of it gather before they collect it. A buffer is taken again when the piece before the last was
// sealed; were it taken too early it would be empty there, and the sizes would tell at the end.
function reads(blob) {
	const stream = blob.stream(), buffers = [new ArrayBuffer(1 << 18), new ArrayBuffer(1 << 18)];
	let reader;
	try {
		reader = stream.getReader({ mode: "byob" });
	} catch {
		return stream.getReader();
	}
	return {
		async read() {
			const got = await reader.read(new Uint8Array(buffers.shift()));
			if (got.value) buffers.push(got.value.buffer);
			return got;
		},
		cancel: (why) => reader.cancel(why),
	};
}

// plaintext is the label's line and then the file, whose digest is taken as it passes.
function plaintext(line, from) {
	let first = true;
	return new ReadableStream({
		async pull(controller) {
			if (first) {
				first = false;
				controller.enqueue(new TextEncoder().encode(line));
				return;
			}
			const { value, done } = await from.read();
			if (done) {
				controller.close();
				return;
			}
			original.update(value);
			size += value.length;
			controller.enqueue(value);
		},
		cancel: (why) => from.cancel(why),
	}, { highWaterMark: 0 });
}

function handedOver() {
	return new ReadableStream({
		async pull(controller) {
			const piece = await new Promise((resolve) => {
				give = resolve;
				postMessage({ need: true });
			});
			if (piece === null) controller.close();
			else controller.enqueue(piece);
		},
	}, { highWaterMark: 0 });
}

async function begin({ blob, line, recipient, most }) {
	room = most;
	const encrypter = new Encrypter();
	encrypter.addRecipient(recipient);
	const out = await encrypter.encrypt(plaintext(line, blob ? reads(blob) : handedOver().getReader()));
	expect = (plain) => out.size(line.length + plain);
	if (blob) postMessage({ sealedSize: expect(blob.size) });
	reader = out.getReader();
}

async function pull() {
	const piece = new Uint8Array(spare?.byteLength === room ? spare : room);
	spare = null;
	let filled = 0;
	while (filled < room) {
		if (!rest) {
			const { value, done } = await reader.read();
			if (done) break;
			sealed.update(value);
			sealedSize += value.length;
			rest = value;
		}
		const n = Math.min(rest.length, room - filled);
		piece.set(rest.subarray(0, n), filled);
		filled += n;
		if (n < rest.length) rest = rest.subarray(n);
		else {
			if (rest.length >= chunk) rest.buffer.transfer?.(0); // its memory goes now, not when somebody collects it; age still needs its header
			rest = null;
		}
	}
	if (filled) postMessage({ piece: piece.subarray(0, filled), read: size }, [piece.buffer]);
	else if (sealedSize !== expect(size)) throw new Error("what was sealed isn't all");
	else postMessage({ done: { size, sha256: hex(original.digest()), sealedSize, sealedSHA256: hex(sealed.digest()) } });
}

let turn = Promise.resolve();
onmessage = ({ data }) => {
	if (data.spare) {
		spare = data.spare;
		return;
	}
	if ("more" in data) {
		give(data.more);
		return;
	}
	turn = turn.then(() => (data.pull ? pull() : begin(data))).catch((e) => postMessage({ failed: String(e?.message || e) }));
};
