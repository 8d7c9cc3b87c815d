// Keyboard for lists: j and k move, Enter or o opens, ? shows the keys. Everything works without it.
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
  if (e.target.closest("input, textarea, select") || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "j") go(at + 1);
  else if (e.key === "k") go(at - 1);
  else if (e.key === "o" && at >= 0) rows[at].querySelector("a")?.click();
  else if (e.key === "?") document.querySelector("#keys")?.toggleAttribute("open");
  else return;
  e.preventDefault();
});
document.querySelector(".summary")?.focus();
