package sun_test

import (
	"math"
	"testing"
	"time"

	"loupe/sun"
)

// TestAgainstPublishedPositions compares with positions from elsewhere: the worked example of the
// National Renewable Energy Laboratory's Solar Position Algorithm (Reda and Andreas, 2003, table A5.1,
// whose observer stands at 1,830 m), and the geometry that has to hold on given days.
func TestAgainstPublishedPositions(t *testing.T) {
	p := sun.At(time.Date(2003, 10, 17, 19, 30, 30, 0, time.UTC), 39.742476, -105.1786)
	if math.Abs(p.Azimuth-194.34024) > 0.03 || math.Abs(90-p.Elevation-50.11162) > 0.03 {
		t.Errorf("Golden, Colorado: azimuth %.4f, zenith %.4f; want 194.3402 and 50.1116", p.Azimuth, 90-p.Elevation)
	}
	// Nine hours after the equinox of 2024 (03:06 UTC) the sun is 0.15 degrees north of the equator; at
	// a solstice's noon it stands 23.44 degrees off.
	for _, x := range []struct {
		at   time.Time
		lat  float64
		want float64
	}{
		{time.Date(2024, 3, 20, 12, 7, 24, 0, time.UTC), 0, 89.851},
		{time.Date(2024, 6, 20, 12, 1, 48, 0, time.UTC), 0, 90 - 23.436},
		{time.Date(2024, 12, 21, 11, 58, 0, 0, time.UTC), -23.436, 90},
	} {
		if p := sun.At(x.at, x.lat, 0); math.Abs(p.Elevation-x.want) > 0.1 {
			t.Errorf("%s at %.1f°: elevation %.3f, want %.3f", x.at, x.lat, p.Elevation, x.want)
		}
	}
	// The pole sees the sun at its declination all day, going round once.
	a, b := sun.At(time.Date(2024, 6, 20, 3, 0, 0, 0, time.UTC), 89.99, 0), sun.At(time.Date(2024, 6, 20, 9, 0, 0, 0, time.UTC), 89.99, 0)
	if math.Abs(a.Elevation-b.Elevation) > 0.05 || math.Abs(math.Mod(b.Azimuth-a.Azimuth+360, 360)-90) > 0.2 {
		t.Errorf("the pole: %+v and six hours later %+v", a, b)
	}
}

// TestShadowsTellTheTime: what a position gives, looked for, is found at its time.
func TestShadowsTellTheTime(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	at := day.Add(13*time.Hour + 30*time.Minute)
	p := sun.At(at, 4.3, 21.9)
	within := func(list []sun.Match) bool {
		for _, m := range list {
			if !at.Before(m.From) && !at.After(m.To) {
				return true
			}
		}
		return false
	}
	if !within(sun.WhenRatio(day, 4.3, 21.9, p.ShadowRatio(), 0.05)) || !within(sun.WhenBearing(day, 4.3, 21.9, p.ShadowBearing(), 3)) {
		t.Errorf("%+v isn't found at its own time", p)
	}
	if got := sun.WhenRatio(day, 4.3, 21.9, p.ShadowRatio(), 0.05); len(got) != 2 {
		t.Errorf("a ratio holds in %d spans, want one before and one after noon", len(got))
	}
	if night := sun.At(day, 4.3, 21.9); !math.IsInf(night.ShadowRatio(), 1) {
		t.Errorf("at midnight a shadow has the ratio %v", night.ShadowRatio())
	}
}
