// The land that the map is drawn on: Natural Earth's countries, as they ship with Loupe, read and drawn,
// in a worker where there is one. Places are in the Web Mercator square of 1 by 1, row 0 in the north.

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
function degrees(r) {
  const list = [];
  walk(r, (x, y) => list.push([(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, x * 360 - 180]));
  return list;
}

// read takes a TopoJSON file: each border stands once, as an arc of steps, and rings are made of arcs.
function read(topology) {
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

export class Atlas {
  // load reads a file of countries in place of those before, and gives their codes, where their names go, and how wide they are.
  async load(url) {
    const answer = await fetch(url, { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    this.countries = read(await answer.json());
    return this.countries.map(({ code, at, span }) => ({ code, at, span }));
  }

  // outline gives a country's rings in degrees.
  outline(code) {
    return this.countries.find((c) => c.code === code)?.rings.map(degrees) ?? [];
  }

  // path draws what is seen of the land, as the path of a drawing: view is the corners in pixels of a zoom,
  // origin the pixel that the drawing calls 0. What lies between points on one outer side is left out, and
  // so are steps that nobody sees.
  path(zoom, [left, top, right, bottom], [ox, oy]) {
    const world = 256 * 2 ** zoom, parts = [];
    const side = (x, y) => (x < left ? 1 : x > right ? 2 : 0) | (y < top ? 4 : y > bottom ? 8 : 0);
    for (const { rings } of this.countries) {
      for (const ring of rings) {
        const { box } = ring;
        if (box[2] * world < left || box[0] * world > right || box[3] * world < top || box[1] * world > bottom) continue;
        const kept = [];
        let last, next;
        walk(ring, (lon, lat) => {
          const x = Math.round(lon * world * 2) / 2, y = Math.round(lat * world * 2) / 2;
          if (next?.x === x && next.y === y) return;
          const now = { x, y, side: side(x, y) };
          if (next && !(last && last.side & next.side & now.side)) {
            kept.push(`${next.x - ox} ${next.y - oy}`);
            last = next;
          }
          next = now;
        });
        if (kept.length > 1) parts.push(`M${kept.join("L")}L${next.x - ox} ${next.y - oy}Z`);
      }
    }
    return parts.join("");
  }
}
