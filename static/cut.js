// Redacting a recording. The form's fields are the truth; without scripts times and places are typed.
const form = document.querySelector("#cuts");
const screen = document.querySelector(".screen");
const player = screen?.querySelector("video, audio");
const round = (v) => Math.round(v * 100) / 100;
const seconds = (text) => text.trim() === "" ? NaN : text.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + parseFloat(part), 0);
const field = (row, name) => row.querySelector(`[name="${name}"]`);
const clock = (s) => s < 60 ? String(round(s)) : `${Math.floor(s / 60)}:${String(round(s % 60)).padStart(2, "0")}`;

// A time's button takes it from where the recording stands.
if (form && player) {
  form.querySelectorAll('input[name$="_from"], input[name$="_to"]').forEach((input) => {
    const button = document.createElement("button");
    button.type = "button"; button.className = "tiny second"; button.textContent = screen.dataset.here;
    button.setAttribute("aria-label", `${input.getAttribute("aria-label")}: ${screen.dataset.here}`);
    button.addEventListener("click", () => { input.value = clock(player.currentTime); input.dispatchEvent(new Event("input", { bubbles: true })); });
    input.after(button);
  });
}

const svg = screen?.querySelector("svg");
if (form && svg) {
  const rows = () => [...form.querySelectorAll("#f-timed tbody tr")];
  const names = ["x", "y", "w", "h"];
  function draw() {
    const at = player.currentTime;
    svg.replaceChildren(...rows().flatMap((row) => {
      const from = seconds(field(row, "box_from").value), to = seconds(field(row, "box_to").value);
      if (!(at >= from && at <= to)) return [];
      const share = to > from ? (at - from) / (to - from) : 0;
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      names.forEach((n, i) => {
        const begin = parseFloat(field(row, n).value) || 0, end = parseFloat(field(row, `end_${n}`).value);
        rect.setAttribute(["x", "y", "width", "height"][i], begin + (Number.isNaN(end) ? 0 : (end - begin) * share));
      });
      return [rect];
    }));
  }
  ["timeupdate", "seeked", "loadedmetadata"].forEach((e) => player.addEventListener(e, draw));
  form.addEventListener("input", draw);

  // While the pen is down, a drag on the picture fills the first free row, from where the recording stands.
  const pen = document.createElement("button");
  pen.type = "button"; pen.className = "second pen"; pen.textContent = screen.dataset.draw;
  pen.setAttribute("aria-pressed", "false");
  screen.after(pen);
  pen.addEventListener("click", () => {
    const on = screen.classList.toggle("drawing");
    pen.setAttribute("aria-pressed", on);
    if (on) player.pause();
  });
  const place = (e) => { const b = svg.getBoundingClientRect(); return [e.clientX - b.left, e.clientY - b.top].map((v, i) => Math.min(100, Math.max(0, v / (i ? b.height : b.width) * 100))); };
  let start = null, row = null;
  svg.addEventListener("pointerdown", (e) => {
    row = rows().find((r) => [...r.querySelectorAll("input")].every((i) => !i.value));
    if (!row) {
      row = rows().at(-1).cloneNode(true);
      row.querySelectorAll("input").forEach((i) => { i.value = ""; });
      rows().at(-1).after(row);
    }
    start = place(e);
    svg.setPointerCapture(e.pointerId);
    field(row, "box_from").value = clock(player.currentTime);
    field(row, "box_to").value = clock(Math.min(player.currentTime + 2, player.duration || Infinity));
    e.preventDefault();
  });
  svg.addEventListener("pointermove", (e) => {
    if (!start) return;
    const [x, y] = place(e), [sx, sy] = start;
    [Math.min(x, sx), Math.min(y, sy), Math.abs(x - sx), Math.abs(y - sy)].forEach((v, i) => { field(row, names[i]).value = round(v); });
    draw();
  });
  svg.addEventListener("pointerup", () => { start = null; });
}

// A job that runs is asked for now and then; when it has ended the page is opened anew.
const job = document.querySelector("#job");
if (job) {
  const ask = async () => {
    const answer = await fetch(job.dataset.state).catch(() => null);
    const said = answer?.ok ? await answer.json() : null;
    if (said && said.state !== "running") return location.reload();
    if (said) {
      job.querySelector("progress").value = said.percent;
      job.querySelector("span").textContent = `${said.percent} %`;
    }
    setTimeout(ask, 3000);
  };
  setTimeout(ask, 2000);
}
