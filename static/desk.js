// Keyboard: j and k move in a list, x chooses, a takes, Enter or o opens, z takes back, ? shows the keys. Everything works without it.
const keys = document.querySelector("#keys");
const rows = [...document.querySelectorAll(".queue > li")];
let at = -1;
function go(to) {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, to));
  rows[at].classList.add("at");
  rows[at].querySelector("a")?.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}
addEventListener("keydown", (e) => {
  if (e.target.closest("input, textarea, select") || e.ctrlKey || e.metaKey || e.altKey || keys?.open) return;
  if (e.key === "j") go(at + 1);
  else if (e.key === "k") go(at - 1);
  else if (e.key === "x" && at >= 0) { rows[at].querySelector("input[type=checkbox]")?.click(); }
  else if (e.key === "a" && document.querySelector("#bulk")) {
    const form = document.querySelector("#bulk");
    if (!form.querySelector("input[type=checkbox]:checked") && at >= 0) rows[at].querySelector("input[type=checkbox]").checked = true;
    if (!form.querySelector("input[type=checkbox]:checked")) return;
    form.elements.deed.value = "report.take";
    form.requestSubmit();
  }
  else if (e.key === "/" && document.querySelector("#q-words")) document.querySelector("#q-words").focus();
  else if (e.key === "o" && at >= 0) rows[at].querySelector("a")?.click();
  else if (e.key === "?" && keys) keys.showModal(); // the browser keeps the focus in it, and Escape closes it
  else if (document.querySelector(`button[data-key="${CSS.escape(e.key)}"]`)) document.querySelector(`button[data-key="${CSS.escape(e.key)}"]`).click();
  else return;
  e.preventDefault();
});
document.querySelector(".summary")?.focus();

// One box chooses every row of the page.
const all = document.querySelector("#pick-all");
if (all) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => { for (const row of rows) row.querySelector("input[type=checkbox]").checked = all.checked; });
}

// Who else has this report or case open, told as it changes.
const presence = document.querySelector("[data-presence]");
if (presence && "EventSource" in window) {
  const line = new EventSource(presence.dataset.presence);
  line.onmessage = (e) => { presence.textContent = (JSON.parse(e.data) ?? []).join(" · "); };
  addEventListener("pagehide", () => line.close());
}

// Panes that take a moment come after the page, from the page that they link to.
for (const pane of document.querySelectorAll("[data-load]")) {
  fetch(pane.dataset.load, { headers: { Accept: "text/html" } }).then(async (r) => {
    if (!r.ok) return;
    const loaded = new DOMParser().parseFromString(await r.text(), "text/html").querySelector("#loaded");
    if (loaded) { pane.querySelector("p")?.remove(); pane.append(...loaded.childNodes); }
  }).catch(() => {});
}
