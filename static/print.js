// Opens the browser's own dialog for printing; without scripts its menu does.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
