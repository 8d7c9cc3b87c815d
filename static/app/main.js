// The form at /report as an app: sealed here, kept until there is a network, sent by itself. Where anything that it needs
// is missing, the plain form stays as it is.

import { changedKeys, readKeys } from "../keys.js";
import { neutral, quickExit, wiping } from "./exit.js";
import { attach } from "./files.js";
import { go, watch } from "./outbox.js";
import { fill, read, typed } from "./read.js";
import { find } from "./sites.js";
import { dropPieces, keepSetting, setting, store, sweep } from "./store.js";
import { showWords } from "./words.js";

const lang = document.documentElement.lang, form = document.querySelector("#tell"), main = document.querySelector("main");
const code = new URL("..", import.meta.url).pathname;

async function parts() {
	const answer = await fetch("/report/app?lang=" + encodeURIComponent(lang), { credentials: "omit" });
	if (!answer.ok) throw new Error("parts");
	const page = new DOMParser().parseFromString(await answer.text(), "text/html");
	const texts = new Map([...page.querySelectorAll("data[value]")].map((d) => [d.value, d.textContent]));
	const panels = Object.fromEntries([...page.querySelectorAll("[data-panel]")].map((e) => [e.dataset.panel, document.adoptNode(e)]));
	const say = (key, values = {}) => (texts.get(key) ?? key).replace(/\[(\w+)\]/g, (_, name) => values[name] ?? "");
	return { panels, say };
}

function style() {
	return new Promise((done, failed) => {
		const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: code + "app/app.css", onload: done, onerror: failed });
		document.head.append(link);
	});
}

// pinned gives the keys: those of the platform if they follow from what is known, else those that are known.
async function pinned(note, say) {
	const last = await setting("keys");
	let keys;
	try {
		const answer = await fetch("/report/keys", { credentials: "omit" });
		if (!answer.ok) throw new Error("keys");
		keys = await readKeys(await answer.json(), last);
	} catch (e) {
		if (e.name === "ChangedSigner" || !last) throw e;
		return last; // no network, or something older than what is known
	}
	if (last && changedKeys(last, keys).length) note(say("keys.changed"));
	await keepSetting("keys", keys);
	return keys;
}

function worker() {
	if (!navigator.serviceWorker) return;
	const options = { scope: "/report", updateViaCache: "none" };
	navigator.serviceWorker.register("/report/sw.js", { ...options, type: "module" })
		.catch(() => navigator.serviceWorker.register("/report/sw.js?plain=1", options)).catch(() => {});
	navigator.serviceWorker.ready.then((r) => r.active?.postMessage({ lang })).catch(() => {});
}

// complain shows what is to be mended as the server would: a summary that takes focus, and a word at the field.
function complainer(panel, say) {
	return (list) => {
		for (const e of form.querySelectorAll(".error[data-app]")) e.remove();
		for (const e of form.querySelectorAll("[aria-invalid]")) e.removeAttribute("aria-invalid");
		panel.hidden = list.length === 0;
		panel.querySelector("ul").replaceChildren(...list.map(({ field, key, ...values }) => {
			const text = say(key, values), target = form.querySelector("#f-" + field);
			if (target) {
				const p = Object.assign(document.createElement("p"), { className: "error", textContent: text });
				p.dataset.app = "";
				if (target.tagName === "FIELDSET") target.querySelector("legend").after(p);
				else target.before(p);
				target.setAttribute("aria-invalid", "true");
			}
			const li = document.createElement("li");
			li.append(Object.assign(document.createElement("a"), { href: "#f-" + field, textContent: text }));
			return li;
		}));
		if (list.length) panel.focus();
	};
}

// gazetteer wires the site picker; known() gives the sites that are loaded.
function gazetteer(panel, say) {
	const country = form.querySelector("#f-country"), input = form.querySelector("#f-site"), list = panel.querySelector("ul"), count = panel.querySelector("[role=status]");
	const loaded = new Map();
	async function load(of) {
		if (!of || loaded.has(of)) return;
		try {
			const answer = await fetch("/report/sites/" + of);
			if (answer.ok) loaded.set(of, await answer.json());
		} catch { /* without the list the name is typed, and sealed */ }
	}
	const known = () => (country.value ? loaded.get(country.value) ?? [] : [...loaded.values()].flat());
	function suggest() {
		const found = find(known(), input.value).filter((s) => s.name !== input.value);
		panel.hidden = found.length === 0;
		count.textContent = found.length ? say("sites.found", { n: found.length }) : "";
		list.replaceChildren(...found.map((s) => {
			const li = document.createElement("li"), b = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: [s.name, s.region].filter(Boolean).join(", ") });
			b.onclick = () => {
				input.value = s.name;
				country.value = s.country;
				form.querySelector("#f-region").value = s.region ?? "";
				suggest();
				input.focus();
			};
			li.append(b);
			return li;
		}));
	}
	input.removeAttribute("list"); // the browser's own list knows no misspelling
	input.setAttribute("autocomplete", "off");
	let ready; // the list that is there or on its way: of the country, or of all when none is chosen
	const prepare = () => (ready ??= country.value ? load(country.value) : all());
	input.addEventListener("input", () => prepare().then(suggest));
	input.addEventListener("focus", prepare);
	country.addEventListener("change", () => {
		ready = null;
		prepare().then(suggest);
	});
	const all = () => Promise.all([...country.options].map((o) => load(o.value)));
	return { known, load, all };
}

// offlineCountries lets a person say whose sites this phone keeps. Nothing is kept because it was chosen in the form.
async function offlineCountries(panel) {
	if (!globalThis.caches) return;
	const cache = await caches.open("report-sites");
	for (const box of panel.querySelectorAll("[name=offline]")) {
		const address = "/report/sites/" + box.value;
		box.checked = Boolean(await cache.match(address));
		box.onchange = async () => {
			try {
				if (box.checked) await cache.add(address);
				else await cache.delete(address);
			} catch {
				box.checked = false;
			}
		};
	}
}

async function drafts(panel, say, drop) {
	const module = () => import("./draft.js");
	const { status, secret } = { status: panel.querySelector("[role=status]"), secret: panel.querySelector("input") };
	const [keep, open, remove] = ["keep", "open", "drop"].map((name) => panel.querySelector(`[data-${name}]`));
	const has = async () => (await (await store()).getKey("drafts", "draft")) !== undefined;
	let draft, timer;
	const draw = async () => {
		const there = await has();
		open.hidden = !there || Boolean(draft?.keeping());
		keep.hidden = there;
		remove.hidden = !there;
		secret.parentElement.hidden = there && open.hidden;
		if (there) panel.open = true;
	};
	keep.onclick = async () => {
		if ([...secret.value].length < 4) {
			status.textContent = say("draft.short");
			return secret.focus();
		}
		status.textContent = say("draft.locking");
		draft = await module();
		await draft.start(secret.value, typed(form));
		secret.value = "";
		status.textContent = say("draft.kept");
		draw();
	};
	open.onclick = async () => {
		status.textContent = say("draft.opening");
		draft = await module();
		const fields = await draft.open(secret.value);
		secret.value = "";
		status.textContent = say(fields ? "draft.opened" : "draft.wrong");
		if (fields) fill(form, fields);
		draw();
	};
	remove.onclick = async () => {
		await (await module()).drop();
		status.textContent = say("draft.gone");
		draw();
	};
	let over = false;
	const save = () => {
		clearTimeout(timer);
		if (draft?.keeping() && !over) return draft.save(typed(form)).catch(() => { status.textContent = say("wrong.room"); });
	};
	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(save, 1500);
	});
	addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
	secret.addEventListener("keydown", (e) => {
		if (e.key !== "Enter") return;
		e.preventDefault();
		(open.hidden ? keep : open).click();
	});
	drop.push(async () => {
		clearTimeout(timer);
		if (await has()) await (await module()).drop();
		draw();
	});
	await draw();
	// ends saving, before the form is emptied: an empty form is no draft.
	return (kept) => {
		const last = kept && save();
		over = true;
		return last;
	};
}

async function start() {
	if (!form || !isSecureContext || !globalThis.indexedDB || !crypto.subtle || !globalThis.Worker || !globalThis.BroadcastChannel) return;
	await store();
	const [{ panels, say }] = await Promise.all([parts(), style()]);
	const place = (name, where, how) => {
		where[how](panels[name]);
		return panels[name];
	};
	const note = (text) => {
		const p = panels.note.cloneNode(true);
		p.textContent = text;
		main.prepend(p);
	};
	let keys;
	try {
		keys = await pinned(note, say);
	} catch (e) {
		if (e.name === "ChangedSigner") place("changed", form, "before").querySelector("button").onclick = async () => {
			await (await store()).delete("settings", "keys");
			location.reload();
		};
		if (e.name === "ChangedSigner") form.hidden = true;
		return; // the plain form, which needs the network anyway
	}
	document.querySelector("#edge").textContent = say("sealed_here");
	const tell = complainer(place("problem", main, "prepend"), say);
	const outbox = place("outbox", main, "prepend");
	const receipt = place("words", main, "prepend");
	const status = form.querySelector("button:not([type=button])").closest("p");
	const progress = place("progress", status, "before");

	let report = null, letGo = null; // of the report that is being made
	const begin = () => (report ??= (async () => {
		navigator.storage?.persist?.();
		navigator.locks?.request("composing", { mode: "shared" }, () => new Promise((done) => { letGo = done; }));
		const { begin: beginReport, newReceipt } = await import("../seal.js");
		const made = await newReceipt();
		return Object.assign(await beginReport(keys, made), { words: made.words });
	})());
	const files = attach(form, place("files", form.querySelector("#f-exhibits").closest(".f"), "append"), say, begin, (field, key, values) => tell([{ field, key, ...values }]));
	const sites = gazetteer(place("sites", form.querySelector("#f-site").closest(".f"), "append"), say);
	const cleared = [];
	const clear = async (pieces) => {
		form.reset();
		await files.clear(pieces);
		letGo?.();
		report = letGo = null;
	};
	let left = false; // what is still being sealed then is not kept
	const end = async (kept) => {
		left = true;
		await Promise.all([stopDraft(kept), clear(kept)]);
	};
	const stopDraft = await drafts(place("draft", form, "before"), say, cleared);
	const settings = place("device", main, "append");
	const leave = quickExit(() => end(true), code + "app/blank.html");
	wiping(settings, () => end(false));
	await neutral(settings, say, code);
	offlineCountries(settings);
	settings.querySelector("[data-leave]").onclick = leave;

	const show = (r) => {
		main.classList.add("taken");
		showWords(receipt, r, say, () => {
			main.classList.remove("taken");
			draw();
			outbox.querySelector("h2").focus();
		});
	};
	const draw = watch(outbox, say, show);
	let busy = false;
	form.addEventListener("submit", async (e) => {
		e.preventDefault();
		if (busy) return;
		if (files.recording()) return tell([{ field: "exhibits", key: "wrong.recording" }]);
		if (form.elements.country.value) await sites.load(form.elements.country.value);
		else if (form.elements.site.value || form.elements.region.value) await sites.all();
		const { facts, testimony, wrong } = read(form, sites.known(), lang);
		if (!testimony.narrative && files.count() === 0) wrong.unshift({ field: "narrative", key: "wrong.narrative" });
		tell(wrong);
		if (wrong.length) return;
		busy = true;
		progress.hidden = false;
		const told = progress.querySelector("span"), bar = progress.querySelector("progress");
		told.textContent = say("sealing");
		bar.removeAttribute("value");
		let made;
		try {
			made = await begin();
			const exhibits = await files.seal(made, (n, all, part) => {
				bar.value = part;
				told.textContent = say("sealing.file", { n, all, percent: Math.floor(part * 100) });
			});
			testimony.narrative ||= say("spoken"); // an account that is in its recordings
			const envelope = await made.finish(facts, testimony);
			const row = { id: made.id, at: Date.now(), state: "waiting", envelope, words: made.words, exhibits: exhibits.map((x) => ({ ...x, offset: 0, sent: false, url: "" })) };
			if (left) return;
			await (await store()).put("reports", row);
			await clear(false);
			for (const drop of cleared) await drop();
			show(row);
			go();
		} catch (e) {
			console.debug(e?.name);
			tell([{ field: "narrative", key: e?.name === "QuotaExceededError" ? "wrong.room" : "wrong.seal" }]);
		} finally {
			busy = false;
			progress.hidden = true;
		}
	});
	const [waiting] = (await (await store()).getAll("reports")).filter((r) => r.words).sort((a, b) => b.at - a.at);
	if (waiting) show(waiting);
	go();
	await sweep();
	worker();
	main.dataset.app = "ready";
}

// Nothing of what fails here may stand in the way of the plain form.
start().catch(() => {});
