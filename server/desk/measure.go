package desk

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"loupe/sun"
)

// Measure is what was measured in a picture held against the sun at a place and time. It is computed
// from the numbers of the form alone, so that what is kept of it can be computed again.
type Measure struct {
	Known      bool // place and day are given
	At         sun.Position
	Zone       string
	Hours      []SunHour
	Ratio      []sun.Match // when shadows are as long as measured
	Bearing    []sun.Match // when they fall as measured
	Measured   bool        // lengths are given
	Aimed      bool        // the shadow's direction is known: as Shadow
	Drawn      bool        // it is computed from a line in the picture
	Shadow     float64     // degrees from north, clockwise
	Difference float64     // from where shadows fall at that time; positive clockwise
	Heading    float64     // of the camera; NaN when it isn't given
	Field      float64
}

// measured are the fields of the form that say what was compared.
var measured = []string{"still", "lat", "lon", "on", "at", "offset", "object", "shadow", "bearing", "fx", "fy", "tx", "ty", "heading", "field", "horizon", "ratio"}

// query writes what was compared as an address says it, without what is empty.
func query(v url.Values) string {
	out := url.Values{}
	for _, name := range measured {
		if s := strings.TrimSpace(v.Get(name)); s != "" && len(s) < 40 {
			out.Set(name, s)
		}
	}
	return out.Encode()
}

// measure computes; it writes the offset that it took into the values.
func measure(v url.Values) Measure {
	number := func(name string) (float64, bool) {
		s := strings.Replace(strings.TrimSpace(v.Get(name)), ",", ".", 1)
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	m := Measure{Heading: math.NaN()}
	lat, okLat := number("lat")
	lon, okLon := number("lon")
	offset, okOffset := number("offset")
	if !okOffset || math.Abs(offset) > 14 {
		offset = math.Round(lon / 15) // by the sun, when no zone is said
		v.Set("offset", strconv.FormatFloat(offset, 'f', -1, 64))
	}
	if h, ok := number("heading"); ok && math.Abs(h) <= 360 {
		m.Heading = h
	}
	m.Field, _ = number("field")
	zone := time.FixedZone("", int(offset*3600))
	day, err := time.ParseInLocation(time.DateOnly, v.Get("on"), zone)
	if m.Known = err == nil && okLat && okLon && math.Abs(lat) <= 90 && math.Abs(lon) <= 180; !m.Known {
		return m
	}
	m.Zone = day.Format("-07:00")
	at := day.Add(12 * time.Hour)
	if clock, err := time.Parse("15:04", v.Get("at")); err == nil {
		at = day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	}
	m.At = sun.At(at, lat, lon)
	for h := range 24 {
		t := day.Add(time.Duration(h) * time.Hour)
		if at := sun.At(t, lat, lon); at.Elevation > 0 {
			m.Hours = append(m.Hours, SunHour{t, at})
		}
	}
	object, okObject := number("object")
	shadow, okShadow := number("shadow")
	if m.Measured = okObject && okShadow && object > 0 && shadow > 0; m.Measured {
		m.Ratio = sun.WhenRatio(day, lat, lon, shadow/object, ratioTolerance)
	}
	if m.aim(number); m.Aimed {
		m.Bearing = sun.WhenBearing(day, lat, lon, m.Shadow, bearingTolerance)
		m.Difference = sun.Apart(m.Shadow, m.At.ShadowBearing())
	}
	return m
}

// aim takes the shadow's direction as it is given, else from the line that is drawn in the picture.
func (m *Measure) aim(number func(string) (float64, bool)) {
	if b, ok := number("bearing"); ok && math.Abs(b) <= 360 {
		m.Shadow, m.Aimed = math.Mod(b+360, 360), true
		return
	}
	var line [4]float64
	for i, name := range []string{"fx", "fy", "tx", "ty"} {
		f, ok := number(name)
		if !ok {
			return
		}
		line[i] = f / 100
	}
	view := sun.View{Heading: m.Heading, Field: m.Field, Horizon: 0.5, Ratio: 0.75}
	if h, ok := number("horizon"); ok {
		view.Horizon = h / 100
	}
	if r, ok := number("ratio"); ok {
		view.Ratio = r
	}
	if !math.IsNaN(m.Heading) {
		m.Shadow, m.Aimed = view.Bearing(line[0], line[1], line[2], line[3])
		m.Drawn = m.Aimed
	}
}
