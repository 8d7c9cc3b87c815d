// Rules in another order, by dragging their handle or with Alt and an arrow. The buttons do it without this.
const list = document.querySelector("#rules");
const said = document.querySelector("#rules-moved");
const rules = () => [...list.children];
document.querySelector("#rules-keys").hidden = false;

function moved(rule) {
  rules().forEach((r, i) => {
    r.querySelector("legend .n").textContent = i + 1;
    // The server counts rules in the order in which the page sends them.
    for (const b of r.querySelectorAll("button[name=do]")) {
      b.value = b.value.replace(/\d+$/, i + 1);
      b.querySelector(".hidden").textContent = ` ${i + 1}`;
      b.disabled = (b.value.startsWith("up.") && i === 0) || (b.value.startsWith("down.") && i === list.children.length - 1);
    }
  });
  said.textContent = said.dataset.text.replace("%", rules().indexOf(rule) + 1);
}

list.addEventListener("keydown", (e) => {
  if (!e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
  const rule = e.target.closest(".rule");
  const other = e.key === "ArrowUp" ? rule.previousElementSibling : rule.nextElementSibling;
  e.preventDefault();
  if (!other) return;
  const at = document.activeElement;
  if (e.key === "ArrowUp") other.before(rule); else other.after(rule);
  moved(rule);
  if (!at.disabled) at.focus(); else rule.focus();
  rule.scrollIntoView({ block: "nearest" });
});

let dragged;
for (const rule of rules()) {
  const handle = document.createElement("span");
  handle.className = "handle";
  handle.draggable = true;
  handle.textContent = "⠿";
  handle.title = list.dataset.handle;
  handle.setAttribute("aria-hidden", "true");
  rule.querySelector(".actions").prepend(handle);
  handle.addEventListener("dragstart", (e) => { dragged = rule; e.dataTransfer.effectAllowed = "move"; e.dataTransfer.setData("text/plain", ""); e.dataTransfer.setDragImage(rule, 0, 0); });
  handle.addEventListener("dragend", () => { if (dragged) moved(dragged); dragged = undefined; });
  rule.addEventListener("dragover", (e) => {
    if (!dragged) return;
    e.preventDefault();
    if (dragged === rule) return;
    const box = rule.getBoundingClientRect();
    if (e.clientY < box.top + box.height / 2) rule.before(dragged); else rule.after(dragged);
  });
  rule.addEventListener("drop", (e) => { if (dragged) e.preventDefault(); });
}
