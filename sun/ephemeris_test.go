package sun_test

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"loupe/sun"
)

// positions says in its first lines where it is from.
//
//go:embed testdata/positions.csv
var positions string

// TestAgainstAnIndependentEphemeris compares with positions that another program computed from another
// theory of the sun: over thirty years, from Cape Town to the Arctic, from sunrise to sunset.
func TestAgainstAnIndependentEphemeris(t *testing.T) {
	compared := 0
	for line := range strings.Lines(positions) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Split(strings.TrimSpace(line), ",")
		at, err := time.Parse(time.RFC3339, words[0])
		if err != nil || len(words) != 5 {
			t.Fatal(line, err)
		}
		var v [4]float64
		for i := range v {
			if v[i], err = strconv.ParseFloat(words[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		p := sun.At(at, v[0], v[1])
		// A degree of azimuth is shorter the higher the sun stands.
		across := math.Remainder(p.Azimuth-v[2], 360) * math.Cos(v[3]*math.Pi/180)
		if math.Abs(across) > 0.02 || math.Abs(p.Elevation-v[3]) > 0.03 {
			t.Errorf("%s at %.2f, %.2f: azimuth %.3f, elevation %.3f; want %.3f, %.3f", words[0], v[0], v[1], p.Azimuth, p.Elevation, v[2], v[3])
		}
		compared++
	}
	if compared < 50 {
		t.Errorf("%d positions were compared", compared)
	}
}
