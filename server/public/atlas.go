package public

import (
	"encoding/json"
	"math"
	"sync"

	"loupe/models"
	"loupe/static"
)

// land is a country as Natural Earth draws it.
type land struct {
	Code  string // ISO 3166-1 alpha-2; "" where there is none
	Rings []ring
	At    [2]float64 // where its name stands: longitude, latitude
	Span  float64    // width of its largest part, in degrees
}

// ring is the outline of a part of a country, or of a hole in it, in degrees.
type ring struct {
	points [][2]float64 // longitude, latitude
	box    models.Area
}

// lands reads the world that ships with Loupe, once: coarse for a continent, fine for a country.
var (
	coarse = sync.OnceValues(func() ([]land, error) { return readWorld("vendor/atlas/world-110m.json") })
	fine   = sync.OnceValues(func() ([]land, error) { return readWorld("vendor/atlas/world-50m.json") })
)

// readWorld reads a TopoJSON file: each border stands once, as an arc of steps, and a country's rings
// are made of arcs, backwards where the number is negative.
func readWorld(name string) ([]land, error) {
	body, err := static.FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var t struct {
		Transform struct{ Scale [2]float64 }
		Arcs      [][][2]float64
		Objects   struct {
			Countries struct {
				Geometries []struct {
					ID         string
					Arcs       [][][]int
					Properties struct {
						At   [2]float64
						Span float64
					}
				}
			}
		}
	}
	if err := json.Unmarshal(body, &t); err != nil {
		return nil, err
	}
	for _, arc := range t.Arcs {
		x, y := 0.0, 0.0
		for i, step := range arc {
			x, y = x+step[0], y+step[1]
			arc[i] = [2]float64{x * t.Transform.Scale[0], y * t.Transform.Scale[1]}
		}
	}
	var out []land
	for _, g := range t.Objects.Countries.Geometries {
		l := land{Code: g.ID, At: g.Properties.At, Span: g.Properties.Span}
		for _, polygon := range g.Arcs {
			for _, numbers := range polygon {
				r := newRing(t.Arcs, numbers, 0)
				l.Rings = append(l.Rings, r)
				// What goes on beyond the date line is drawn at the other side too.
				if r.box.East > 180.01 {
					l.Rings = append(l.Rings, newRing(t.Arcs, numbers, -360))
				} else if r.box.West < -180.01 {
					l.Rings = append(l.Rings, newRing(t.Arcs, numbers, 360))
				}
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// newRing joins arcs, moved by so many degrees. At the date line it goes on beyond it, not back around
// the world.
func newRing(arcs [][][2]float64, numbers []int, moved float64) ring {
	r := ring{box: models.Area{South: 90, West: 540, North: -90, East: -540}}
	add := func(p [2]float64) {
		p[0] += moved
		if n := len(r.points); n > 0 {
			p[0] -= 360 * math.Round((p[0]-r.points[n-1][0])/360)
		}
		r.points = append(r.points, p)
		r.box.West, r.box.East = min(r.box.West, p[0]), max(r.box.East, p[0])
		r.box.South, r.box.North = min(r.box.South, p[1]), max(r.box.North, p[1])
	}
	for _, n := range numbers {
		if n >= 0 {
			for _, p := range arcs[n] {
				add(p)
			}
			continue
		}
		for i := len(arcs[^n]) - 1; i >= 0; i-- {
			add(arcs[^n][i])
		}
	}
	return r
}

// largest is the box of a country's largest part; nil for one that the atlas doesn't have.
func largest(lands []land, code string) *models.Area {
	for _, l := range lands {
		if l.Code != code || code == "" {
			continue
		}
		var out *models.Area
		for i, r := range l.Rings {
			if out == nil || r.box.East-r.box.West > out.East-out.West {
				out = &l.Rings[i].box
			}
		}
		return out
	}
	return nil
}

// mercator gives a place in a square of 1 by 1, north up, as the web's maps are drawn.
func mercator(lon, lat float64) (x, y float64) {
	sin := math.Sin(max(-85.05, min(85.05, lat)) * math.Pi / 180)
	return (lon + 180) / 360, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
}

// latitude gives that of a row of that square.
func latitude(y float64) float64 { return math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi }
