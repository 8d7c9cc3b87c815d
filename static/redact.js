// Draws redaction boxes on a picture. The form's number fields are the truth; without scripts they
// are filled in by hand, and the boxes are shown after saving.
const root = document.querySelector(".redact");
const form = document.querySelector("#boxes");
if (root && form) {
  const svg = root.querySelector("svg");
  const rows = form.querySelector("tbody");
  const names = ["x", "y", "w", "h"];
  const inputs = (row) => names.map((n) => row.querySelector(`[name="${n}"]`));
  const round = (v) => Math.round(v * 100) / 100;
  const clamp = (v, low, high) => Math.min(high, Math.max(low, v));

  function write(row, [x, y, w, h]) {
    w = clamp(w, 0.5, 100); h = clamp(h, 0.5, 100);
    x = clamp(x, 0, 100 - w); y = clamp(y, 0, 100 - h);
    inputs(row).forEach((input, i) => { input.value = round([x, y, w, h][i]); });
    draw();
  }
  const read = (row) => inputs(row).map((input) => parseFloat(input.value) || 0);

  // Faces that a machine suggests: dashed until a person accepts or refuses each. The form's choices are the
  // truth; with a face in focus, Enter or A accepts it, Delete or R refuses it.
  const faces = [...form.querySelectorAll(".faces li")].map((item, i) => {
    const rect = svg.querySelectorAll("rect.face")[i];
    const [accept, refuse] = item.querySelectorAll("input[type=radio]");
    const show = () => {
      rect.setAttribute("class", `face ${accept.checked ? "accept" : refuse.checked ? "refuse" : ""}`);
      const said = item.querySelector("input:checked");
      rect.setAttribute("aria-label", `${root.dataset.face} ${i + 1}${said ? `: ${item.querySelector(`label[for="${said.id}"]`).textContent}` : ""}`);
    };
    const say = (choice) => { choice.checked = true; show(); };
    rect.setAttribute("tabindex", "0");
    rect.setAttribute("role", "button");
    item.addEventListener("change", show);
    item.addEventListener("focusin", () => rect.classList.add("at"));
    item.addEventListener("focusout", () => rect.classList.remove("at"));
    rect.addEventListener("pointerdown", (e) => { e.stopPropagation(); e.preventDefault(); rect.focus(); say(accept.checked ? refuse : accept); });
    rect.addEventListener("keydown", (e) => {
      const choice = { Enter: accept, " ": accept, a: accept, Delete: refuse, Backspace: refuse, r: refuse }[e.key];
      if (!choice) return;
      e.preventDefault(); e.stopPropagation();
      say(choice);
    });
    show();
    return { rect };
  });

  function draw() {
    const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.row ?? null : null;
    svg.replaceChildren(...[...rows.rows].flatMap((row, i) => {
      const [x, y, w, h] = read(row);
      if (!w || !h) return [];
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      Object.entries({ x, y, width: w, height: h, tabindex: 0, role: "button", "aria-label": `${root.dataset.box} ${i + 1}` }).forEach(([k, v]) => rect.setAttribute(k, v));
      rect.dataset.row = i;
      return [rect];
    }));
    svg.append(...faces.map(({ rect }) => rect));
    shapes();
    if (focused !== null) svg.querySelector(`[data-row="${focused}"]`)?.focus();
  }
  function freeRow() {
    let row = [...rows.rows].find((r) => read(r).every((v) => !v));
    if (!row) {
      row = rows.rows[rows.rows.length - 1].cloneNode(true);
      inputs(row).forEach((input) => { input.value = ""; });
      rows.append(row);
    }
    return row;
  }
  const place = (e) => {
    const b = svg.getBoundingClientRect();
    return [clamp((e.clientX - b.left) / b.width * 100, 0, 100), clamp((e.clientY - b.top) / b.height * 100, 0, 100)];
  };
  // Polygons stand in the form as lines of "x,y" in percent. While one is drawn, each press sets a
  // corner; Enter, or the button again, closes it, and Escape lets go of it.
  const lines = form.elements.polygons;
  let corners = null;
  const pen = document.createElement("button");
  pen.type = "button"; pen.className = "second pen"; pen.textContent = root.dataset.polygon;
  root.after(pen);
  function shapes() {
    svg.querySelectorAll("polygon").forEach((p) => p.remove());
    const all = lines.value.split("\n").map((l) => l.trim()).filter(Boolean);
    if (corners?.length) all.push(corners.map((c) => c.map(round).join(",")).join(" "));
    for (const points of all) {
      const p = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
      p.setAttribute("points", points.replace(/[^\d., ]/g, ""));
      svg.prepend(p);
    }
  }
  function close(keep) {
    if (keep && corners?.length > 2) lines.value = (lines.value.trimEnd() + "\n" + corners.map((c) => c.map(round).join(",")).join(" ")).trim() + "\n";
    corners = null;
    pen.textContent = root.dataset.polygon;
    shapes();
  }
  pen.addEventListener("click", () => {
    if (corners) return close(true);
    corners = [];
    pen.textContent = root.dataset.close;
  });
  root.parentElement.addEventListener("keydown", (e) => {
    if (!corners || (e.key !== "Escape" && e.key !== "Enter")) return;
    close(e.key === "Enter");
    e.preventDefault();
  });
  lines.addEventListener("input", shapes);

  let drag = null;
  svg.addEventListener("pointerdown", (e) => {
    if (corners) {
      corners.push(place(e));
      shapes();
      e.preventDefault();
      return;
    }
    const start = place(e);
    const rect = e.target.closest("rect[data-row]");
    const row = rect ? rows.rows[rect.dataset.row] : freeRow();
    drag = { row, start, from: rect ? read(row) : null };
    svg.setPointerCapture(e.pointerId);
    e.preventDefault();
  });
  svg.addEventListener("pointermove", (e) => {
    if (!drag) return;
    const [x, y] = place(e), [sx, sy] = drag.start;
    if (drag.from) write(drag.row, [drag.from[0] + x - sx, drag.from[1] + y - sy, drag.from[2], drag.from[3]]);
    else write(drag.row, [Math.min(x, sx), Math.min(y, sy), Math.abs(x - sx), Math.abs(y - sy)]);
  });
  svg.addEventListener("pointerup", () => { drag = null; });
  svg.addEventListener("keydown", (e) => {
    const rect = e.target.closest("rect[data-row]");
    if (!rect) return;
    const row = rows.rows[rect.dataset.row];
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const [x, y, w, h] = read(row);
    if (step && e.shiftKey) write(row, [x, y, w + step[0], h + step[1]]);
    else if (step) write(row, [x + step[0], y + step[1], w, h]);
    else if (e.key === "Delete") { inputs(row).forEach((input) => { input.value = ""; }); draw(); }
    else return;
    e.preventDefault();
  });
  rows.addEventListener("input", draw);
  draw();
}
