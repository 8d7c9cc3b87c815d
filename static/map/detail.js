// Finer land from a PMTiles file that the site serves, where there is one. What the file doesn't hold
// stays as it is.
import * as L from "../vendor/leaflet/leaflet.js";

export async function detail(map, url) {
  window.L = L; // where the package looks for it
  const { leafletLayer } = await import("../vendor/protomaps/protomaps-leaflet.js");
  const dark = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const layer = leafletLayer({ url: new URL(url, document.baseURI).href, flavor: dark === "dark" ? "dark" : "light", lang: document.documentElement.lang, pane: "detail", noWrap: true, minZoom: 5 });
  layer.backgroundColor = undefined; // the land below shows through
  layer.addTo(map);
}
