package desk

import (
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Figures shows how the work goes: each figure is a drawing with its table beside it.
type Figures struct {
	web.Page
	models.Figures
	Charts []Chart
}

// Chart is one list of numbers, as bars and as a table.
type Chart struct {
	Title string
	Bars  []Bar
}

// Bar is one of its numbers.
type Bar struct {
	Label string
	Count int
	Width float64 // of 100
}

func chart(title string, list []models.Facet, label func(string) string) Chart {
	c := Chart{Title: title}
	most := 1
	for _, f := range list {
		most = max(most, f.Count)
	}
	for _, f := range list {
		c.Bars = append(c.Bars, Bar{label(f.Value), f.Count, 100 * float64(f.Count) / float64(most)})
	}
	return c
}

func (d *Door) figures(c echo.Context) error {
	f, err := d.review.Figures(c.Request().Context(), reader(c).Person)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "desk.figures")
	same := func(s string) string { return s }
	page := Figures{Page: p, Figures: f, Charts: []Chart{
		chart(p.T("desk.figures.months"), f.Months, p.DateText),
		chart(p.T("desk.figures.outcomes"), f.Outcomes, func(v string) string { return p.T("outcome." + v) }),
		chart(p.T("desk.figures.acts"), f.Acts, func(v string) string { return p.T("act." + v) }),
		chart(p.T("desk.figures.sites"), f.Sites, same),
	}}
	return d.web.Render(c, 200, page)
}

// Span writes a duration; a dash for none.
func (f Figures) Span(t time.Duration) string {
	if t <= 0 {
		return "–"
	}
	return f.Duration(t)
}
