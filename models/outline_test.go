package models

import (
	"math"
	"testing"
)

// square is a ring around a place, so many degrees wide to each side.
func squareRing(lat, lon, half float64) Ring {
	return Ring{{lon - half, lat - half}, {lon + half, lat - half}, {lon + half, lat + half}, {lon - half, lat + half}, {lon - half, lat - half}}
}

// TestOutlinesAreMeasured holds insides, distances and sizes against what can be reckoned by hand, and
// distances against a walk along the outline in steps of metres.
func TestOutlinesAreMeasured(t *testing.T) {
	hole := squareRing(0, 20, 0.01)
	o := Outline{{squareRing(0, 20, 0.05), hole}, {squareRing(1, 20, 0.02)}}
	for _, x := range []struct {
		lat, lon float64
		inside   bool
		km       float64 // along a meridian or the equator a degree is 111.195 km
	}{
		{0.03, 20.03, true, 0},
		{0, 20, false, 0.01 * 111.195},
		{0, 20.1, false, 0.05 * 111.195},
		{0, 20.1 - 360, false, 0.05 * 111.195},
		{1, 20, true, 0},
		{0.515, 20, false, 0.465 * 111.195},
		{-0.09, 20.08, false, math.Hypot(0.04, 0.03) * 111.195},
		{0, -160, false, 178.98 * 111.195}, // over the pole, to the second area
	} {
		if got := o.Contains(x.lat, x.lon); got != x.inside {
			t.Errorf("%v, %v: inside %v", x.lat, x.lon, got)
		}
		if got := o.Outside(x.lat, x.lon); math.Abs(got-x.km) > 0.002+x.km/1000 {
			t.Errorf("%v, %v: %.4f km, want %.4f", x.lat, x.lon, got, x.km)
		}
	}
	if got, want := o.SquareKilometres(), (0.01-0.0004+0.0016)*111.195*111.195; math.Abs(got-want) > want/1000 {
		t.Errorf("%v square kilometres, want %v", got, want)
	}
	if got := o.Reach(0, 20); math.Abs(got-math.Hypot(1.02, 0.02)*111.195) > 0.02 {
		t.Errorf("it reaches %v km", got)
	}
	slanted := Outline{{{{25.3, 60.1}, {25.9, 60.3}, {25.2, 60.5}, {25.3, 60.1}}}}
	walked := math.Inf(1)
	for i := 0; i <= 20000; i++ {
		f := float64(i) / 20000
		walked = min(walked, Apart(59.9, 26.4, 60.1+0.2*f, 25.3+0.6*f))
	}
	// An edge of a map is no great circle: over 40 km at this latitude they part by some tens of metres.
	if got := slanted.Outside(59.9, 26.4); math.Abs(got-walked) > 0.05 {
		t.Errorf("%v km by the arc, %v by walking", got, walked)
	}
	// Parts on both sides of the 180th meridian are near each other.
	fiji := Outline{{{{179.9, -17}, {180, -17}, {180, -16.9}, {179.9, -17}}}, {{{-180, -17}, {-179.9, -17}, {-180, -16.9}, {-180, -17}}}}
	if b := fiji.Box(); b.East-b.West > 0.21 {
		t.Errorf("%+v", b)
	}
	if !fiji.Contains(-16.99, -179.95) || !fiji.Contains(-16.99, 179.97) || fiji.Contains(-16.99, 0) || fiji.Outside(-16.99, -179.8) > 11 {
		t.Error("the two sides of the 180th meridian are apart")
	}
}
