package desk

import (
	"math"

	"loupe/models"
	"loupe/review"
)

// Plan is a drawing, north up, of the claimed site, of where a file says it was made, and of the
// landmarks that were found. All numbers are in a field of 200 by 200.
type Plan struct {
	Site       string  // "" when it isn't known: then the middle is the file's own place, or a landmark
	Circle     float64 // radius of the site's precision
	Spot       *Dot    // the file's own place
	Dots       []Dot   // landmarks
	Kilometres float64 // from the middle to the edge
	Lat, Lon   float64 // of the middle
}

// Dot is a place on a plan.
type Dot struct {
	Number int
	X, Y   float64
}

// TextX is where a dot's number is written.
func (d Dot) TextX() float64 { return d.X + 6 }

// TextY is its line.
func (d Dot) TextY() float64 { return d.Y + 4 }

// Landmark is one that was found, with the number by which picture and plan name it.
type Landmark struct {
	review.OpenFinding
	Number    int
	InPicture bool // it is in the picture that is looked at
}

// landmarks numbers the landmarks among findings. Those of a recording are in the still of their time.
func landmarks(list []review.OpenFinding, still string) []Landmark {
	var out []Landmark
	for _, f := range list {
		if f.Kind == models.FindingLandmark {
			out = append(out, Landmark{f, len(out) + 1, still == "" || still == milliseconds(f.From)})
		}
	}
	return out
}

// Mark is the number of a landmark.
func (e Exhibit) Mark(f review.OpenFinding) int {
	for _, l := range e.Landmarks {
		if l.ExhibitNote.ID == f.ExhibitNote.ID {
			return l.Number
		}
	}
	return 0
}

// within is how exactly a place is known, in kilometres.
var within = map[models.Precision]float64{models.PrecisionExact: 0.1, models.PrecisionSite: 1, models.PrecisionDistrict: 10, models.PrecisionRegion: 100, models.PrecisionCountry: 500}

// plan draws what is known, nil when that is nothing. Over such distances the earth is taken as flat.
func plan(e review.Examined, marks []Landmark) *Plan {
	out := &Plan{}
	precise := 0.0
	switch {
	case e.Site != nil && within[e.Site.Precision] > 0:
		out.Site, out.Lat, out.Lon, precise = e.Site.Name, e.Site.Lat, e.Site.Lon, within[e.Site.Precision]
	case e.Metadata.GPS != nil:
		out.Lat, out.Lon = e.Metadata.GPS.Lat, e.Metadata.GPS.Lon
	case len(marks) > 0:
		out.Lat, out.Lon = marks[0].Lat, marks[0].Lon
	default:
		return nil
	}
	far := max(0.2, precise)
	away := func(lat, lon float64) (east, north float64) {
		const degree = 111.195 // kilometres, on a sphere of 6,371 km
		east, north = math.Remainder(lon-out.Lon, 360)*degree*math.Cos(out.Lat*math.Pi/180), (lat-out.Lat)*degree
		far = max(far, math.Hypot(east, north))
		return east, north
	}
	type place struct{ east, north float64 }
	var places []place
	for _, m := range marks {
		east, north := away(m.Lat, m.Lon)
		places = append(places, place{east, north})
	}
	var own *place
	if e.Metadata.GPS != nil {
		east, north := away(e.Metadata.GPS.Lat, e.Metadata.GPS.Lon)
		own = &place{east, north}
	}
	far *= 1.25
	at := func(n int, p place) Dot { return Dot{n, 100 + 100*p.east/far, 100 - 100*p.north/far} }
	out.Kilometres, out.Circle = far, 100*precise/far
	for i, p := range places {
		out.Dots = append(out.Dots, at(marks[i].Number, p))
	}
	if own != nil {
		dot := at(0, *own)
		out.Spot = &dot
	}
	return out
}

// Rose is a drawing of directions, north up, in a field of 200 by 200: each is the end of a line from
// the middle.
type Rose struct {
	Sun, Expected, Shadow, Heading *Dot
}

func rose(m Measure) Rose {
	end := func(bearing float64) *Dot {
		s, c := math.Sincos(bearing * math.Pi / 180)
		return &Dot{X: 100 + 80*s, Y: 100 - 80*c}
	}
	var out Rose
	if m.Known && m.At.Elevation > 0 {
		out.Sun, out.Expected = end(m.At.Azimuth), end(m.At.ShadowBearing())
	}
	if m.Aimed {
		out.Shadow = end(m.Shadow)
	}
	if !math.IsNaN(m.Heading) {
		out.Heading = end(m.Heading)
	}
	return out
}

// Turned is the difference of a shadow's direction, without its sign.
func (m Measure) Turned() float64 { return math.Abs(m.Difference) }
