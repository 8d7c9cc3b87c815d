// The desk's public keys, signed by the platform and pinned by whoever asked first; and the rules by which a desk is
// chosen from a report's facts on the device, so that the server never sees an account to route it.

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

async function verifies(key, signature, message) {
	try {
		const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
		return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
	} catch { // a browser from before 2025
		const { ed25519 } = await import("./vendor/age/ed25519.js");
		return ed25519.verify(signature, message, key);
	}
}

// readKeys checks what GET /report/keys gave (parsed JSON: {signed, key, signature}) and gives the keys:
// {issued_at, platform, recovery: {recipient}, desks: [{id, generation, recipient}], rules, restricted, sites, key}.
// last is what readKeys gave before, if anything. It throws an Error whose name says why: "BadSignature",
// "ChangedSigner" (the platform signs with another key than the pinned one: tell the person, do not go on by
// yourself), "OlderKeys" (somebody plays an old answer back). With the same signer, changedKeys lists what differs.
export async function readKeys(answer, last) {
	const refuse = (name, message) => Object.assign(new Error(message), { name });
	const message = new TextEncoder().encode("loupe keys v1\n" + answer.signed);
	if (!(await verifies(bytes(answer.key), bytes(answer.signature), message))) throw refuse("BadSignature", "the keys are not signed by the key beside them");
	const keys = { ...JSON.parse(answer.signed), key: answer.key };
	if (last && last.key !== answer.key) throw refuse("ChangedSigner", "the platform signs with another key than before");
	if (last && keys.issued_at < last.issued_at) throw refuse("OlderKeys", "these keys are older than those that are known");
	return keys;
}

// changedKeys lists what changed between two answers of readKeys, for telling: [{desk | recovery: true}].
export function changedKeys(last, keys) {
	const out = [];
	if (last.recovery.recipient !== keys.recovery.recipient) out.push({ recovery: true });
	for (const desk of keys.desks) {
		const before = last.desks.find((d) => d.id === desk.id);
		if (before && before.recipient !== desk.recipient) out.push({ desk: desk.id });
	}
	return out;
}

// choose gives where a report goes by its facts ({categories, country, region, site_id, language, urgent, photos}):
// {desk, escalation, position}, the first two from keys.desks or null. It answers as routing/ in Go does.
export function choose(keys, facts) {
	const desk = (id) => keys.desks.find((d) => d.id === id) || null;
	const rule = keys.rules.find((r) => !r.when || holds(r.when, facts, keys));
	if (!rule) return { desk: null, escalation: null, position: 0 };
	return { desk: desk(rule.desk), escalation: desk(rule.escalation), position: rule.position };
}

const compare = {
	"=": (a, b) => a === b, "!=": (a, b) => a !== b, ">=": (a, b) => a >= b,
	"<=": (a, b) => a <= b, ">": (a, b) => a > b, "<": (a, b) => a < b,
};

function holds(when, facts, keys) {
	if (when.any) return when.any.some((w) => holds(w, facts, keys));
	if (when.all) return when.all.every((w) => holds(w, facts, keys));
	if (when.not) return !holds(when.not, facts, keys);
	if (when.const) return when.const === "yes";
	if (when.flag) return flag(when.flag, facts, keys) === (when.want === true);
	if (when.count) return compare[when.op](facts[when.count] || 0, when.number || 0);
	const values = when.field === "category" ? facts.categories || [] : [facts[when.field] || ""];
	return values.some((fact) => when.in.some((value) => fits(when.field, fact, value))) !== (when.negated === true);
}

function flag(name, facts, keys) {
	if (name === "urgent") return Boolean(facts.urgent);
	return (facts.categories || []).some((c) => keys.restricted.includes(c));
}

function fits(field, fact, value) {
	if (same(fact, value)) return true;
	if (field === "category") return fact.split(".")[0] === value;
	return field === "language" && value !== "" && fact.toLowerCase().startsWith(value + "-");
}

// same compares by Unicode's simple case folding, which is what an expression with i and u does.
const same = (a, b) => new RegExp("^(?:" + b.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&") + ")$", "iu").test(a);
