// The buttons that have a C2PA manifest checked here, and what comes of it: signer and result, no verdict.
for (const pane of document.querySelectorAll(".credentials")) offer(pane);

function fact(list, name, value) {
	if (!value) return;
	const dt = document.createElement("dt"), dd = document.createElement("dd");
	dt.textContent = name;
	dd.textContent = value;
	list.append(dt, dd);
}

function offer(pane) {
	const says = pane.dataset;
	const button = document.createElement("button");
	button.type = "button";
	button.className = "second";
	button.textContent = says.check;
	const out = document.createElement("div");
	out.setAttribute("role", "status");
	pane.append(button, out);
	button.addEventListener("click", () => {
		button.disabled = true;
		out.textContent = says.checking;
		const worker = new Worker(says.worker, { type: "module" });
		const tell = (data) => {
			worker.terminate();
			const text = document.createElement("p"), list = document.createElement("dl");
			text.className = "notice" + (data.holds ? "" : " caution");
			text.textContent = data.failed ? says.failed : data.holds ? says.holds : says.broken + " " + data.codes.join(", ");
			list.className = "facts";
			if (!data.failed) {
				fact(list, says.signer, data.signer);
				fact(list, says.time, data.time);
				fact(list, says.generator, data.generator);
				fact(list, says.actions, data.actions.join(", "));
			}
			const limits = document.createElement("p");
			limits.className = "small quiet";
			limits.textContent = says.limits;
			out.replaceChildren(text, list, limits);
			button.remove();
		};
		worker.onmessage = (e) => tell(e.data);
		worker.onerror = () => tell({ failed: "worker" });
		worker.postMessage({ source: says.source, entry: says.entry, type: says.type, about: says.about, aboutEntry: says.aboutEntry, wasm: says.wasm });
	});
}
