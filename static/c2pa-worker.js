// Validates a C2PA manifest in the reviewer's browser: one that its file carries, or a side-car with the file that it
// speaks of; each may be an entry of a ZIP archive. It asks nobody but us: no list of trusted signers, no manifest that
// lies elsewhere, no answer whether a certificate was called back.
//
// in:  {source, entry, type, about, aboutEntry, wasm}   addresses of what holds the manifest, of a side-car's file and of
//      the validator; type is the MIME type or the end of the name of what holds it, and an entry is a number in an
//      archive's directory, "-1" for the file as a whole
// out: {holds, codes, signer, generator, time, actions} or {failed: "message"}

import init, { WasmReader } from "./vendor/c2pa/c2pa.js";
import { unpack } from "./zip.js";

const settings = JSON.stringify({ verify: { verify_trust: false, remote_manifest_fetch: false, ocsp_fetch: false } });
const changed = "assertion.dataHash.mismatch";

async function ask(address) {
	const answer = await fetch(address);
	if (!answer.ok) throw new Error(String(answer.status));
	return answer;
}

async function held(address, entry) {
	const bytes = new Uint8Array(await (await ask(address)).arrayBuffer());
	return entry === "-1" ? bytes : unpack(bytes, Number(entry));
}

const read = (type, bytes) => WasmReader.fromBlob(type, new Blob([bytes], { type }), settings);

// fits tells whether a file has the digest that the active manifest binds to. The validator reads a side-car without its
// file, and can't tell.
async function fits(reader, label, bytes) {
	const made = JSON.parse(reader.crJson()).manifests.find((m) => m.label === label);
	const bound = Object.keys(made.assertions).filter((name) => /^c2pa\.hash\./.test(name));
	const { alg, hash, exclusions } = made.assertions["c2pa.hash.data"] ?? {};
	// Bound by boxes or pieces, or with parts left out, which a file has no need of when its manifest is elsewhere.
	if (bound.length !== 1 || !hash || exclusions?.length) throw new Error("binding");
	const named = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" }[alg ?? (made["claim.v2"] ?? made.claim)?.alg ?? "sha256"];
	const digest = new Uint8Array(await crypto.subtle.digest(named, bytes));
	return "b64'" + btoa(String.fromCharCode(...digest)) + "'" === hash;
}

async function check({ source, entry, type, about, aboutEntry, wasm }) {
	const packed = await ask(wasm);
	const plain = new Response(packed.body.pipeThrough(new DecompressionStream("gzip")));
	await init({ module_or_path: await WebAssembly.compile(await plain.arrayBuffer()) });
	const reader = await read(about ? "application/c2pa" : type, await held(source, entry));
	const store = JSON.parse(reader.json());
	const manifest = store.manifests[store.active_manifest];
	const results = store.validation_results ?? {};
	const found = [results.activeManifest, ...(results.ingredientDeltas ?? []).map((d) => d.validationDeltas)].flatMap((r) => r?.failure ?? []);
	let wrong = [...found, ...(store.validation_status ?? [])].filter((s) => s.code !== "signingCredential.untrusted");
	let holds = store.validation_state !== "Invalid";
	if (about) { // the one thing that the validator holds against a side-car for want of its file is asked of the file here
		const own = (s) => s.code === changed && s.url === `self#jumbf=/c2pa/${store.active_manifest}/c2pa.assertions/c2pa.hash.data`;
		if (!wrong.some(own)) throw new Error("binding");
		holds = await fits(reader, store.active_manifest, await held(about, aboutEntry));
		if (holds) wrong = wrong.filter((s) => !own(s));
	}
	const signed = manifest.signature_info || {};
	const maker = (manifest.claim_generator_info || [])[0] || { name: manifest.claim_generator || "" };
	const actions = manifest.assertions.filter((a) => a.label.startsWith("c2pa.actions")).flatMap((a) => a.data.actions || []).map((a) => a.action);
	return {
		holds: holds && wrong.length === 0,
		codes: [...new Set(wrong.map((s) => s.code))],
		signer: [signed.common_name, signed.issuer].filter(Boolean).join(", "),
		generator: [maker.name, maker.version].filter(Boolean).join(" "),
		time: signed.time || "",
		actions: [...new Set(actions)],
	};
}

onmessage = ({ data }) => check(data).then(postMessage, (e) => postMessage({ failed: String(e?.message || e) }));
