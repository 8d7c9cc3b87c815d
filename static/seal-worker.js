// Seals one stream in a worker: ciphertext goes out as it is asked for, so that memory stays the same whatever a
// file's size. seal.js starts one worker for each exhibit and ends it when the stream has ended.
//
// in:  {blob | open: true, line, recipient}   what to seal; "open" hands the plaintext over piece by piece
//      {more: Uint8Array | null}              an answer to "need": plaintext, or null at its end
//      {pull: true}                           one piece of ciphertext is wanted
// out: {sealedSize}                           once, when the plaintext's size is known beforehand
//      {need: true}                           plaintext is wanted
//      {piece: Uint8Array}                    ciphertext
//      {done: {size, sha256, sealedSize, sealedSHA256}}
//      {failed: "message"}

import { Encrypter, sha256 } from "./vendor/age/age.js";

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

let reader;
let give; // answers the last "need"
let size = 0;
let sealedSize = 0;
const original = sha256.create();
const sealed = sha256.create();

// plaintext is the label's line and then the file, whose digest is taken as it passes.
function plaintext(line, source) {
	const from = source.getReader();
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

async function begin({ blob, line, recipient }) {
	const encrypter = new Encrypter();
	encrypter.addRecipient(recipient);
	const out = await encrypter.encrypt(plaintext(line, blob ? blob.stream() : handedOver()));
	if (blob) postMessage({ sealedSize: out.size(line.length + blob.size) });
	reader = out.getReader();
}

async function pull() {
	const { value, done } = await reader.read();
	if (done) {
		postMessage({ done: { size, sha256: hex(original.digest()), sealedSize, sealedSHA256: hex(sealed.digest()) } });
		return;
	}
	sealed.update(value);
	sealedSize += value.length;
	const piece = value.byteLength === value.buffer.byteLength ? value : value.slice();
	postMessage({ piece, read: size }, [piece.buffer]);
}

let turn = Promise.resolve();
onmessage = ({ data }) => {
	if ("more" in data) {
		give(data.more);
		return;
	}
	turn = turn.then(() => (data.pull ? pull() : begin(data))).catch((e) => postMessage({ failed: String(e?.message || e) }));
};
