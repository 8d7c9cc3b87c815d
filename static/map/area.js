// Drawing an area: by dragging, or by taking what the map shows; the form's four numbers do the same.
import * as L from "../vendor/leaflet/leaflet.js";

const round = (v) => Math.round(v * 1000) / 1000;

export function drawing(map, say) {
  const tools = document.getElementById("drawing");
  const form = tools?.closest("form");
  if (!form) return;
  tools.hidden = false;
  const button = document.getElementById("draw");
  const stage = map.getContainer();
  const hint = Object.assign(document.createElement("p"), { className: "hint", hidden: true, textContent: say.words["map.draw.hint"] });
  hint.setAttribute("role", "status");
  stage.append(hint);
  let from = null, shape = null;

  const search = (bounds) => {
    const sides = { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
    const limit = { west: 180, east: 180, south: 90, north: 90 };
    for (const [name, value] of Object.entries(sides)) form.elements[name].value = round(Math.max(-limit[name], Math.min(limit[name], value)));
    form.requestSubmit();
  };

  const mode = (on) => {
    button.setAttribute("aria-pressed", String(on));
    stage.classList.toggle("drawing", on);
    hint.hidden = !on;
    map.dragging[on ? "disable" : "enable"]();
    if (!on) {
      shape?.remove();
      shape = from = null;
    } else {
      stage.scrollIntoView({ block: "nearest" });
      stage.focus({ preventScroll: true });
    }
  };

  button.addEventListener("click", () => mode(button.getAttribute("aria-pressed") !== "true"));
  document.getElementById("shown").addEventListener("click", () => search(map.getBounds()));
  stage.addEventListener("keydown", (e) => {
    if (e.key === "Escape") mode(false);
  });
  const drawn = () => stage.classList.contains("drawing");
  stage.addEventListener("pointerdown", (e) => {
    if (!drawn() || !e.isPrimary) return;
    e.preventDefault();
    e.stopPropagation();
    stage.setPointerCapture(e.pointerId);
    from = map.mouseEventToLatLng(e);
    shape = L.rectangle([from, from], { interactive: false, weight: 2, color: getComputedStyle(stage).getPropertyValue("--map-sign").trim() }).addTo(map);
  }, true);
  stage.addEventListener("pointermove", (e) => from && shape.setBounds([from, map.mouseEventToLatLng(e)]), true);
  stage.addEventListener("pointerup", (e) => {
    if (!from) return;
    const bounds = L.latLngBounds(from, map.mouseEventToLatLng(e));
    const a = map.latLngToContainerPoint(bounds.getNorthWest()), b = map.latLngToContainerPoint(bounds.getSouthEast());
    mode(false);
    if (Math.abs(a.x - b.x) > 8 && Math.abs(a.y - b.y) > 8) search(bounds);
  }, true);
}

// outline shows the area that the search has.
export function outline(map, area, colour) {
  const [west, south, east, north] = area.split(",").map(Number);
  if (west <= east) L.rectangle([[south, west], [north, east]], { interactive: false, weight: 2, dashArray: "6 4", fill: false, color: colour }).addTo(map);
}
