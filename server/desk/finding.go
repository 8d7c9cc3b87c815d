package desk

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/sun"
)

// addFinding writes down what a person found at an exhibit. A field that isn't a number is refused
// as out of range.
func (d *Door) addFinding(c echo.Context) error {
	v := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	f := models.ExhibitFinding{
		Kind: models.FindingKind(v("kind")), Text: v("text"), Speaker: v("speaker"), Language: v("language"), Measured: v("measured"), Of: models.ID(v("of")),
		X: number(v("x")), Y: number(v("y")), Lat: number(v("lat")), Lon: number(v("lon")), From: seconds(v("from")), To: seconds(v("to")),
	}
	if v("to") == "" {
		f.To = f.From
	}
	if f.Kind == models.FindingShadow {
		f.Measured = shadow(&f, f.Measured)
	}
	err := d.review.AddFinding(c.Request().Context(), reader(c), id(c), f)
	return d.done(c, err, "/desk/exhibits/"+string(id(c)), "bench.saved", d.showExhibit)
}

// shadow computes again what a finding on shadows compared, and keeps the numbers with it.
func shadow(f *models.ExhibitFinding, compared string) string {
	v, err := url.ParseQuery(compared)
	if err != nil {
		return ""
	}
	if m := measure(v); m.Aimed {
		shadow, expected := math.Round(m.Shadow*10)/10, math.Round(m.At.ShadowBearing()*10)/10
		f.Bearing, f.Expected = &shadow, &expected
	}
	return query(v)
}

// Apart is how far a shadow's direction is from the computed one, in degrees.
func (e Exhibit) Apart(f review.OpenFinding) string {
	return strconv.FormatFloat(math.Abs(sun.Apart(*f.Bearing, *f.Expected)), 'f', 1, 64)
}

// Degrees writes a direction.
func (e Exhibit) Degrees(d *float64) string { return strconv.FormatFloat(*d, 'f', 1, 64) }

// number reads a number; "" is 0.
func number(s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return f
}

// seconds reads a time in a recording: seconds, minutes and seconds, or hours, minutes and seconds.
func seconds(s string) float64 {
	total := 0.0
	for word := range strings.SplitSeq(s, ":") {
		total = total*60 + number(word)
	}
	return total
}

// Measured is the address of the sun's page with what was compared there.
func (e Exhibit) Measured(query string) string {
	return "/desk/exhibits/" + string(e.ID) + "/sun?" + query
}
