package openrosa

import (
	"math"
	"strconv"
	"strings"
)

// Point is a position that a phone took, WGS 84.
type Point struct {
	Lat, Lon float64 // degrees, north and east positive
	Altitude float64 // metres, 0 when not said
	Accuracy float64 // metres, 0 when not said
}

// parsePoint reads a geopoint, "lat lon alt acc" (ODK XForms specification, data types); the last two
// may lack. Of a trace or shape it takes the first point. What isn't on the globe is no point.
func parsePoint(s string) (Point, bool) {
	s, _, _ = strings.Cut(s, ";")
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 4 {
		return Point{}, false
	}
	var n [4]float64
	for i, word := range words {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return Point{}, false
		}
		n[i] = v
	}
	p := Point{Lat: n[0], Lon: n[1], Altitude: n[2], Accuracy: n[3]}
	return p, math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 && math.Abs(p.Altitude) < 1e5 && p.Accuracy >= 0 && p.Accuracy < 1e8
}

// String gives the position as people write it, "-6.123456, 23.598765 (±12 m)". Six digits are a
// tenth of a metre, finer than any phone.
func (p Point) String() string {
	s := degrees(p.Lat) + ", " + degrees(p.Lon)
	if p.Accuracy >= 0.5 {
		s += " (±" + strconv.FormatFloat(p.Accuracy, 'f', 0, 64) + " m)"
	}
	return s
}

func degrees(v float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 6, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
