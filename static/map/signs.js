// Signs of the map: a number for several places, a ring or a dot for one, an area where no more is
// known. Each is a button; what it opens is made of text alone.
import * as L from "../vendor/leaflet/leaflet.js";

const SPOT = 30; // pixels, as signs of several places at least
const width = (c) => 34 + Math.min(18, Math.round(5 * Math.log10(c.cases)));

export class Signs {
  // links lead to site, or, in a copy of it, to the copy's own file of a case, from its folder still.
  constructor(map, say, site, blank, still) {
    Object.assign(this, { map, say, site, blank, still, shown: new Map(), language: document.documentElement.lang || "en" });
    this.layer = L.layerGroup().addTo(map);
    this.outlined = new Map(); // by the sites' slugs
  }

  // Small numbers are written alike in all our languages, and a format takes a phone long to make.
  number(n) {
    return n < 1000 ? String(n) : (this.whole ??= new Intl.NumberFormat(this.language)).format(n);
  }

  short(n) {
    return n < 1000 ? String(n) : (this.compact ??= new Intl.NumberFormat(this.language, { notation: "compact", maximumFractionDigits: 1 })).format(n);
  }

  word(name, value) {
    return this.say.words[`map.${name}`].replace("#", value);
  }

  // show puts signs on the map, and leaves those that are there already, so that focus stays.
  show({ clusters, spots }) {
    this.last = { clusters, spots };
    const next = new Map();
    const keep = (key, make) => next.set(key, this.shown.get(key) ?? make());
    for (const c of clusters) keep(`c${c.lat},${c.lon},${c.cases}`, () => this.cluster(c));
    for (const s of spots) keep(`s${s.lat},${s.lon},${s.precision},${s.cases},${this.outlined.has(s.site)}`, () => this.spot(s));
    for (const [key, sign] of this.shown) if (!next.has(key)) sign.forEach((l) => this.layer.removeLayer(l));
    for (const [key, sign] of next) if (!this.shown.has(key)) sign.forEach((l) => this.layer.addLayer(l));
    this.shown = next;
  }

  // places says where signs stand, and how wide they are, so that no name is written under one.
  places() {
    const { clusters, spots } = this.last ?? { clusters: [], spots: [] };
    return [...clusters.map((c) => ({ at: [c.lat, c.lon], half: width(c) / 2 })), ...spots.map((s) => ({ at: [s.lat, s.lon], half: SPOT / 2 }))];
  }

  // grounds draws the outlines of sites, each once, whether cases are known there or not. A case whose place is
  // such a site needs no circle around it.
  grounds(list) {
    let fresh = false;
    for (const { slug, areas } of list) {
      if (this.outlined.has(slug)) continue;
      const lines = areas.map((area) => area.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
      this.outlined.set(slug, L.polygon(lines, { interactive: false, weight: 1.5, color: this.colour("--map-sign"), fillOpacity: 0.12 }).addTo(this.map));
      fresh = true;
    }
    if (fresh) this.show(this.last ?? { clusters: [], spots: [] });
  }

  button(at, kind, size, text, label) {
    const marker = L.marker(at, { icon: L.divIcon({ className: `sign ${kind}`, iconSize: [size, size], html: "" }), keyboard: true, riseOnHover: true });
    marker.on("add", () => {
      const e = marker.getElement();
      e.textContent = text;
      e.setAttribute("aria-label", label);
      e.title = label;
      e.addEventListener("keydown", (k) => {
        if (k.key !== "Enter" && k.key !== " ") return;
        k.preventDefault();
        k.stopPropagation();
        marker.fire("click", { latlng: marker.getLatLng() });
      });
    });
    return marker;
  }

  cluster(c) {
    const marker = this.button([c.lat, c.lon], "many", width(c), this.short(c.cases), this.word("cluster", this.number(c.cases)));
    marker.on("click", () => {
      const [west, south, east, north] = c.box, z = this.map.getZoom();
      const fit = this.map.getBoundsZoom([[south, west], [north, east]], false, [40, 40]);
      this.map.setView([c.lat, c.lon], Math.min(this.map.getMaxZoom(), Math.max(z + 1, Math.min(fit, z + 3))));
      this.map.getContainer().focus({ preventScroll: true });
    });
    return [marker];
  }

  spot(s) {
    const vague = s.km >= 5;
    const label = s.cases > 1 ? this.word("here", this.number(s.cases)) : s.title;
    const marker = this.button([s.lat, s.lon], vague ? "one vague" : "one", SPOT, s.cases > 1 ? this.short(s.cases) : "", label);
    marker.bindPopup(() => this.about(s), { maxWidth: 280, autoPanPadding: [16, 16] });
    if (this.outlined.has(s.site)) return [marker];
    const area = L.circle([s.lat, s.lon], { radius: s.km * 1000, className: "", interactive: false, weight: 1.5, dashArray: vague ? "5 5" : null, color: this.colour("--map-sign"), fillOpacity: 0.16 });
    return [area, marker];
  }

  colour(name) {
    return getComputedStyle(this.map.getContainer()).getPropertyValue(name).trim();
  }

  link(text, to) {
    const a = document.createElement("a");
    a.textContent = text;
    a.href = this.still !== undefined && /^\/cases\/[^?]+$/.test(to) ? `${this.still}${to.slice(1)}.html` : this.site + to;
    if (this.blank) Object.assign(a, { target: "_blank", rel: "noopener" });
    return a;
  }

  about(s) {
    const box = document.createElement("div");
    box.className = "about";
    const line = (...parts) => {
      const p = document.createElement("p");
      p.append(...parts);
      box.append(p);
      return p;
    };
    if (s.cases > 1) {
      line(this.word("here", this.number(s.cases)));
      line(this.word("newest", ""));
    }
    const title = this.link(s.title, `/cases/${s.ref}`);
    title.lang = s.language;
    line(title).className = "title";
    line([this.date(s.occurred_on), this.say.outcomes[s.outcome]].filter(Boolean).join(" · "));
    line(s.km >= 5 ? this.word("within", s.km) : this.say.precision[s.precision]).className = "small";
    if (s.cases > 1) line(this.link(this.word("all_here", this.number(s.cases)), this.list({ area: [s.lon, s.lat, s.lon, s.lat].join(",") })));
    return box;
  }

  // list is the address of the cases of the search, narrowed.
  list(more) {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(more)) query.set(name, value);
    return `/cases?${query}`;
  }

  date(text) {
    if (!text) return "";
    const [year, month, day] = text.split("-").map(Number);
    const wish = { year: "numeric", timeZone: "UTC", ...(month && { month: "long" }), ...(day && { day: "numeric" }) };
    return new Intl.DateTimeFormat(this.language, wish).format(Date.UTC(year, (month || 1) - 1, day || 1));
  }

  // vague draws a country of which nothing nearer is known, as the area that it is.
  vague(country, u, rings) {
    const outline = L.polygon(rings.map((r) => [r]), { color: this.colour("--map-vague"), weight: 1.5, dashArray: "2 6", fillOpacity: 0.1, interactive: false });
    const label = `${u.name}: ${this.word("unplaced.text", this.number(u.cases))}`;
    const marker = this.button([country.at[1], country.at[0]], "area", 34, this.short(u.cases), label);
    marker.bindPopup(() => {
      const box = document.createElement("div");
      box.className = "about";
      const line = (v) => {
        const p = document.createElement("p");
        p.append(this.link(v.name, v.to), ` (${this.number(v.cases)})`);
        box.append(p);
      };
      const text = document.createElement("p");
      text.textContent = this.word("unplaced.text", this.number(u.cases));
      box.append(text);
      [u, ...(u.regions ?? [])].slice(0, 8).forEach(line);
      return box;
    }, { maxWidth: 280 });
    outline.addTo(this.map);
    marker.addTo(this.map);
  }
}
