// The outbox in the page: what waits, how far it is, and when to try again.

import { sendAll } from "./send.js";
import { dropPieces, store } from "./store.js";

const first = 4000, most = 10 * 60 * 1000; // ms between tries
let timer, tries = 0, running = false, more = false;

async function again() {
	clearTimeout(timer);
	if (running) { // what was sealed since it began is not among what it sends
		more = true;
		return;
	}
	running = true;
	more = false;
	let settled = false;
	try {
		settled = await sendAll();
	} catch { /* storage that is closing; the next try tells */ } finally {
		running = false;
	}
	if (more) return again();
	if (settled) {
		tries = 0;
		return;
	}
	const wait = Math.min(most, first * 2 ** tries++) * (0.5 + Math.random());
	timer = setTimeout(again, wait);
}

// go tries at once, and asks the browser to try when this page is closed, where it can.
export async function go() {
	tries = 0;
	again();
	const ready = await navigator.serviceWorker?.getRegistration("/report");
	ready?.sync?.register("outbox").catch(() => {});
}

const percent = (report) => {
	const all = report.exhibits.reduce((n, e) => n + e.size, 0), sent = report.exhibits.reduce((n, e) => n + (e.offset || 0), 0);
	return all ? Math.floor((100 * sent) / all) : 0;
};

// watch draws the outbox into place whenever it changes. say gives texts, show(report) is asked for a receipt.
export function watch(place, say, show) {
	const list = place.querySelector("ul");
	async function draw() {
		const reports = (await (await store()).getAll("reports")).sort((a, b) => a.at - b.at);
		place.hidden = reports.length === 0;
		list.replaceChildren(...reports.map((r) => row(r, say, show)));
	}
	const channel = new BroadcastChannel("outbox");
	channel.onmessage = draw;
	addEventListener("online", go);
	addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
	draw();
	return draw;
}

function row(report, say, show) {
	const li = document.createElement("li");
	li.dataset.state = report.state;
	const p = document.createElement("p");
	p.append(Object.assign(document.createElement("strong"), { textContent: say("step." + report.state, { percent: percent(report) }) }));
	li.append(p);
	const waits = report.state === "waiting" || report.state === "sending";
	for (const [i, e] of waits ? report.exhibits.entries() : []) {
		const line = document.createElement("p"), id = "x-" + e.id;
		line.className = "q";
		const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: say("file", { n: i + 1, percent: Math.floor((100 * (e.offset || 0)) / e.size) }) });
		line.append(label, Object.assign(document.createElement("progress"), { id, max: e.size, value: e.offset || 0 }));
		li.append(line);
	}
	const button = (name, deed) => {
		const b = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: say(name) });
		b.addEventListener("click", deed);
		li.append(b);
	};
	if (report.words) button("words", () => show(report));
	else if (!waits) button("forget", async () => {
		for (const e of report.exhibits) await dropPieces(e.id);
		await (await store()).delete("reports", report.id);
		new BroadcastChannel("outbox").postMessage("");
		li.closest("section").querySelector("h2").focus();
		li.remove();
	});
	return li;
}
