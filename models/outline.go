package models

import (
	"math"
	"time"
)

// Outline is where the ground of a site ends: one or more areas, each a ring and the rings of holes in it. A
// ring is a list of places as longitude and latitude in degrees, the last of which is the first again; outer
// rings turn against the clock and holes with it (RFC 7946, 3.1.6). No ring crosses the 180th meridian.
type Outline [][]Ring

// Ring is one line around.
type Ring [][2]float64

// SiteOutline is an outline as one source draws it.
type SiteOutline struct {
	ID       ID
	SiteSlug string // of the site
	SiteName string // where it was read with the site
	Source   string
	Outline  Outline
	ImportID ID
	At       time.Time
}

// Points counts the places of all rings.
func (o Outline) Points() (n int) {
	for _, area := range o {
		for _, ring := range area {
			n += len(ring)
		}
	}
	return n
}

// Around gives the outline with its longitudes turned by whole worlds to lie near one.
func (o Outline) Around(lon float64) Outline {
	out := make(Outline, len(o))
	for i, area := range o {
		out[i] = make([]Ring, len(area))
		for j, ring := range area {
			turn := 0.0
			if len(ring) > 0 {
				turn = 360 * math.Round((lon-ring[0][0])/360)
			}
			out[i][j] = make(Ring, len(ring))
			for k, p := range ring {
				out[i][j][k] = [2]float64{p[0] + turn, p[1]}
			}
		}
	}
	return out
}

// Box is the smallest area that holds the outline; West and East may lie beyond 180 degrees where its parts
// lie on both sides of that meridian.
func (o Outline) Box() Area {
	box := Area{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}
	if o.Points() == 0 {
		return Area{}
	}
	for _, area := range o.Around(o[0][0][0][0]) {
		for _, ring := range area {
			for _, p := range ring {
				box = Area{West: min(box.West, p[0]), South: min(box.South, p[1]), East: max(box.East, p[0]), North: max(box.North, p[1])}
			}
		}
	}
	return box
}

// Contains tells whether a place lies inside: within an area and in none of its holes.
func (o Outline) Contains(lat, lon float64) bool {
	for _, area := range o.Around(lon) {
		inside := false
		for _, ring := range area {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] > lat) != (b[1] > lat) && lon < a[0]+(lat-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
					inside = !inside
				}
			}
		}
		if inside {
			return true
		}
	}
	return false
}

// Outside is how far a place is from the outline, in kilometres along great circles; 0 inside.
func (o Outline) Outside(lat, lon float64) float64 {
	if o.Contains(lat, lon) {
		return 0
	}
	far := math.Inf(1)
	at := pointOn(lat, lon)
	for _, area := range o {
		for _, ring := range area {
			for i := 1; i < len(ring); i++ {
				far = min(far, at.toArc(pointOn(ring[i-1][1], ring[i-1][0]), pointOn(ring[i][1], ring[i][0])))
			}
		}
	}
	return far * earthRadius
}

// Reach is how far the outline's farthest corner is from a place, in kilometres.
func (o Outline) Reach(lat, lon float64) (km float64) {
	for _, area := range o {
		for _, ring := range area {
			for _, p := range ring {
				km = max(km, Apart(lat, lon, p[1], p[0]))
			}
		}
	}
	return km
}

// SquareKilometres is how large the ground inside is, without its holes.
func (o Outline) SquareKilometres() (sum float64) {
	for _, area := range o {
		for i, ring := range area {
			if a := math.Abs(ring.square()); i == 0 {
				sum += a
			} else {
				sum -= a
			}
		}
	}
	return max(0, sum)
}

// square is the ring's area on the sphere in square kilometres, above 0 when it turns against the clock: the
// sum over its edges of what lies between them and the equator, on the cylinder that keeps areas (Lambert).
func (r Ring) square() (sum float64) {
	if len(r) == 0 {
		return 0
	}
	const degree = math.Pi / 180
	x0, y0 := r[0][0], math.Sin(r[0][1]*degree) // from the first place, so that little ones don't drown in rounding
	at := func(p [2]float64) (x, y float64) { return (p[0] - x0) * degree, math.Sin(p[1]*degree) - y0 }
	for i := 1; i < len(r); i++ {
		ax, ay := at(r[i-1])
		bx, by := at(r[i])
		sum += (ax*by - bx*ay) / 2
	}
	return sum * earthRadius * earthRadius
}

// Turns tells whether the ring turns against the clock.
func (r Ring) Turns() bool { return r.square() > 0 }

// SquareKilometres is how large the ground inside the ring is.
func (r Ring) SquareKilometres() float64 { return math.Abs(r.square()) }

// vector is a place on a sphere of radius 1.
type vector [3]float64

func pointOn(lat, lon float64) vector {
	const degree = math.Pi / 180
	sy, cy := math.Sincos(lat * degree)
	sx, cx := math.Sincos(lon * degree)
	return vector{cy * cx, cy * sx, sy}
}

func (a vector) dot(b vector) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func (a vector) cross(b vector) vector {
	return vector{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// angle between two places, well conditioned for near ones and for far ones.
func (a vector) angle(b vector) float64 {
	c := a.cross(b)
	return math.Atan2(math.Sqrt(c.dot(c)), a.dot(b))
}

// toArc is the angle from p to the nearest place of the shorter arc between a and b.
func (p vector) toArc(a, b vector) float64 {
	ends := min(p.angle(a), p.angle(b))
	n := a.cross(b)
	size := math.Sqrt(n.dot(n))
	// The foot of the perpendicular lies on the arc when p is on the inner side of both ends.
	if size < 1e-15 || n.cross(a).dot(p) <= 0 || b.cross(n).dot(p) < 0 {
		return ends
	}
	return min(ends, math.Abs(math.Asin(max(-1, min(1, n.dot(p)/size)))))
}
