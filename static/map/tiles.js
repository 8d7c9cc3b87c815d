// What the map shows comes in tiles, made by the server for the search of the page. A tile that is
// whole holds every place in it: what lies below is grouped here.
import { square } from "./atlas.js";

const finer = 2; // levels that the cells of clusters lie below their tile

export class Tiles {
  // address has {z}, {x} and {y}; still says that tiles are files, of which only those exist that show
  // something more than the one above.
  constructor(address, query, still) {
    Object.assign(this, { address, query, still, known: new Map() });
  }

  ask(z, x, y) {
    const key = `${z}/${x}/${y}`;
    if (!this.known.has(key)) {
      const asked = this.find(z, x, y);
      this.known.set(key, asked);
      asked.catch(() => this.known.delete(key)); // the next look tries again
    }
    return this.known.get(key);
  }

  async find(z, x, y) {
    for (let up = 1; up <= z; up++) {
      const above = this.known.get(`${z - up}/${x >> up}/${y >> up}`);
      const tile = above && (await above.catch(() => null));
      if (tile?.whole) return part(tile, z, x, y);
    }
    if (this.still && z > 0) {
      const above = part(await this.ask(z - 1, x >> 1, y >> 1), z, x, y);
      if (above.whole || above.clusters.length + above.spots.length === 0) return above;
    }
    const url = this.address.replace("{z}", z).replace("{x}", x).replace("{y}", y) + (this.query ? `?${this.query}` : "");
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  // within gives the signs between two corners of the map, in pixels of a zoom.
  async within(z, min, max) {
    const last = 2 ** z - 1;
    const [x0, y0, x1, y1] = [min.x, min.y, max.x, max.y].map((v) => Math.max(0, Math.min(last, Math.floor(v / 256))));
    const asked = [];
    for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) asked.push(this.ask(z, x, y));
    const tiles = await Promise.all(asked);
    return { clusters: tiles.flatMap((t) => (t.whole ? grouped(t.spots, z).clusters : t.clusters)), spots: tiles.flatMap((t) => (t.whole ? grouped(t.spots, z).spots : t.spots)) };
  }
}

const inside = (z, x, y) => (s) => {
  const [sx, sy] = square(s.lat, s.lon);
  return Math.floor(sx * 2 ** z) === x && Math.floor(sy * 2 ** z) === y;
};

const part = (tile, z, x, y) => ({ whole: tile.whole, spots: tile.spots.filter(inside(z, x, y)), clusters: tile.clusters.filter(inside(z, x, y)) });

const deepest = 18;

function grouped(spots, z) {
  const across = 2 ** (z + finer);
  const cells = new Map();
  for (const s of spots) {
    const [x, y] = square(s.lat, s.lon);
    const key = z >= deepest ? cells.size : `${Math.floor(x * across)}/${Math.floor(y * across)}`;
    cells.set(key, [...(cells.get(key) ?? []), s]);
  }
  const out = { clusters: [], spots: [] };
  for (const list of cells.values()) {
    if (list.length === 1) {
      out.spots.push(list[0]);
      continue;
    }
    const cases = list.reduce((n, s) => n + s.cases, 0);
    const mean = (get) => list.reduce((n, s) => n + get(s) * s.cases, 0) / cases;
    const lats = list.map((s) => s.lat), lons = list.map((s) => s.lon);
    out.clusters.push({ lat: mean((s) => s.lat), lon: mean((s) => s.lon), cases, box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] });
  }
  return out;
}
