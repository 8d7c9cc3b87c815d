package web

import (
	"fmt"
	"math"
	"strings"

	"loupe/models"
)

// Ground is a drawing, north up, of what lies around a place, in a field of 200 by 200 whose middle is the
// place. Over such distances the earth is taken as flat.
type Ground struct {
	Lat, Lon   float64 // of the middle
	Kilometres float64 // from the middle to the edge
}

// Away is how far a place lies east and north of the middle, in kilometres.
func (g Ground) Away(lat, lon float64) (east, north float64) {
	const degree = 111.195 // kilometres, on a sphere of 6,371 km
	return math.Remainder(lon-g.Lon, 360) * degree * math.Cos(g.Lat*math.Pi/180), (lat - g.Lat) * degree
}

// Far is how far a place lies from the middle, in kilometres.
func (g Ground) Far(lat, lon float64) float64 { return math.Hypot(g.Away(lat, lon)) }

// At is where a place is drawn.
func (g Ground) At(lat, lon float64) (x, y float64) {
	east, north := g.Away(lat, lon)
	return 100 + 100*east/g.Kilometres, 100 - 100*north/g.Kilometres
}

// Line is the path of an outline (SVG), to be filled by the rule "evenodd".
func (g Ground) Line(o models.Outline) string {
	var b strings.Builder
	for _, area := range o {
		for _, ring := range area {
			last := ""
			for i, p := range ring {
				x, y := g.At(p[1], p[0])
				at := fmt.Sprintf("%.1f %.1f", x, y)
				if i == 0 {
					b.WriteString("M" + at)
				} else if at != last {
					b.WriteString("L" + at)
				}
				last = at
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// Bar is a round length in kilometres that fits into the drawing, and how long it is drawn.
func (g Ground) Bar() (km, wide float64) {
	km = math.Pow(10, math.Floor(math.Log10(g.Kilometres)))
	for _, n := range []float64{5, 2} {
		if n*km <= g.Kilometres*0.8 {
			km *= n
			break
		}
	}
	return km, 100 * km / g.Kilometres
}

// Digits keeps three of a number.
func Digits(v float64) float64 {
	if v <= 0 {
		return 0
	}
	p := math.Pow(10, 2-math.Floor(math.Log10(v)))
	return math.Round(v*p) / p
}
