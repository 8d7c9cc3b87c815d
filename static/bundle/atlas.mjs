// Makes the small world that the map is drawn on: Natural Earth's countries as world-atlas gives them,
// with two-letter codes, a place for each label, and no finer than a screen shows.
// node atlas.mjs FOLDER-OF-WORLD-ATLAS FOLDER-OF-ISO-CODES OUT
import { readFileSync, writeFileSync } from "node:fs";

const [atlas, iso, out] = process.argv.slice(2);
const codes = new Map(JSON.parse(readFileSync(`${iso}/codes.json`)).map(([two, , number]) => [number, two]));
const STEP = 0.01; // degrees: whole numbers of it are stored

// thinned drops points that lie nearer to the line than a tolerance (Douglas and Peucker, 1973).
function thinned(points, tolerance) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const stack = [[0, points.length - 1]];
  while (stack.length) {
    const [from, to] = stack.pop();
    const [ax, ay] = points[from], [bx, by] = points[to];
    const length = Math.hypot(bx - ax, by - ay);
    let worst = tolerance, at = 0;
    for (let i = from + 1; i < to; i++) {
      const [x, y] = points[i];
      const off = length ? Math.abs((by - ay) * x - (bx - ax) * y + bx * ay - by * ax) / length : Math.hypot(x - ax, y - ay);
      if (off > worst) [worst, at] = [off, i];
    }
    if (at) {
      keep[at] = 1;
      stack.push([from, at], [at, to]);
    }
  }
  return points.filter((_, i) => keep[i]);
}

// onwards has a ring go on over the date line, not back around the world.
function onwards(ring) {
  let before = ring[0][0];
  return ring.map(([lon, lat]) => [(before = lon - 360 * Math.round((lon - before) / 360)), lat]);
}

// middle gives the centre and the width of the largest ring of a country, for its name.
function middle(rings) {
  let best = { area: 0 };
  for (const ring of rings.map(onwards)) {
    let area = 0, x = 0, y = 0, west = Infinity, east = -Infinity;
    for (let i = 0; i + 1 < ring.length; i++) {
      const [ax, ay] = ring[i], [bx, by] = ring[i + 1], cross = ax * by - bx * ay;
      area += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
      west = Math.min(west, ax);
      east = Math.max(east, ax);
    }
    if (Math.abs(area) > best.area) best = { area: Math.abs(area), at: [x / area / 3, y / area / 3], span: east - west };
  }
  best.at[0] -= 360 * Math.round(best.at[0] / 360);
  return { at: best.at.map((v) => Math.round(v * 100) / 100), span: Math.round(best.span * 10) / 10 };
}

function world(name, tolerance) {
  const t = JSON.parse(readFileSync(`${atlas}/countries-${name}.json`));
  const lines = t.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * t.transform.scale[0] + t.transform.translate[0], (y += dy) * t.transform.scale[1] + t.transform.translate[1]]);
  });
  const used = new Map(); // old number of an arc -> new
  const arcs = [];
  const number = (old) => {
    const i = old < 0 ? ~old : old;
    if (!used.has(i)) {
      used.set(i, arcs.length);
      let px = 0, py = 0;
      arcs.push(thinned(lines[i], tolerance).map(([x, y]) => [Math.round(x / STEP), Math.round(y / STEP)])
        .filter(([x, y], j, all) => j === 0 || x !== all[j - 1][0] || y !== all[j - 1][1])
        .map(([x, y]) => { const d = [x - px, y - py]; [px, py] = [x, y]; return d; }));
    }
    return old < 0 ? ~used.get(i) : used.get(i);
  };
  const geometries = t.objects.countries.geometries.filter((g) => g.id !== "010").map((g) => { // no mines in Antarctica
    const polygons = g.type === "Polygon" ? [g.arcs] : g.arcs;
    const outer = polygons.map(([ring]) => ring.flatMap((i) => (i < 0 ? lines[~i].toReversed() : lines[i])));
    const made = { type: "MultiPolygon", arcs: polygons.map((p) => p.map((ring) => ring.map(number))), properties: middle(outer) };
    if (codes.has(g.id)) made.id = codes.get(g.id);
    return made;
  });
  writeFileSync(`${out}/world-${name}.json`, JSON.stringify({ type: "Topology", transform: { scale: [STEP, STEP], translate: [0, 0] }, objects: { countries: { type: "GeometryCollection", geometries } }, arcs }));
}

world("110m", 0);
world("50m", 0.02);
