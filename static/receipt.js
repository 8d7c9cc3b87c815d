// A receipt made on the device: ten words that open the desk's replies and say how far the report is. The same
// derivations as seal/receipt.go; the vectors in testdata/vectors hold both to it.

import { bech32, hkdf, identityToRecipient, pbkdf2, sha256 } from "./vendor/age/age.js";
import { words as list } from "./words.js";

const text = (s) => new TextEncoder().encode(s);
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

function wordsOf(entropy) { // 99 bits
	const raw = new Uint8Array(13);
	for (let i = 12, n = entropy; i >= 0; i--, n >>= 8n) raw[i] = Number(n & 255n);
	const sum = sha256(new Uint8Array([...text("loupe receipt\0"), ...raw]));
	let n = (entropy << 11n) | BigInt((sum[0] << 3) | (sum[1] >> 5));
	const out = [];
	for (let i = 0; i < 10; i++, n >>= 11n) out.unshift(list[Number(n & 2047n)]);
	return out.join(" ");
}

// newReceipt draws a receipt: {words, lookupID, replyKey, replyIdentity}. words are for its owner alone. lookupID
// (64 hexadecimal digits) and replyKey (an age recipient) go to the server.
export function newReceipt() {
	let entropy = 0n;
	for (const b of crypto.getRandomValues(new Uint8Array(13))) entropy = (entropy << 8n) | BigInt(b);
	return receiptOf(wordsOf(entropy >> 5n));
}

// receiptOf derives everything from ten words that are known to be right.
export async function receiptOf(words) {
	const stretched = pbkdf2(sha256, text(words), text("loupe receipt v1"), { c: 4096, dkLen: 32 });
	const lookup = hkdf(sha256, stretched, undefined, text("loupe receipt lookup"), 32);
	const seed = hkdf(sha256, stretched, undefined, text("loupe receipt reply key"), 32);
	const replyIdentity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
	return {
		words,
		lookupID: hex(sha256(new Uint8Array([...text("loupe receipt id\0"), ...lookup]))),
		replyKey: await identityToRecipient(replyIdentity),
		replyIdentity,
	};
}
