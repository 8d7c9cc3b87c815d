// Reads the form into facts and testimony by the rules of server/report/send.go: what is not among the choices, and a
// place that the gazetteer doesn't have, stay out of the facts and are sealed with the account.

const maxNarrative = 50000, maxWords = 2000, maxActs = 12;

const same = (a, b) => a.localeCompare(b, undefined, { sensitivity: "accent" }) === 0;

function place(v, sites, facts) {
	const words = [v.get("place")], region = v.get("region"), name = v.get("site");
	let knownRegion = !region, knownSite = !name;
	const site = name && sites.find((s) => [s.slug, s.name, s.id].some((n) => same(n, name)));
	if (site) {
		knownRegion = knownSite = true;
		Object.assign(facts, { site_id: site.id, country: site.country, region: site.region || "" });
	}
	const within = !knownRegion && sites.find((s) => s.region && same(s.region, region) && (!facts.country || facts.country === s.country));
	if (within) {
		knownRegion = true;
		facts.region = within.region;
	}
	if (!knownRegion) words.push(region);
	if (!knownSite) words.push(name);
	return words.filter(Boolean).join(", ");
}

function date(v) {
	const on = v.get("occurred_on"), precision = v.get("occurred_precision");
	if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(on)) return { occurred_on: "", occurred_precision: "unknown" };
	return { occurred_on: on, occurred_precision: precision || { 10: "day", 7: "month", 4: "year" }[on.length] };
}

function counted(text) {
	const numbers = (text.match(/\d+/g) || []).slice(0, 2).map(Number).filter((n) => n < 1e9);
	return numbers.length ? { victims_min: Math.min(...numbers), victims_max: Math.max(...numbers) } : {};
}

// read gives {facts, testimony, wrong}; wrong lists what must be mended: [{field, key, max}].
export function read(form, sites, lang) {
	const data = new FormData(form);
	const v = { get: (name) => String(data.get(name) ?? "").trim() };
	const facts = {
		categories: [...new Set(data.getAll("category").map(String))], country: v.get("country"), region: "", site_id: "",
		language: v.get("language") || lang, urgent: Boolean(data.get("urgent")), consent: v.get("consent") || "reviewers",
	};
	const testimony = {
		narrative: v.get("narrative"), place: place(v, sites, facts), ...date(v), ...counted(v.get("victims_count")),
		victims: v.get("victims"), actors: v.get("actors"), actor_types: data.getAll("actor_type").map(String),
		link: v.get("link"), how_known: v.get("how_known"), contact: v.get("contact"),
	};
	const wrong = [];
	if (facts.categories.length > maxActs) wrong.push({ field: "category", key: "wrong.acts", max: maxActs });
	for (const field of ["narrative", "place", "victims", "actors", "contact"]) {
		const max = field === "narrative" ? maxNarrative : maxWords;
		if ([...testimony[field]].length > max) wrong.push({ field, key: "wrong.long", max });
	}
	return { facts, testimony, wrong };
}

// typed gives what stands in the form's fields, for a draft: [[name, value]]. Files are not in it.
export const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value !== "" && !["token", "csrf", "held"].includes(name));

// fill puts such a list back.
export function fill(form, fields) {
	for (const e of form.elements) if (e.type === "checkbox" || e.type === "radio") e.checked = false;
	for (const [name, value] of fields) {
		for (const e of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
			if (e.type === "checkbox" || e.type === "radio") {
				if (e.value === value) {
					e.checked = true;
					e.closest("details")?.setAttribute("open", "");
				}
			} else if (e.type !== "file" && e.type !== "hidden") e.value = value;
		}
	}
}
