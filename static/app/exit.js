// Leaving quickly, wiping, and looking like something else.

import { keepSetting, setting, store, wipe } from "./store.js";

const twice = 900; // ms within which a key counts as pressed again

// forget deletes what is on the device in the clear: receipts that nobody has taken yet.
async function forget() {
	const tx = (await store()).transaction("reports", "readwrite");
	for (const report of await tx.store.getAll()) {
		if (!report.words) continue;
		delete report.words;
		tx.store.put(report);
	}
	await tx.done;
}

// quickExit wires the button and the keys: Escape twice, or Shift three times. clear() drops what the page holds.
export function quickExit(clear, blank) {
	const link = document.querySelector(".leave");
	const away = link?.href || "/";
	let leaving = false;
	async function leave() {
		if (leaving) return;
		leaving = true;
		document.body.hidden = true; // first of all nothing is to be seen
		document.title = "";
		const done = Promise.allSettled([forget(), clear()]);
		await Promise.race([done, new Promise((r) => setTimeout(r, 2000))]); // a slow phone gets the time to forget: nothing is seen meanwhile
		location.replace(navigator.onLine ? away : blank);
	}
	link?.addEventListener("click", (e) => {
		e.preventDefault();
		leave();
	});
	let key = "", at = 0, times = 0;
	addEventListener("keyup", (e) => {
		times = e.key === key && e.timeStamp - at < twice ? times + 1 : 1;
		key = e.key;
		at = e.timeStamp;
		if ((key === "Escape" && times >= 2) || (key === "Shift" && times >= 3)) leave();
	});
	return leave;
}

// wiping wires the two steps of "wipe everything".
export function wiping(panel, clear) {
	const [ask, sure] = [panel.querySelector("[data-wipe]"), panel.querySelector("[data-sure]")];
	ask.onclick = () => {
		sure.hidden = false;
		sure.querySelector("button").focus();
	};
	sure.querySelector("[data-no]").onclick = () => {
		sure.hidden = true;
		ask.focus();
	};
	sure.querySelector("[data-yes]").onclick = async () => {
		document.body.hidden = true;
		await clear().catch(() => {}); // what can't be let go of in order is wiped all the same
		await wipe();
		location.replace(document.querySelector(".leave")?.href || "/");
	};
}

// neutral wires the choice of a title and icon that say nothing.
export async function neutral(panel, say, code) {
	const box = panel.querySelector("[name=neutral]");
	const title = document.title, icon = document.querySelector("link[rel=icon]"), own = icon?.href;
	const manifest = document.createElement("link");
	manifest.rel = "manifest";
	const lang = encodeURIComponent(document.documentElement.lang);
	const look = (on) => {
		document.title = on ? say("plain.name") : title;
		if (icon) icon.href = on ? code + "app/plain.svg" : own;
		manifest.href = "/report/app.webmanifest?lang=" + lang + (on ? "&look=plain" : "");
	};
	box.checked = Boolean(await setting("neutral"));
	look(box.checked);
	document.head.append(manifest);
	box.onchange = async () => {
		await keepSetting("neutral", box.checked);
		look(box.checked);
	};
}
