// The land that the map is drawn on: Natural Earth's countries, as they ship with Loupe, painted on
// canvas. Places are in the Web Mercator square of 1 by 1, row 0 in the north.
import * as L from "../vendor/leaflet/leaflet.js";

export const square = (lat, lon) => {
  const sin = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
};

function ring(degrees) {
  const points = degrees.map(([lon, lat]) => square(lat, lon));
  const box = points.reduce((b, [x, y]) => [Math.min(b[0], x), Math.min(b[1], y), Math.max(b[2], x), Math.max(b[3], y)], [2, 2, -1, -1]);
  return { degrees, points, box };
}

// read takes a TopoJSON file: each border stands once, as an arc of steps, and rings are made of arcs,
// backwards where the number is negative.
export function read(topology) {
  const [sx, sy] = topology.transform.scale;
  const arcs = topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * sx, (y += dy) * sy]);
  });
  return topology.objects.countries.geometries.map((g) => ({
    code: g.id,
    at: g.properties.at,
    span: g.properties.span,
    rings: g.arcs.flat().flatMap((numbers) => {
      const degrees = [];
      for (const [lon, lat] of numbers.flatMap((n) => (n < 0 ? arcs[~n].toReversed() : arcs[n]))) {
        const before = degrees.at(-1)?.[0] ?? lon; // at the date line a ring goes on, not back around the world
        degrees.push([lon - 360 * Math.round((lon - before) / 360), lat]);
      }
      const lons = degrees.map(([lon]) => lon);
      const beyond = Math.max(...lons) > 180.01 ? -360 : Math.min(...lons) < -180.01 ? 360 : 0;
      return [ring(degrees), ...(beyond ? [ring(degrees.map(([lon, lat]) => [lon + beyond, lat]))] : [])];
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
      for (const { points, box } of country.rings) {
        if (box[2] < x0 || box[0] > x1 || box[3] < y0 || box[1] > y1) continue;
        let px = NaN, py = NaN;
        points.forEach(([lon, lat], i) => {
          const x = Math.round((lon * across - at.x) * size * 2) / 2, y = Math.round((lat * across - at.y) * size * 2) / 2;
          if (x === px && y === py) return;
          if (i) c.lineTo(x, y);
          else c.moveTo(x, y);
          [px, py] = [x, y];
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

  draw() {
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
