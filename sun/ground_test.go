package sun_test

import (
	"math"
	"testing"

	"loupe/sun"
)

// TestGroundBearings sets things on the ground before cameras that look in many directions, tilted up
// and down, takes their picture by projection, and finds the direction between them again.
func TestGroundBearings(t *testing.T) {
	const height = 1.7
	for _, heading := range []float64{0, 75, 181.5, 300} {
		for _, tilt := range []float64{-8, 0, 15} { // degrees down
			for _, field := range []float64{40, 68} {
				v := sun.View{Heading: heading, Field: field, Ratio: 0.75}
				far := 1 / math.Tan(field/2*math.Pi/180)
				sin, cos := math.Sincos(tilt * math.Pi / 180)
				v.Horizon = 0.5 - far*math.Tan(tilt*math.Pi/180)/(2*v.Ratio)
				// picture projects a thing on the ground, so far to the right and forward of the camera.
				picture := func(right, forward float64) (x, y float64) {
					depth := forward*cos + height*sin
					return 0.5 + far*right/depth/2, 0.5 + far*(height*cos-forward*sin)/depth/(2*v.Ratio)
				}
				for _, bearing := range []float64{0, 33, 145, 270} { // against the heading
					s, c := math.Sincos(bearing * math.Pi / 180)
					x1, y1 := picture(0.4, 6)
					x2, y2 := picture(0.4+1.2*s, 6+1.2*c)
					got, ok := v.Bearing(x1, y1, x2, y2)
					if want := heading + bearing; !ok || math.Abs(sun.Apart(got, want)) > 0.01 {
						t.Errorf("heading %v, tilt %v, field %v: %v, %v; want %v", heading, tilt, field, got, ok, want)
					}
				}
				x, _ := picture(2, 9)
				if got := sun.HeadingBy(heading+math.Atan2(2, 9*cos+height*sin)*180/math.Pi, x, field); math.Abs(sun.Apart(got, heading)) > 0.01 {
					t.Errorf("the heading by a thing at %v is %v, want %v", x, got, heading)
				}
			}
		}
	}
	if _, ok := (sun.View{Field: 60, Horizon: 0.5, Ratio: 0.75}).Bearing(0.5, 0.3, 0.6, 0.8); ok {
		t.Error("what is above the horizon lies on the ground")
	}
	if got := sun.BearingTo(0, 0, 1, 1); math.Abs(got-45) > 0.01 {
		t.Errorf("north-east is %v", got)
	}
	if got := sun.Apart(350, 10); got != -20 {
		t.Errorf("350 is %v from 10", got)
	}
}
