// Files of a report in progress: chosen ones are sealed when the report is, recordings as they are spoken. Nothing of
// either is stored in the clear.

import { dropPieces, keepPieces } from "./store.js";

// attach wires the files section of the form. begin() gives the report that seals; see seal.js.
export function attach(form, panel, say, begin, tell) {
	const input = form.querySelector("#f-exhibits");
	const most = Number(input.dataset.files), limit = Number(input.dataset.mb) * 2 ** 20;
	const list = panel.querySelector("[data-list]");
	let items = []; // {file} or {sealed: {id, kind, size}, name}

	function draw() {
		list.hidden = items.length === 0;
		list.replaceChildren(...items.map((item) => {
			const li = document.createElement("li"), b = document.createElement("button");
			const name = item.name || item.file.name;
			li.append(name + " ");
			Object.assign(b, { type: "button", className: "second", textContent: say("remove") });
			b.setAttribute("aria-label", say("remove.name", { name }));
			b.addEventListener("click", async () => {
				items = items.filter((i) => i !== item);
				if (item.sealed) {
					(await begin()).remove(item.sealed.id);
					await dropPieces(item.sealed.id);
				}
				draw();
				input.focus();
			});
			li.append(b);
			return li;
		}));
	}

	function add(files) {
		for (const file of files) {
			if (items.length + recorder.running() >= most) tell("exhibits", "wrong.files", { max: most });
			else if (file.size > limit) tell("exhibits", "wrong.size", { max: input.dataset.mb, name: file.name });
			else if (file.size > 0) items.push({ file });
		}
		draw();
	}
	for (const e of [input, ...panel.querySelectorAll("input[type=file]")]) {
		e.addEventListener("change", () => {
			add(e.files);
			e.value = "";
		});
	}

	const full = () => {
		if (items.length >= most) tell("exhibits", "wrong.files", { max: most });
		return items.length >= most;
	};
	const recorder = record(panel, say, tell, full, async (stream, type) => {
		const report = await begin();
		const name = say("sound.name", { n: items.filter((i) => i.sound).length + 1 });
		const exhibit = report.exhibit(stream, { name: "recording." + (type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm"), type });
		try {
			const size = await keepPieces(exhibit);
			if ((await exhibit.done).size === 0) {
				await dropPieces(exhibit.id);
				throw Object.assign(new Error("nothing was heard"), { name: "Silence" });
			}
			items.push({ sealed: { id: exhibit.id, kind: exhibit.kind, size }, name, sound: true });
		} catch (e) {
			report.remove(exhibit.id);
			throw e;
		} finally {
			draw();
		}
	});

	return {
		recording: () => recorder.running(),
		count: () => items.length,
		// seal seals what isn't yet, and gives [{id, kind, size}] of all.
		async seal(report, progress) {
			for (const [n, item] of items.entries()) {
				if (item.sealed) continue;
				const exhibit = report.exhibit(item.file, { name: item.file.name, type: item.file.type }, (read, total) => progress(n + 1, items.length, read / total));
				try {
					const size = await keepPieces(exhibit);
					await exhibit.done;
					Object.assign(item, { sealed: { id: exhibit.id, kind: exhibit.kind, size }, name: item.file.name });
				} catch (e) {
					report.remove(exhibit.id);
					throw e;
				}
			}
			return items.map((i) => i.sealed);
		},
		// stop ends a recording and forgets all; sealed pieces without a report are of use to nobody and are deleted.
		async clear(deletePieces) {
			recorder.stop();
			const sealed = items.filter((i) => i.sealed);
			items = [];
			draw();
			if (deletePieces) for (const i of sealed) await dropPieces(i.sealed.id);
		},
	};
}

// record lets somebody speak, unless it is full(): what the microphone hears goes to take(stream, type) second by second.
function record(panel, say, tell, full, take) {
	const box = panel.querySelector("[data-record]"), button = box.querySelector("button"), state = box.querySelector("[role=status]");
	let active = null, asking = false;
	if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) return { running: () => false, stop() {} };
	box.hidden = false;
	const label = (key) => { button.textContent = say(key); };

	async function start() {
		if (asking || full()) return;
		asking = true;
		let microphone, recorder;
		try {
			microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
			recorder = new MediaRecorder(microphone, { audioBitsPerSecond: 32000 });
		} catch {
			for (const track of microphone?.getTracks() ?? []) track.stop();
			state.textContent = say("sound.refused");
			return;
		} finally {
			asking = false;
		}
		let queue;
		let turn = Promise.resolve();
		const stream = new ReadableStream({ start: (c) => { queue = c; }, cancel: () => recorder.state !== "inactive" && recorder.stop() });
		const began = Date.now();
		const clock = setInterval(() => { state.textContent = say("sound.on", { seconds: Math.round((Date.now() - began) / 1000) }); }, 5000);
		recorder.ondataavailable = (e) => {
			turn = turn.then(async () => { if (e.data.size) queue.enqueue(new Uint8Array(await e.data.arrayBuffer())); }).catch(() => {});
		};
		recorder.onstop = () => {
			clearInterval(clock);
			for (const track of microphone.getTracks()) track.stop();
			turn.then(() => queue.close()).catch(() => {});
		};
		recorder.start(1000);
		active = recorder;
		label("sound.stop");
		state.textContent = say("sound.on", { seconds: 0 });
		try {
			await take(stream, recorder.mimeType.split(";")[0] || "audio/webm");
			state.textContent = say("sound.kept");
		} catch (e) {
			if (recorder.state !== "inactive") recorder.stop(); // the microphone hears nothing that isn't kept
			state.textContent = e.name === "Silence" ? say("sound.empty") : "";
			if (e.name !== "Silence") tell("exhibits", e.name === "QuotaExceededError" ? "wrong.room" : "wrong.seal", {});
		}
		active = null;
		label("sound.start");
	}
	button.addEventListener("click", () => (active ? active.stop() : start()));
	return { running: () => active !== null, stop: () => active && active.state !== "inactive" && active.stop() };
}
