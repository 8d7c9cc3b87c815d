package gazetteer

import (
	"encoding/json"
	"math"

	"loupe/models"
)

// Bounds of an outline.
const (
	maxPoints  = 20000 // that a file may draw it with
	keptPoints = 400   // that are kept: more aren't seen on any map of ours
	maxRings   = 60
	maxDegrees = 5.0  // across; what is wider is no mine
	farKm      = 25.0 // that a site's own place may lie outside
)

// Drawn is the outline of a row.
type Drawn struct {
	models.Outline
	Source string
	Points int     // that the file draws it with
	Metres float64 // how far what is kept may lie from that; 0 when all of it is
}

// geometry is one of GeoJSON.
type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []geometry      `json:"geometries"`
}

// place reads a geometry of a site (RFC 7946, 3.1): a point, an outline as one or more polygons, or a
// collection of both. wrong is the key of what is wrong with it.
func (g geometry) place() (at []float64, out models.Outline, wrong string) {
	switch g.Type {
	case "Point":
		if json.Unmarshal(g.Coordinates, &at) != nil || len(at) < 2 {
			return nil, nil, "gazetteer.error.point"
		}
		return at, nil, ""
	case "Polygon":
		var area [][][]float64
		if json.Unmarshal(g.Coordinates, &area) != nil {
			return nil, nil, "outline.error.read"
		}
		out, wrong = areas([][][][]float64{area})
		return nil, out, wrong
	case "MultiPolygon":
		var list [][][][]float64
		if json.Unmarshal(g.Coordinates, &list) != nil {
			return nil, nil, "outline.error.read"
		}
		out, wrong = areas(list)
		return nil, out, wrong
	case "GeometryCollection":
		for _, x := range g.Geometries {
			if x.Type == g.Type {
				return nil, nil, "gazetteer.error.point"
			}
			p, o, wrong := x.place()
			if wrong != "" {
				return nil, nil, wrong
			}
			if p != nil {
				at = p
			}
			out = append(out, o...)
		}
		if wrong = bounded(out); wrong == "" && at == nil && out == nil {
			wrong = "gazetteer.error.point"
		}
		return at, out, wrong
	}
	return nil, nil, "gazetteer.error.point"
}

// areas reads polygons: outer rings are turned against the clock and holes with it, whichever way they came.
func areas(list [][][][]float64) (out models.Outline, wrong string) {
	read := 0
	for _, polygon := range list {
		var area []models.Ring
		for i, line := range polygon {
			if read += len(line); read > maxPoints {
				return nil, "outline.error.points"
			}
			r, wrong := ring(line)
			if wrong != "" {
				return nil, wrong
			}
			if r.Turns() == (i > 0) {
				for a, b := 0, len(r)-1; a < b; a, b = a+1, b-1 {
					r[a], r[b] = r[b], r[a]
				}
			}
			area = append(area, r)
		}
		if len(area) > 0 {
			out = append(out, area)
		}
	}
	if len(out) == 0 {
		return nil, "outline.error.read"
	}
	return out, bounded(out)
}

// bounded tells what is too large in an outline.
func bounded(o models.Outline) string {
	rings := 0
	for _, area := range o {
		rings += len(area)
	}
	box := o.Box()
	switch {
	case rings > maxRings:
		return "outline.error.rings"
	case o.Points() > maxPoints:
		return "outline.error.points"
	case box.East-box.West > maxDegrees || box.North-box.South > maxDegrees:
		return "outline.error.wide"
	}
	return ""
}

// ring reads a line around, to a millionth of a degree, which is a tenth of a metre.
func ring(line [][]float64) (out models.Ring, wrong string) {
	for _, p := range line {
		if len(p) < 2 || !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			return nil, "outline.error.range"
		}
		q := [2]float64{math.Round(p[0]*1e6) / 1e6, math.Round(p[1]*1e6) / 1e6}
		if n := len(out); n > 0 && math.Abs(q[0]-out[n-1][0]) > 180 {
			return nil, "outline.error.meridian"
		} else if n == 0 || q != out[n-1] {
			out = append(out, q)
		}
	}
	switch {
	case len(line) > 0 && !same(line[0], line[len(line)-1]):
		return nil, "outline.error.open"
	case len(out) < 4 || flat(out):
		return nil, "outline.error.flat"
	}
	return out, ""
}

// flat tells whether a ring goes around nothing: less than a tenth of a metre by a tenth, in degrees.
func flat(r models.Ring) bool {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		sum += (r[i-1][0]-r[0][0])*(r[i][1]-r[0][1]) - (r[i][0]-r[0][0])*(r[i-1][1]-r[0][1])
	}
	return math.Abs(sum/2) < 1e-12
}

func same(a, b []float64) bool {
	return len(a) > 1 && len(b) > 1 && a[0] == b[0] && a[1] == b[1]
}

// within gives a place inside the outline for a site that has none of its own: the middle of its largest area,
// or else the middle of the widest stretch across it.
func within(o models.Outline) (lat, lon float64) {
	var largest []models.Ring
	size := -1.0
	for _, area := range o {
		if s := area[0].SquareKilometres(); s > size {
			largest, size = area, s
		}
	}
	one := models.Outline{largest}
	if lat, lon = middle(largest[0]); one.Contains(lat, lon) {
		return lat, lon
	}
	return across(one)
}

// middle is the centre of a ring's ground.
func middle(r models.Ring) (lat, lon float64) {
	var sum, x, y float64
	for i := 1; i < len(r); i++ {
		ax, ay, bx, by := r[i-1][0]-r[0][0], r[i-1][1]-r[0][1], r[i][0]-r[0][0], r[i][1]-r[0][1]
		c := ax*by - bx*ay
		sum, x, y = sum+c, x+(ax+bx)*c, y+(ay+by)*c
	}
	if sum == 0 { // a ring that crosses itself, with as much to the left as to the right
		return r[0][1], r[0][0]
	}
	return r[0][1] + y/sum/3, r[0][0] + x/sum/3
}
