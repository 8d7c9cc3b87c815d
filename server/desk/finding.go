package desk

import (
	"math"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
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
	err := d.review.AddFinding(c.Request().Context(), reader(c), id(c), f)
	return d.done(c, err, "/desk/exhibits/"+string(id(c)), "bench.saved", d.showExhibit)
}

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
