package public

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Figures counts the cases of a search in several ways.
type Figures struct {
	web.Page
	Active  []Active
	Total   int
	List    string // address of the cases that are counted
	Figures []Figure
}

// Figure is one way of counting.
type Figure struct {
	By    string
	Rows  []Count
	More  int    // rows that only the file has
	CSV   string // address of the file
	Dated int    // of years and months: how many cases have one
}

// ways of counting, as they stand on the page.
var ways = []string{"year", "month", "act", "actor", "outcome", "country", "site", "kp"}

const maxBars = 25

func (d *Door) figures(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	p := d.web.Page(c, "finding.figures")
	query := queryOf(f)
	page := Figures{Page: p, Active: d.active(ctx, p, "/figures", f), List: "/cases?" + query.Encode()}
	var err error
	if page.Total, err = d.browse.Number(ctx, f); err != nil {
		return err
	}
	for _, by := range ways {
		list, err := d.browse.Figures(ctx, f, by)
		if err != nil {
			return err
		}
		address := queryOf(f)
		address.Set("by", by)
		figure := Figure{By: by, CSV: "/figures.csv?" + address.Encode(), More: max(0, len(list)-maxBars)}
		if by == "year" || by == "month" {
			for _, x := range list {
				figure.Dated += x.Count
			}
			list = everyTime(list)
			figure.More = max(0, len(list)-maxBars)
		}
		figure.Rows = d.counts(ctx, p, by, list[:len(list)-figure.More], query)
		page.Figures = append(page.Figures, figure)
	}
	return d.web.RenderPublic(c, page)
}

// everyTime puts the years or months without a case between the others: a gap must be seen. The list
// stands from the newest; what is no time is left where it was, and so is a gap that would fill the page.
func everyTime(list []models.Facet) []models.Facet {
	var out []models.Facet
	for i, x := range list {
		if i > 0 {
			last, form, ok1 := ordinal(list[i-1].Value)
			this, _, ok2 := ordinal(x.Value)
			for n := last - 1; ok1 && ok2 && n > this && last-this < maxBars; n-- {
				out = append(out, models.Facet{Value: form(n)})
			}
		}
		out = append(out, x)
	}
	return out
}

// ordinal counts a year, or a month from the year nought, and gives the way back.
func ordinal(value string) (n int, form func(int) string, ok bool) {
	year, month, monthly := strings.Cut(value, "-")
	y, err := strconv.Atoi(year)
	if !monthly {
		return y, func(n int) string { return fmt.Sprintf("%04d", n) }, err == nil
	}
	m, err2 := strconv.Atoi(month)
	return y*12 + m - 1, func(n int) string { return fmt.Sprintf("%04d-%02d", n/12, n%12+1) }, err == nil && err2 == nil
}

// figuresCSV is one way of counting as a file, with all its rows.
func (d *Door) figuresCSV(c echo.Context) error {
	ctx, f, by := c.Request().Context(), filterOf(c), c.QueryParam("by")
	list, err := d.browse.Figures(ctx, f, by)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "finding.figures")
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="cases-by-`+by+`.csv"`)
	h.Set("Cache-Control", "no-cache")
	w := csv.NewWriter(c.Response())
	if err := w.Write([]string{by, "name", "cases", "url"}); err != nil {
		return err
	}
	for _, x := range d.counts(ctx, p, by, list, queryOf(f)) {
		if err := w.Write([]string{cell(x.Value), cell(x.Label), strconv.Itoa(x.Count), d.web.BaseURL + x.To}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
