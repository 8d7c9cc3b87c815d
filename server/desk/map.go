package desk

import (
	"math"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Plan is a drawing, north up, of the claimed site, of where a file says it was made, and of the
// landmarks that were found.
type Plan struct {
	web.Ground
	Site    string  // "" when it isn't known: then the middle is the file's own place, or a landmark
	Circle  float64 // radius of the site's precision; 0 where its outline is drawn
	Outline string  // path of the site's outline; "" for none
	Spot    *Dot    // the file's own place
	Dots    []Dot   // landmarks
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

// plan draws what is known, nil when that is nothing.
func plan(e review.Examined, marks []Landmark) *Plan {
	out := &Plan{}
	precise := 0.0
	switch {
	case e.Site != nil && (e.Outline != nil || within[e.Site.Precision] > 0):
		out.Site, out.Lat, out.Lon, precise = e.Site.Name, e.Site.Lat, e.Site.Lon, within[e.Site.Precision]
	case e.Metadata.GPS != nil:
		out.Lat, out.Lon = e.Metadata.GPS.Lat, e.Metadata.GPS.Lon
	case len(marks) > 0:
		out.Lat, out.Lon = marks[0].Lat, marks[0].Lon
	default:
		return nil
	}
	if e.Outline != nil && out.Site != "" { // it says more than a circle
		precise = 0
		out.Kilometres = e.Outline.Outline.Reach(out.Lat, out.Lon)
	}
	out.Kilometres = max(0.2, precise, out.Kilometres)
	for _, m := range marks {
		out.Kilometres = max(out.Kilometres, out.Far(m.Lat, m.Lon))
	}
	own := e.Metadata.GPS
	if own != nil {
		out.Kilometres = max(out.Kilometres, out.Far(own.Lat, own.Lon))
	}
	out.Kilometres *= 1.25
	at := func(n int, lat, lon float64) Dot {
		x, y := out.At(lat, lon)
		return Dot{n, x, y}
	}
	out.Circle = 100 * precise / out.Kilometres
	if e.Outline != nil && out.Site != "" {
		out.Outline = out.Line(e.Outline.Outline)
	}
	for _, m := range marks {
		out.Dots = append(out.Dots, at(m.Number, m.Lat, m.Lon))
	}
	if own != nil {
		dot := at(0, own.Lat, own.Lon)
		out.Spot = &dot
	}
	return out
}

// Against says whether the file's own place lies inside the site's outline, or how far outside; "" when one
// isn't known.
func (e Exhibit) Against() string {
	switch {
	case e.Outside < 0:
		return ""
	case e.Outside == 0:
		return e.T("outline.inside", "Site", e.Site.Name)
	case e.Outside < 1:
		return e.T("outline.outside.metres", "Site", e.Site.Name, "Metres", e.Number(math.Ceil(e.Outside*1000)))
	}
	return e.T("outline.outside.km", "Site", e.Site.Name, "Km", e.Number(math.Round(e.Outside*10)/10))
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
