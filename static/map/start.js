// The map that moves comes when the page is there: until then the drawing shows the same, and its links lead on.
const box = document.getElementById("map");

function style() {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../vendor/leaflet/leaflet.css", import.meta.url).href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    [...document.head.querySelectorAll("link[rel=stylesheet]")].at(-1).before(link); // ours has the last word
  });
}

// begin takes small steps, between which the page answers to its reader.
async function begin() {
  const styled = style();
  for (const name of ["map", "area", "elsewhere", "atlas", "land", "signs", "tiles"]) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: new URL(`./${name}.js`, import.meta.url).href }));
  }
  await import("../vendor/leaflet/leaflet.js");
  await styled;
  const { start } = await import("./map.js");
  await start(box);
}

const calm = () => (globalThis.requestIdleCallback ? requestIdleCallback(begin, { timeout: 1000 }) : setTimeout(begin, 100));
if (box) {
  if (document.readyState === "complete") calm();
  else addEventListener("load", calm, { once: true });
}
