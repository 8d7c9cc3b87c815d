// Draws on the sun's page. Every line ends in the form's numbers, which are the truth: the upright
// thing and its shadow, each from the foot; the horizon; and a direction on the rose.
const measure = document.querySelector(".measure");
const form = document.querySelector("#sun");
if (measure && form) {
  const img = measure.querySelector("img"), field = form.elements;
  const make = (name, attributes) => {
    const el = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([k, v]) => el.setAttribute(k, v));
    return el;
  };
  const svg = make("svg", { class: "lines" });
  img.parentElement.classList.add("drawn");
  img.after(svg);
  const hint = document.createElement("p");
  hint.className = "hint"; hint.textContent = measure.dataset.hint;
  measure.prepend(hint);
  const number = (name) => parseFloat(field[name].value.replace(",", "."));
  const box = () => svg.getBoundingClientRect();
  const lines = [];
  // A line that was measured before is shown again.
  if (["fx", "fy", "tx", "ty"].every((n) => Number.isFinite(number(n)))) lines.push(null, [[number("fx"), number("fy")], [number("tx"), number("ty")]]);
  const place = (e) => { const b = box(); return [(e.clientX - b.left) / b.width * 100, (e.clientY - b.top) / b.height * 100]; };
  const length = ([a, b]) => Math.hypot((a[0] - b[0]) * box().width, (a[1] - b[1]) * box().height) / 100;
  function draw() {
    svg.replaceChildren(...lines.flatMap((line, i) => (line ? [make("line", { x1: line[0][0] + "%", y1: line[0][1] + "%", x2: line[1][0] + "%", y2: line[1][1] + "%", class: i ? "shadow" : "object" })] : [])));
    const horizon = number("horizon");
    if (Number.isFinite(horizon)) svg.append(make("line", { x1: "0%", x2: "100%", y1: horizon + "%", y2: horizon + "%", class: "horizon" }));
  }
  function write() {
    const round = (v) => String(Math.round(v * 100) / 100);
    if (lines[0]) field.object.value = length(lines[0]).toFixed(0);
    if (lines[1]) {
      if (lines[0]) field.shadow.value = length(lines[1]).toFixed(0);
      [field.fx.value, field.fy.value, field.tx.value, field.ty.value] = lines[1].flat().map(round);
      field.bearing.value = "";
    }
    draw();
  }
  let at = null;
  svg.addEventListener("pointerdown", (e) => { if (lines.length >= 2) lines.length = 0; at = place(e); lines.push([at, at]); svg.setPointerCapture(e.pointerId); e.preventDefault(); });
  svg.addEventListener("pointermove", (e) => { if (at) { lines[lines.length - 1] = [at, place(e)]; write(); } });
  svg.addEventListener("pointerup", () => { at = null; });
  field.horizon.addEventListener("input", draw);
  draw();

  // The rose: north is up; press or drag where the shadow falls, as seen from above.
  const rose = document.querySelector(".rose svg");
  let turning = false;
  const turn = (e) => {
    const b = rose.getBoundingClientRect(), x = e.clientX - b.left - b.width / 2, y = e.clientY - b.top - b.height / 2;
    if (Math.hypot(x, y) < 6) return;
    const degrees = (Math.atan2(x, -y) * 180 / Math.PI + 360) % 360, r = degrees * Math.PI / 180;
    field.bearing.value = degrees.toFixed(1);
    rose.querySelector(".drawn-shadow")?.remove();
    rose.append(make("line", { class: "drawn-shadow", x1: 100, y1: 100, x2: 100 + 80 * Math.sin(r), y2: 100 - 80 * Math.cos(r) }));
  };
  rose.addEventListener("pointerdown", (e) => { turning = true; rose.setPointerCapture(e.pointerId); turn(e); e.preventDefault(); });
  rose.addEventListener("pointermove", (e) => { if (turning) turn(e); });
  rose.addEventListener("pointerup", () => { turning = false; });
}
