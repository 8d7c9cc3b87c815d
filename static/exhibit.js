// The workbench: a photograph to zoom into, turn, lighten, and look at by its levels of error. Nothing
// of it changes the exhibit.
const bench = document.querySelector(".bench");
if (bench) {
  const img = bench.querySelector("img");
  const frame = img.parentElement;
  const view = { zoom: 1, x: 0, y: 0, turn: 0, light: 1, contrast: 1 };
  frame.classList.add("frame");
  frame.tabIndex = 0;

  function show() {
    (img.closest(".pic") ?? img).style.transform = `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.zoom})`;
    img.style.imageRendering = view.zoom > 3 ? "pixelated" : "";
    img.style.filter = veiled() ? "" : `brightness(${view.light}) contrast(${view.contrast})`;
  }
  const unveil = document.querySelector("#unveil");
  const veiled = () => unveil && !unveil.checked;
  unveil?.addEventListener("change", show);

  const bar = document.createElement("div");
  bar.className = "benchbar";
  function button(text, label, act) {
    const b = document.createElement("button");
    b.type = "button"; b.className = "second tiny"; b.textContent = text; b.setAttribute("aria-label", label); b.title = label;
    b.addEventListener("click", () => { act(); show(); });
    bar.append(b);
  }
  function slider(label, from, to, name) {
    const l = document.createElement("label"), s = document.createElement("input");
    s.type = "range"; s.min = from; s.max = to; s.step = 0.05; s.value = 1;
    s.addEventListener("input", () => { view[name] = Number(s.value); show(); });
    l.append(label + " ", s);
    bar.append(l);
    return s;
  }
  const zoom = (f) => { view.zoom = Math.min(40, Math.max(0.5, view.zoom * f)); };
  button("+", bench.dataset.zoom + " +", () => zoom(1.5));
  button("−", bench.dataset.zoom + " −", () => zoom(1 / 1.5));
  button("⟳", bench.dataset.turn, () => { view.turn = (view.turn + 90) % 360; });
  const light = slider(bench.dataset.light, 0.2, 3, "light");
  const contrast = slider(bench.dataset.contrast, 0.2, 4, "contrast");
  const preview = img.src;
  button(bench.dataset.levels, bench.dataset.levels, levels);
  if (bench.dataset.original) button(bench.dataset.full, bench.dataset.full, () => { img.src = bench.dataset.original; });
  button(bench.dataset.reset, bench.dataset.reset, () => {
    Object.assign(view, { zoom: 1, x: 0, y: 0, turn: 0, light: 1, contrast: 1 });
    light.value = contrast.value = 1;
    img.src = preview;
  });
  bench.prepend(bar);

  // Error levels: the picture is packed once more, and where it differs from itself is made visible.
  // Parts that were put in later often differ otherwise than what is around them; edges always do.
  async function levels() {
    const w = img.naturalWidth, h = img.naturalHeight;
    const canvas = new OffscreenCanvas(w, h), pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(img, 0, 0);
    const before = pen.getImageData(0, 0, w, h);
    const again = await createImageBitmap(await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 }));
    pen.drawImage(again, 0, 0);
    const after = pen.getImageData(0, 0, w, h);
    for (let i = 0; i < after.data.length; i++) if (i % 4 !== 3) after.data[i] = Math.min(255, Math.abs(after.data[i] - before.data[i]) * 20);
    pen.putImageData(after, 0, 0);
    img.src = URL.createObjectURL(await canvas.convertToBlob());
  }

  let drag = null;
  frame.addEventListener("pointerdown", (e) => { drag = [e.clientX - view.x, e.clientY - view.y]; frame.setPointerCapture(e.pointerId); });
  frame.addEventListener("pointermove", (e) => { if (drag) { view.x = e.clientX - drag[0]; view.y = e.clientY - drag[1]; show(); } });
  frame.addEventListener("pointerup", () => { drag = null; });
  frame.addEventListener("wheel", (e) => { if (e.ctrlKey || e.shiftKey) { zoom(e.deltaY < 0 ? 1.2 : 1 / 1.2); show(); e.preventDefault(); } }, { passive: false });
  frame.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[e.key];
    if (step) { view.x += step[0]; view.y += step[1]; } else if (e.key === "+") zoom(1.5); else if (e.key === "-") zoom(1 / 1.5); else if (e.key === "r") view.turn = (view.turn + 90) % 360; else return;
    show();
    e.preventDefault();
  });
}
