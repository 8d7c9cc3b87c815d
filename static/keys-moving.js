// Wraps what a desk holds to its changed key, a part at a time, while its member works.
const form = document.querySelector("#moving");
const bar = form.querySelector("progress"), said = form.querySelector("[role=status]");
form.querySelector("button").hidden = true;
async function move() {
  const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) throw new Error(answer.status);
  const now = await answer.json();
  said.textContent = now.text;
  if (!now.total) { bar.remove(); return; }
  bar.max = now.total;
  bar.value = now.moved;
  setTimeout(() => move().catch(stop), 200); // leaves room for the member's own requests
}
function stop() { form.querySelector("button").hidden = false; }
move().catch(stop);
