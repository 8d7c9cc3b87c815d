// What the map shows comes in tiles, made by the server for the search of the page. A tile that is
// whole holds every place in it, so what lies below needs no asking.
import { square } from "./atlas.js";

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
    return apart((await Promise.all(asked)).flatMap((t) => (z < deepest ? [...t.clusters, ...t.spots] : t.spots)), z);
  }
}

const inside = (z, x, y) => (s) => {
  const [sx, sy] = square(s.lat, s.lon);
  return Math.floor(sx * 2 ** z) === x && Math.floor(sy * 2 ** z) === y;
};

const part = (tile, z, x, y) => ({ whole: tile.whole, spots: tile.spots.filter(inside(z, x, y)), clusters: tile.clusters.filter(inside(z, x, y)) });

const deepest = 18; // there every place has its own sign
const room = 38; // pixels between the middles of two signs

// apart puts signs that would lie on one another together, the larger ones first: those of a tile that
// is whole, and those at the edges of tiles.
function apart(signs, z) {
  const kept = [];
  for (const sign of signs.toSorted((a, b) => b.cases - a.cases)) {
    const at = square(sign.lat, sign.lon).map((v) => v * 256 * 2 ** z);
    const near = z < deepest && kept.find((k) => Math.hypot(k.at[0] - at[0], k.at[1] - at[1]) < room);
    if (near) near.signs.push(sign);
    else kept.push({ at, signs: [sign] });
  }
  const out = { clusters: [], spots: [] };
  for (const { signs: list } of kept) {
    const [first] = list;
    if (list.length === 1) {
      (first.box ? out.clusters : out.spots).push(first);
      continue;
    }
    const box = list.map((s) => s.box ?? [s.lon, s.lat, s.lon, s.lat]).reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
    const cases = list.reduce((n, s) => n + s.cases, 0);
    out.clusters.push({ lat: first.lat, lon: first.lon, cases, box });
  }
  return out;
}
