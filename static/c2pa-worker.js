// Validates the C2PA manifest of one exhibit, in the reviewer's browser. It asks nobody but us: no list of
// trusted signers, no manifest that lies elsewhere, no answer whether a certificate was called back.
//
// in:  {source, type, wasm}   addresses of the original and of the validator, and the original's MIME type
// out: {state, codes, signer, generator, time, actions} or {failed: "message"}

import init, { WasmReader } from "./vendor/c2pa/c2pa.js";

async function bytes(address) {
	const answer = await fetch(address);
	if (!answer.ok) throw new Error(String(answer.status));
	return answer;
}

async function check({ source, type, wasm }) {
	const packed = await bytes(wasm);
	const plain = new Response(packed.body.pipeThrough(new DecompressionStream("gzip")));
	await init({ module_or_path: await WebAssembly.compile(await plain.arrayBuffer()) });
	const settings = { verify: { verify_trust: false, remote_manifest_fetch: false, ocsp_fetch: false } };
	const file = new Blob([await (await bytes(source)).arrayBuffer()], { type });
	const store = JSON.parse((await WasmReader.fromBlob(type, file, JSON.stringify(settings))).json());
	const manifest = store.manifests[store.active_manifest];
	const signed = manifest.signature_info || {};
	const maker = (manifest.claim_generator_info || [])[0] || { name: manifest.claim_generator || "" };
	const actions = manifest.assertions.filter((a) => a.label.startsWith("c2pa.actions")).flatMap((a) => a.data.actions || []).map((a) => a.action);
	return {
		state: store.validation_state,
		codes: (store.validation_status || []).map((s) => s.code).filter((c) => c !== "signingCredential.untrusted"),
		signer: [signed.common_name, signed.issuer].filter(Boolean).join(", "),
		generator: [maker.name, maker.version].filter(Boolean).join(" "),
		time: signed.time || "",
		actions: [...new Set(actions)],
	};
}

onmessage = ({ data }) => check(data).then(postMessage, (e) => postMessage({ failed: String(e?.message || e) }));
