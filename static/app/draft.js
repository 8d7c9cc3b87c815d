// A draft on the device, sealed. A key is made for it; the passphrase or PIN opens that key (age's scrypt) and is needed
// only to read it again: while a person writes, the page holds the public half alone.

import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "../vendor/age/age.js";
import { store } from "./store.js";

const work = 15; // 32 MB and about a second on a small phone for each guess

let recipient = "";

export const keeping = () => recipient !== "";

// start makes a draft that passphrase opens.
export async function start(passphrase, fields) {
	const identity = await generateHybridIdentity();
	const locked = new Encrypter();
	locked.setPassphrase(passphrase);
	locked.setScryptWorkFactor(work);
	const wrapped = await locked.encrypt(identity);
	recipient = await identityToRecipient(identity);
	await save(fields, wrapped);
}

// save seals the fields ([[name, value]]) anew.
export async function save(fields, wrapped) {
	if (!recipient) return;
	const sealing = new Encrypter();
	sealing.addRecipient(recipient);
	const sealed = await sealing.encrypt(JSON.stringify(fields));
	const tx = (await store()).transaction("drafts", "readwrite");
	wrapped ??= (await tx.store.get("draft"))?.wrapped;
	if (wrapped) await tx.store.put({ wrapped, sealed }, "draft");
	await tx.done;
}

// open gives the fields, or null when the passphrase is another one.
export async function open(passphrase) {
	const draft = await (await store()).get("drafts", "draft");
	if (!draft) return null;
	let identity;
	try {
		const locked = new Decrypter();
		locked.addPassphrase(passphrase);
		identity = await locked.decrypt(draft.wrapped, "text");
	} catch {
		return null;
	}
	const opening = new Decrypter();
	opening.addIdentity(identity);
	const fields = JSON.parse(await opening.decrypt(draft.sealed, "text"));
	recipient = await identityToRecipient(identity);
	return fields;
}

export async function drop() {
	recipient = "";
	await (await store()).delete("drafts", "draft");
}
