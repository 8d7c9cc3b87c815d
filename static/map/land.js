// What lies under the signs: the land, drawn for what is seen and somewhat around it, and names.
import * as L from "../vendor/leaflet/leaflet.js";

// Land shows the countries of an atlas, in one drawing that goes with the map.
export const Land = L.SVG.extend({
  options: { pane: "land", padding: 0.4 },

  initialize(atlas) {
    L.SVG.prototype.initialize.call(this);
    this.atlas = atlas;
  },

  _initContainer() {
    L.SVG.prototype._initContainer.call(this);
    this.ground = L.SVG.create("path");
    this.ground.setAttribute("class", "coast");
    this._rootGroup.append(this.ground);
    this._container.setAttribute("aria-hidden", "true");
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.SVG.prototype._update.call(this);
    this.draw();
  },

  async draw() {
    const zoom = this._map.getZoom(), origin = this._map.getPixelOrigin();
    const min = this._bounds.min.add(origin), max = this._bounds.max.add(origin);
    this.stretch(zoom, origin);
    const mine = (this.asked = {});
    const path = await this.atlas.path(zoom, [min.x - 4, min.y - 4, max.x + 4, max.y + 4], [origin.x, origin.y]);
    if (mine !== this.asked) return;
    this.drawn = { zoom, origin };
    this.ground.removeAttribute("transform");
    this.ground.setAttribute("d", path);
  },

  // stretch shows what was drawn for another zoom until that is drawn which is seen now.
  stretch(zoom, origin) {
    if (!this.drawn) return;
    const by = 2 ** (zoom - this.drawn.zoom), at = this.drawn.origin.multiplyBy(by).subtract(origin);
    this.ground.setAttribute("transform", `matrix(${by} 0 0 ${by} ${at.x} ${at.y})`);
  },
});

// Names writes countries and sites over the land, none over another or under a sign. They can't be clicked and are not
// read aloud: the table has them.
const LINE = 7.5; // half of a name's height, in pixels

export const Names = L.SVG.extend({
  options: { pane: "names", padding: 0 },

  initialize(named) {
    L.SVG.prototype.initialize.call(this);
    Object.assign(this, { named, countries: [], sites: [], signs: [] });
  },

  _initContainer() {
    L.SVG.prototype._initContainer.call(this);
    this._container.classList.add("leaflet-zoom-hide");
    this._container.setAttribute("aria-hidden", "true");
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.SVG.prototype._update.call(this);
    this.write();
  },

  // draw waits for the next frame, however often it is asked for before.
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this._map) this.write();
    });
  },

  write() {
    const map = this._map, size = map.getSize(), taken = [], shapes = [];
    for (const { at, half } of this.signs) {
      const { x, y } = map.latLngToContainerPoint(at);
      taken.push({ x, y, half, tall: half - 2 }); // the name of a sign's own site stands close below it
    }
    const write = (name, at, room, kind) => {
      const p = map.latLngToContainerPoint(at);
      if (p.x < -80 || p.y < -20 || p.x > size.x + 80 || p.y > size.y + 20) return;
      const half = 4.4 * name.length + 3, site = kind === "site";
      const y = site ? p.y + 24 : p.y; // below the sign of its cases
      if (half * 2 > room || taken.some((t) => Math.abs(t.x - p.x) < t.half + half && Math.abs(t.y - y) < t.tall + LINE)) return;
      taken.push({ x: p.x, y, half, tall: LINE });
      const at0 = map.latLngToLayerPoint(at), text = L.SVG.create("text");
      for (const [k, v] of Object.entries({ class: kind, x: at0.x, y: site ? at0.y + 24 : at0.y, dy: ".35em" })) text.setAttribute(k, v);
      text.textContent = name;
      shapes.push(text);
      if (!site) return;
      const dot = L.SVG.create("rect");
      for (const [k, v] of Object.entries({ x: at0.x - 2, y: at0.y - 2, width: 4, height: 4 })) dot.setAttribute(k, v);
      shapes.push(dot);
    };
    const perDegree = (256 * 2 ** map.getZoom()) / 360;
    for (const n of this.sites) write(n.name, [n.lat, n.lon], Infinity, "site");
    for (const n of this.countries) {
      const name = this.named[n.code];
      if (name) write(name, [n.at[1], n.at[0]], Math.max(n.span * perDegree * 1.2, 30), "country");
    }
    this._rootGroup.replaceChildren(...shapes);
  },
});
