package desk

import (
	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Series is the page on which the plan of one photograph is repeated on others of its case.
type Series struct {
	web.Page
	publish.Series
	Form    web.Form
	Refused []string // why a photograph couldn't be redacted
}

// Chosen tells whether a photograph is ticked: as it was sent, else those of the same series.
func (s Series) Chosen(f publish.Further) bool {
	if s.Form.Values != nil {
		return s.Form.Checked("on", string(f.ID))
	}
	return f.Alike
}

// Points gives a polygon's corners for an SVG of 100 by 100.
func (s Series) Points(line []models.Corner) string { return polygonLines([][]models.Corner{line}) }

// Lines gives polygons as the form takes them.
func (s Series) Lines(list [][]models.Corner) string { return polygonLines(list) }

func (d *Door) series(c echo.Context) error { return d.showSeries(c, nil) }

func (d *Door) showSeries(c echo.Context, wrong error, refused ...error) error {
	s, err := d.publish.Series(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "series.title")
	page := Series{Page: p, Series: s, Form: p.Form(c.Request().PostForm, wrong)}
	for _, why := range refused {
		page.Refused = append(page.Refused, p.Refusal(why))
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) repeat(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return err
	}
	v := c.Request().PostForm
	var chosen []models.ID
	for _, each := range v["on"] {
		chosen = append(chosen, models.ID(each))
	}
	failed, err := d.publish.Repeat(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")), models.ID(v.Get("redaction")), chosen)
	if err == nil && len(failed) > 0 {
		var why []error
		for _, each := range failed {
			why = append(why, each)
		}
		return d.showSeries(c, nil, why...)
	}
	return d.done(c, err, c.Request().URL.Path, "series.done", func(c echo.Context, wrong error) error { return d.showSeries(c, wrong) })
}
