// The land that the map is drawn on: Natural Earth's countries, as they ship with Loupe, painted on
// canvas. Places are in the Web Mercator square of 1 by 1, row 0 in the north.
import * as L from "../vendor/leaflet/leaflet.js";

export const square = (lat, lon) => {
  const sin = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
};

// A border as flat pairs of the square, which a phone reads and paints without making an object for each point.
// At the date line it goes on, not back around the world.
function line(steps, [sx, sy]) {
  const points = new Float64Array(2 * steps.length);
  const box = [9, 9, -9, -9];
  let lon = 0, lat = 0, before = 0;
  steps.forEach(([dx, dy], i) => {
    let [x, y] = square((lat += dy) * sy, (lon += dx) * sx);
    if (i) x -= Math.round(x - before);
    before = points[2 * i] = x;
    points[2 * i + 1] = y;
    grow(box, x, y, x, y);
  });
  return { points, box };
}

function grow(box, x0, y0, x1, y1) {
  if (x0 < box[0]) box[0] = x0;
  if (y0 < box[1]) box[1] = y0;
  if (x1 > box[2]) box[2] = x1;
  if (y1 > box[3]) box[3] = y1;
}

// ring puts lines together, each moved by whole worlds to where the one before ended, backwards where its
// number is negative.
function ring(numbers, lines) {
  const parts = [], box = [9, 9, -9, -9];
  let end = NaN;
  for (const n of numbers) {
    const back = n < 0, { points, box: b } = lines[back ? ~n : n];
    const first = points[back ? points.length - 2 : 0], last = points[back ? 0 : points.length - 2];
    const by = Number.isNaN(end) ? 0 : Math.round(end - first);
    end = last + by;
    parts.push({ points, back, by });
    grow(box, b[0] + by, b[1], b[2] + by, b[3]);
  }
  return { parts, box };
}

const moved = ({ parts, box: [x0, y0, x1, y1] }, by) => ({ parts: parts.map((p) => ({ ...p, by: p.by + by })), box: [x0 + by, y0, x1 + by, y1] });

// walk calls f with each point of a ring.
function walk({ parts }, f) {
  for (const { points, back, by } of parts) {
    if (back) for (let i = points.length - 2; i >= 0; i -= 2) f(points[i] + by, points[i + 1]);
    else for (let i = 0; i < points.length; i += 2) f(points[i] + by, points[i + 1]);
  }
}

// degrees gives a ring's points as latitude and longitude.
export function degrees(r) {
  const list = [];
  walk(r, (x, y) => list.push([(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, x * 360 - 180]));
  return list;
}

// read takes a TopoJSON file: each border stands once, as an arc of steps, and rings are made of arcs.
export function read(topology) {
  const lines = topology.arcs.map((arc) => line(arc, topology.transform.scale));
  return topology.objects.countries.geometries.map((g) => ({
    code: g.id,
    at: g.properties.at,
    span: g.properties.span,
    rings: g.arcs.flat().flatMap((numbers) => {
      const r = ring(numbers, lines);
      const beyond = r.box[2] > 1.00003 ? -1 : r.box[0] < -0.00003 ? 1 : 0;
      return beyond ? [r, moved(r, beyond)] : [r];
    }),
  }));
}

const colours = (element) => {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(name).trim();
  return { land: of("--map-land"), line: of("--map-line"), text: of("--map-text"), halo: of("--map-land") };
};

// Land paints the countries, tile by tile.
export const Land = L.GridLayer.extend({
  options: { noWrap: true, updateWhenZooming: false, keepBuffer: 1, pane: "land" },

  give(countries) {
    this.countries = countries;
    if (this._map) this.redraw();
  },

  createTile(at) {
    const canvas = document.createElement("canvas");
    const sharp = Math.min(2, window.devicePixelRatio || 1);
    const size = this.getTileSize().x;
    canvas.width = canvas.height = size * sharp;
    if (this.countries) this.paint(canvas.getContext("2d"), at, size * sharp, sharp);
    return canvas;
  },

  paint(c, at, size, sharp) {
    const across = 2 ** at.z;
    const edge = 4 / size / across; // a line's width beyond the tile
    const [x0, y0, x1, y1] = [at.x / across - edge, at.y / across - edge, (at.x + 1) / across + edge, (at.y + 1) / across + edge];
    const { land, line } = colours(this._map.getContainer());
    c.beginPath();
    for (const country of this.countries) {
      for (const ring of country.rings) {
        const { box } = ring;
        if (box[2] < x0 || box[0] > x1 || box[3] < y0 || box[1] > y1) continue;
        let px = NaN, py = NaN;
        walk(ring, (lon, lat) => {
          const x = Math.round((lon * across - at.x) * size * 2) / 2, y = Math.round((lat * across - at.y) * size * 2) / 2;
          if (x === px && y === py) return;
          if (Number.isNaN(px)) c.moveTo(x, y);
          else c.lineTo(x, y);
          px = x;
          py = y;
        });
        c.closePath();
      }
    }
    c.fillStyle = land;
    c.fill();
    c.strokeStyle = line;
    c.lineWidth = sharp;
    c.lineJoin = "round";
    c.stroke();
  },
});

// Names writes countries and sites over the land, none over another. They can't be clicked and are not
// read aloud: the table has them.
export const Names = L.Layer.extend({
  initialize(named) {
    Object.assign(this, { named, countries: [], sites: [] });
  },

  // draw waits for the next frame, however often it is asked for before.
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this._map) this.paint();
    });
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane("names"));
    this.canvas.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize", this.draw, this);
    this.draw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize", this.draw, this);
    this.canvas.remove();
  },

  paint() {
    const map = this._map, size = map.getSize(), sharp = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: size.x * sharp, height: size.y * sharp });
    Object.assign(this.canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    const c = this.canvas.getContext("2d");
    const style = getComputedStyle(map.getContainer());
    c.scale(sharp, sharp);
    Object.assign(c, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3 });
    const { text, halo } = colours(map.getContainer());
    Object.assign(c, { fillStyle: text, strokeStyle: halo });
    const taken = [];
    const write = (name, at, room, font, dot) => {
      const p = map.latLngToContainerPoint(at);
      if (p.x < -80 || p.y < -20 || p.x > size.x + 80 || p.y > size.y + 20) return;
      c.font = font;
      const half = c.measureText(name).width / 2 + 3;
      const y = dot ? p.y + 24 : p.y; // below the sign of its cases
      if (half * 2 > room || taken.some((t) => Math.abs(t.x - p.x) < t.half + half && Math.abs(t.y - y) < 15)) return;
      taken.push({ x: p.x, y, half });
      c.strokeText(name, p.x, y);
      c.fillText(name, p.x, y);
      if (dot) c.fillRect(p.x - 2, p.y - 2, 4, 4);
    };
    const perDegree = (256 * 2 ** map.getZoom()) / 360;
    for (const n of this.sites) write(n.name, [n.lat, n.lon], Infinity, `13px ${style.fontFamily}`, true);
    for (const n of this.countries) {
      const name = this.named[n.code];
      if (name) write(name, [n.at[1], n.at[0]], Math.max(n.span * perDegree * 1.2, 30), `600 14px ${style.fontFamily}`);
    }
  },
});
