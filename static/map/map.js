// The map that moves takes the place of the one that is drawn in the page. Everything that it shows is
// in the table below it as well.
import * as L from "../vendor/leaflet/leaflet.js";
import { drawing, outline } from "./area.js";
import { opened } from "./elsewhere.js";
import { Land, Names } from "./land.js";
import { Signs } from "./signs.js";
import { Tiles } from "./tiles.js";

const NAMES = 7; // zoom of the squares by which names of sites are asked for
const OUTLINES = 9; // and their outlines

// breath lets the page answer to its reader between two steps, frame lets it be laid out as well.
const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export async function start(box) {
  const said = box.dataset;
  const say = JSON.parse(document.getElementById("say").textContent);
  const still = "still" in said, embedded = "site" in said;
  const address = new URLSearchParams(location.search);
  const drawn = box.querySelector(".drawn");
  const stage = document.createElement("div");
  stage.className = "stage coming";
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", say.words["map.title"]);
  box.prepend(stage);
  await frame();

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(stage, { zoomControl: false, attributionControl: false, minZoom: 1, maxZoom: 18, maxBounds: [[-85, -180], [85, 180]], maxBoundsViscosity: 1, zoomAnimation: !calm, fadeAnimation: false, markerZoomAnimation: !calm, inertia: !calm });
  L.control.zoom({ zoomInTitle: say.words["map.in"], zoomOutTitle: say.words["map.out"] }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  for (const [name, level] of [["land", 200], ["detail", 210], ["names", 350]]) map.createPane(name).classList.add(`z${level}`);

  // What the page was asked to show, or else what was found.
  const asked = (address.get("view") || said.extent).split(",").map(Number);
  const bounds = L.latLngBounds([[asked[1], asked[0]], [asked[3], asked[2]]]);
  const zoom = Number(address.get("zoom"));
  if (address.has("view") && zoom > 0) map.setView(bounds.getCenter(), zoom);
  else map.fitBounds(bounds.pad(address.has("view") ? 0 : 0.12), { maxZoom: 9, animate: false });
  await breath();

  const names = new Names(say.countries ?? {}).addTo(map);
  await breath();

  const signs = new Signs(map, say, said.site ?? said.live ?? "", embedded, said.still);
  signs.query = said.query ?? "";
  await breath();

  const get = (url) => fetch(url, { credentials: "omit" }).then((r) => (r.ok ? r.json() : Promise.reject(new Error(String(r.status)))));

  let land, detailed = false;
  async function refine() {
    if (!land || detailed || map.getZoom() < 5) return;
    detailed = true;
    try {
      await land.atlas.load(said.fine);
      land.draw();
    } catch {
      detailed = false; // the coarse one stays
    }
  }
  async function ground() {
    const { atlas, countries } = await opened(said.world);
    land = new Land(atlas).addTo(map);
    names.countries = countries.toSorted((a, b) => b.span - a.span);
    names.draw();
    for (const u of say.unplaced ?? []) {
      const country = countries.find((c) => c.code === u.code);
      if (country) signs.vague(country, u, await atlas.outline(u.code));
    }
  }

  // What is known of sites comes in squares of one zoom; a copy has one file of it.
  const squares = new Map();
  async function of(address, zoom) {
    if (map.getZoom() < zoom || !address) return [];
    const b = map.getBounds(), across = 2 ** zoom;
    const [min, max] = [b.getNorthWest(), b.getSouthEast()].map((p) => map.project(p, zoom).divideBy(256).floor());
    const urls = new Set();
    for (let x = Math.max(0, min.x); x <= Math.min(across - 1, max.x); x++) {
      for (let y = Math.max(0, min.y); y <= Math.min(across - 1, max.y); y++) {
        urls.add(address.replace("{x}", x).replace("{y}", y));
      }
    }
    for (const url of urls) if (!squares.has(url)) squares.set(url, get(url).catch(() => []));
    return (await Promise.all([...urls].map((url) => squares.get(url)))).flat();
  }

  async function write() {
    names.sites = await of(said.names, NAMES);
    names.draw();
    signs.grounds(await of(said.outlines, OUTLINES));
  }

  const tiles = new Tiles(said.tiles, said.query, still);
  let looks = 0;
  async function look() {
    const mine = ++looks, z = Math.round(map.getZoom()), px = map.getPixelBounds();
    stage.setAttribute("aria-busy", "true");
    try {
      const found = await tiles.within(z, px.min, px.max);
      if (mine !== looks) return;
      signs.show(found);
      names.signs = signs.places();
      names.draw();
    } catch {
      if (mine === looks) failed();
    }
    if (mine === looks) {
      stage.removeAttribute("aria-busy");
      await here;
      box.dataset.ready = String(z);
    }
  }

  // The drawing goes when the map has something to show, but not from under somebody who is in it.
  let come;
  const here = new Promise((resolve) => (come = resolve));
  function arrive() {
    if (drawn.contains(document.activeElement)) return drawn.addEventListener("focusout", () => setTimeout(arrive), { once: true });
    drawn.hidden = true;
    stage.classList.remove("coming");
    come();
  }

  function failed() {
    const p = box.querySelector(".failed") ?? Object.assign(document.createElement("p"), { className: "failed notice caution" });
    p.setAttribute("role", "status");
    p.textContent = say.words["map.failed"];
    box.append(p);
  }

  // The address is the view: it can be kept and sent.
  function remember() {
    const b = map.getBounds(), short = (v) => Math.round(v * 1e4) / 1e4;
    address.set("view", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((v, i) => short(Math.max(i % 2 ? -85 : -180, Math.min(i % 2 ? 85 : 180, v)))).join(","));
    address.set("zoom", map.getZoom());
    history.replaceState(null, "", `?${address}${location.hash}`);
  }

  map.on("moveend", () => {
    look();
    refine();
    write();
    if (!embedded) remember();
  });
  let opener = null;
  map.on("popupopen", (e) => {
    opener = e.popup._source?.getElement?.();
    const element = e.popup.getElement();
    element.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", say.words["map.close"]);
    element.querySelector("a")?.focus({ preventScroll: true });
  });
  map.on("popupclose", () => opener?.isConnected && opener.focus({ preventScroll: true }));
  if (said.area) outline(map, said.area, signs.colour("--map-sign"));
  drawing(map, say);
  await breath();
  look();
  await breath();
  write();
  await ground().catch(() => {}); // signs say more than the land under them
  arrive();
  refine();
  if (said.detail) import("./detail.js").then((m) => m.detail(map, said.detail));
}
