// Package sun tells where the sun stood, so that shadows in a photograph can be held against the
// place and time that are claimed for it.
package sun

import (
	"math"
	"time"
)

// Position is where the sun stands for an observer at sea level.
type Position struct {
	Azimuth   float64 // degrees from north, clockwise
	Elevation float64 // degrees above the horizon, refraction included; below 0 it is down
}

// ShadowBearing is the direction in which shadows fall, in degrees from north, clockwise.
func (p Position) ShadowBearing() float64 { return math.Mod(p.Azimuth+180, 360) }

// ShadowRatio is how long the shadow of an upright thing is on level ground, in lengths of the thing;
// +Inf when the sun is down.
func (p Position) ShadowRatio() float64 {
	if p.Elevation <= 0 {
		return math.Inf(1)
	}
	return 1 / math.Tan(p.Elevation*math.Pi/180)
}

// At gives the sun's position at a time and place (degrees, north and east positive), by the
// low-precision formulas of J. Meeus, Astronomical Algorithms, chapter 25, and refraction by
// G. G. Bennett (1982). From 1950 to 2050 it is right within about 0.02 degrees, and within a few
// tenths close to the horizon, where the air decides.
func At(t time.Time, lat, lon float64) Position {
	rad, deg := math.Pi/180, 180/math.Pi
	day := float64(t.UTC().UnixNano())/86400e9 + 2440587.5
	// Dynamical time runs ahead of civil time by about 69 seconds in these years.
	c := (day + 69.0/86400 - 2451545) / 36525
	mean := math.Mod(280.46646+c*(36000.76983+0.0003032*c), 360)
	anomaly := (357.52911 + c*(35999.05029-0.0001537*c)) * rad
	centre := math.Sin(anomaly)*(1.914602-c*(0.004817+0.000014*c)) + math.Sin(2*anomaly)*(0.019993-0.000101*c) + math.Sin(3*anomaly)*0.000289
	node := (125.04 - 1934.136*c) * rad
	longitude := (mean + centre - 0.00569 - 0.00478*math.Sin(node)) * rad
	tilt := (23.439291 - c*(0.0130042+0.00000016*c) + 0.00256*math.Cos(node)) * rad
	ascension := math.Atan2(math.Cos(tilt)*math.Sin(longitude), math.Cos(longitude))
	declination := math.Asin(math.Sin(tilt) * math.Sin(longitude))
	u := (day - 2451545) / 36525
	sidereal := 280.46061837 + 360.98564736629*(day-2451545) + 0.000387933*u*u
	hour := math.Mod(sidereal+lon, 360)*rad - ascension
	phi := lat * rad
	elevation := math.Asin(math.Sin(phi)*math.Sin(declination)+math.Cos(phi)*math.Cos(declination)*math.Cos(hour)) * deg
	azimuth := math.Atan2(math.Sin(hour), math.Cos(hour)*math.Sin(phi)-math.Tan(declination)*math.Cos(phi))*deg + 180
	elevation -= 8.794 / 3600 * math.Cos(elevation*rad) // parallax
	if elevation > -1 {
		elevation += 1.02 / math.Tan((elevation+10.3/(elevation+5.11))*rad) / 60
	}
	return Position{Azimuth: math.Mod(azimuth+360, 360), Elevation: elevation}
}

// Match is a span of a day in which shadows have a length.
type Match struct{ From, To time.Time }

// WhenRatio gives the spans of the day that begins at a time (its 24 hours) in which the shadow ratio
// is within tolerance (a part of it, 0.1 for a tenth) of one that was measured.
func WhenRatio(day time.Time, lat, lon, ratio, tolerance float64) []Match {
	return when(day, func(t time.Time) bool {
		r := At(t, lat, lon).ShadowRatio()
		return math.Abs(r-ratio) <= tolerance*ratio
	})
}

// WhenBearing gives the spans in which shadows fall within some degrees of a bearing.
func WhenBearing(day time.Time, lat, lon, bearing, tolerance float64) []Match {
	return when(day, func(t time.Time) bool {
		p := At(t, lat, lon)
		return p.Elevation > 0 && math.Abs(math.Mod(p.ShadowBearing()-bearing+540, 360)-180) <= tolerance
	})
}

func when(day time.Time, holds func(time.Time) bool) []Match {
	var out []Match
	open := false
	for m := range 24 * 60 {
		t := day.Add(time.Duration(m) * time.Minute)
		if !holds(t) {
			open = false
			continue
		}
		if !open {
			out, open = append(out, Match{From: t}), true
		}
		out[len(out)-1].To = t
	}
	return out
}
