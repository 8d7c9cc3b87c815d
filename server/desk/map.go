package desk

import (
	"math"

	"loupe/review"
)

// Plan is a drawing, north up, of the claimed site and of where a picture says it was taken. All
// numbers are in a field of 200 by 200 with the site in the middle.
type Plan struct {
	Site       string
	Circle     float64 // radius of the site's precision
	X, Y       float64 // the picture's place
	Kilometres float64 // from the middle to the edge
}

// plan draws when both places are known. Over such distances the earth is taken as flat.
func plan(e review.Examined) *Plan {
	if e.Metadata.GPS == nil || e.Site == nil || e.Distance < 0 || e.Site.Precision.Within() == 0 {
		return nil
	}
	east := math.Remainder(e.Metadata.GPS.Lon-e.Site.Lon, 360) * math.Cos(e.Site.Lat*math.Pi/180)
	north := e.Metadata.GPS.Lat - e.Site.Lat
	far := 1.25 * max(e.Site.Precision.Within(), e.Distance)
	out := &Plan{Site: e.Site.Name, Circle: 100 * e.Site.Precision.Within() / far, Kilometres: far, X: 100, Y: 100}
	if length := math.Hypot(east, north); length > 0 {
		out.X += 100 * e.Distance / far * east / length
		out.Y -= 100 * e.Distance / far * north / length
	}
	return out
}
