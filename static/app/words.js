// The ten words of a receipt on the screen: as a list, as text, as a QR code, or as a list of shopping.

import { store } from "./store.js";

const svg = (name, attributes) => {
	const e = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
	return e;
};

async function code(text, label) {
	const { encodeQR } = await import("../vendor/qr/qr.js");
	const rows = encodeQR(text, "raw", { border: 4 });
	const out = svg("svg", { viewBox: `0 0 ${rows.length} ${rows.length}`, role: "img", "aria-label": label, class: "qr", "shape-rendering": "crispEdges" });
	const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
	out.append(svg("path", { d: `M0 0h${rows.length}v${rows.length}h-${rows.length}z`, fill: "#fff" }), svg("path", { d: path, fill: "#000" }));
	return out;
}

// showWords draws the panel for a report of the outbox. kept() is called when its owner has the words.
export function showWords(panel, report, say, kept) {
	const words = report.words.split(" ");
	panel.hidden = false;
	const list = panel.querySelector("#receipt"), shopping = panel.querySelector("[name=shopping]"), status = panel.querySelector("[role=status]"), picture = panel.querySelector("[data-qr]");
	list.replaceChildren(...words.map((w) => Object.assign(document.createElement("li"), { textContent: w })));
	status.textContent = "";
	picture.replaceChildren();
	const text = () => (shopping.checked ? [say("shopping"), ...words.map((w) => "- " + w)].join("\n") : words.join(" "));
	shopping.onchange = () => {
		list.classList.toggle("shopping", shopping.checked);
		picture.replaceChildren();
	};
	panel.querySelector("[data-copy]").onclick = async () => {
		try {
			await navigator.clipboard.writeText(text());
			status.textContent = say("copied");
		} catch {
			getSelection().selectAllChildren(list);
			status.textContent = say("copy.by_hand");
		}
	};
	panel.querySelector("[data-code]").onclick = async () => picture.replaceChildren(picture.firstChild ? "" : await code(text(), say("qr")));
	panel.querySelector("[data-kept]").onclick = async () => {
		const db = await store(), tx = db.transaction("reports", "readwrite");
		const now = await tx.store.get(report.id); // how far it is may have changed
		if (now) {
			delete now.words;
			await tx.store.put(now);
		}
		await tx.done;
		list.replaceChildren();
		picture.replaceChildren();
		panel.hidden = true;
		kept();
	};
	panel.querySelector("h1").focus();
}
