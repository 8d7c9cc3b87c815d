// Matches a landmark: a press in the picture and a press on the plan fill the form's numbers, which are
// the truth. What was matched is drawn with its number on both by the server.
const form = document.querySelector("#finding");
const frame = document.querySelector(".bench .frame, .bench .veiled");
const plan = document.querySelector(".plan.places svg");
if (form?.elements.lat && frame) {
  const img = frame.querySelector("img"), field = form.elements, details = form.closest("details");
  const make = (name, attributes) => {
    const el = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([k, v]) => el.setAttribute(k, v));
    return el;
  };
  const number = (el) => parseFloat(el.value.replace(",", "."));
  const marks = frame.querySelector(".marks");
  const flat = { lat: Number(plan?.dataset.lat), lon: Number(plan?.dataset.lon), km: Number(plan?.dataset.km) };
  const wide = 111.195 * Math.cos(flat.lat * Math.PI / 180);
  function draw() {
    document.querySelectorAll(".newmark").forEach((m) => m.remove());
    const x = number(field.x), y = number(field.y), lat = number(field.lat), lon = number(field.lon);
    if (details.open && marks && Number.isFinite(x) && Number.isFinite(y)) marks.append(make("circle", { class: "newmark", cx: x + "%", cy: y + "%", r: 9 }));
    if (details.open && plan && Number.isFinite(lat) && Number.isFinite(lon)) plan.append(make("circle", { class: "newmark", cx: 100 + (lon - flat.lon) * wide / flat.km * 100, cy: 100 - (lat - flat.lat) * 111.195 / flat.km * 100, r: 4 }));
  }
  // A press that doesn't drag the picture about is meant for the landmark, while its form is open. Places
  // are taken in the picture's own measure, however it is zoomed and turned.
  let pressed = null;
  frame.addEventListener("pointerdown", (e) => { pressed = details.open && e.target === img ? [e.clientX, e.clientY, e.offsetX / img.clientWidth * 100, e.offsetY / img.clientHeight * 100] : null; });
  frame.addEventListener("pointerup", (e) => {
    if (!pressed || Math.hypot(e.clientX - pressed[0], e.clientY - pressed[1]) > 4) return;
    field.x.value = pressed[2].toFixed(2); field.y.value = pressed[3].toFixed(2);
    draw();
  });
  plan?.addEventListener("click", (e) => {
    const b = plan.getBoundingClientRect(), east = ((e.clientX - b.left) / b.width * 2 - 1) * flat.km, north = (1 - (e.clientY - b.top) / b.height * 2) * flat.km;
    field.lat.value = (flat.lat + north / 111.195).toFixed(5); field.lon.value = (flat.lon + east / wide).toFixed(5);
    details.open = true;
    draw();
  });
  details.addEventListener("toggle", draw);
  form.addEventListener("input", draw);
}
