package desk

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Figures shows how the work goes: each figure is a drawing in its table.
type Figures struct {
	web.Page
	Charts []Chart
	Days   int   // that are counted; 0 for all
	Spans  []int // that can be asked for
}

// Chart is a table with a drawn bar in each row.
type Chart struct {
	Title, Note string
	Of          string   // what the rows are
	Columns     []string // of the numbers; in the order of the bar's segments, then what isn't drawn
	Rows        []ChartRow
	Drawn       int // how many columns are drawn
}

// ChartRow is one of its rows.
type ChartRow struct {
	Label, To string // To is where its rows are listed; "" for nowhere
	Cells     []string
	Bar       []Segment
}

// Segment is a piece of a bar, in hundredths of its width.
type Segment struct{ From, Width float64 }

// bar lays numbers end to end, so that most is the whole width.
func bar(most float64, numbers ...float64) []Segment {
	var out []Segment
	from := 0.0
	for _, n := range numbers {
		width := 100 * n / max(most, 1)
		out = append(out, Segment{from, width})
		from += width
	}
	return out
}

func (d *Door) figures(c echo.Context) error {
	days := 365
	if q := c.QueryParam("days"); q != "" {
		var err error
		if days, err = strconv.Atoi(q); err != nil {
			return models.ErrNotFound
		}
	}
	f, err := d.review.Figures(c.Request().Context(), reader(c).Person, days)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "desk.figures")
	page := Figures{Page: p, Days: days, Spans: review.FigureDays, Charts: []Chart{
		backlog(p, f.Backlog),
		taking(p, f.Times, "desk.figures.triage", func(t models.DeskTime) (half, most time.Duration, n int) {
			return t.Triage, t.TriageMost, t.TriageCount
		}),
		taking(p, f.Times, "desk.figures.decision", func(t models.DeskTime) (half, most time.Duration, n int) {
			return t.Decision, t.DecisionMost, t.DecideCount
		}),
		shares(p, f.Outcomes),
		loads(p, f.Loads),
		counts(p, "desk.figures.months", "day.figures.month", f.Months, func(m models.Facet) (string, string) { return p.DateText(m.Value), "" }),
		counts(p, "desk.figures.acts", "public.category", f.Acts, func(a models.Facet) (string, string) { return p.T("act." + a.Value), "/desk?category=" + a.Value }),
		sites(p, f.Sites),
	}}
	return d.web.Render(c, 200, page)
}

func backlog(p web.Page, list []models.Backlog) Chart {
	c := Chart{Title: p.T("desk.figures.backlog"), Of: p.T("desk.desk"), Drawn: 4, Columns: []string{p.T("desk.figures.day"), p.T("desk.figures.week"), p.T("desk.figures.month"), p.T("desk.figures.older"), p.T("desk.overdue")}}
	most := 0
	for _, b := range list {
		most = max(most, b.Day+b.Week+b.Month+b.Older)
	}
	for _, b := range list {
		c.Rows = append(c.Rows, ChartRow{
			b.Desk, "/desk?desk=" + string(b.DeskID),
			[]string{p.Number(b.Day), p.Number(b.Week), p.Number(b.Month), p.Number(b.Older), p.Number(b.Overdue)},
			bar(float64(most), float64(b.Day), float64(b.Week), float64(b.Month), float64(b.Older)),
		})
	}
	return c
}

// taking draws how long half of them took, and from there to nine of ten.
func taking(p web.Page, list []models.DeskTime, title string, of func(models.DeskTime) (half, most time.Duration, n int)) Chart {
	c := Chart{Title: p.T(title), Of: p.T("desk.desk"), Drawn: 2, Columns: []string{p.T("day.figures.half"), p.T("day.figures.nine"), p.T("day.figures.counted")}}
	longest := time.Duration(0)
	for _, t := range list {
		_, most, _ := of(t)
		longest = max(longest, most)
	}
	for _, t := range list {
		half, most, n := of(t)
		c.Rows = append(c.Rows, ChartRow{t.Desk, "", []string{span(p, half, n), span(p, most, n), p.Number(n)}, bar(float64(longest), float64(half), float64(most-half))})
	}
	return c
}

func shares(p web.Page, list []models.Facet) Chart {
	all := 0
	for _, f := range list {
		all += f.Count
	}
	c := counts(p, "desk.figures.outcomes", "public.outcome", list, func(f models.Facet) (string, string) {
		return p.T("outcome." + f.Value), "/desk/cases?outcome=" + f.Value
	})
	c.Columns = append(c.Columns, p.T("day.figures.share"))
	for i, f := range list {
		c.Rows[i].Cells = append(c.Rows[i].Cells, p.T("day.figures.percent", "Number", p.Number((200*f.Count+all)/(2*all))))
	}
	return c
}

func loads(p web.Page, list []models.Load) Chart {
	c := Chart{Title: p.T("desk.figures.loads"), Note: p.T("day.figures.loads.text"), Of: p.T("setup.name"), Drawn: 2, Columns: []string{p.T("desk.figures.reports"), p.T("case.list")}}
	most := 0
	for _, l := range list {
		most = max(most, l.Reports+l.Cases)
	}
	for _, l := range list {
		c.Rows = append(c.Rows, ChartRow{l.Name, "", []string{p.Number(l.Reports), p.Number(l.Cases)}, bar(float64(most), float64(l.Reports), float64(l.Cases))})
	}
	return c
}

func counts(p web.Page, title, of string, list []models.Facet, say func(models.Facet) (label, to string)) Chart {
	c := Chart{Title: p.T(title), Of: p.T(of), Drawn: 1, Columns: []string{p.T("day.figures.number")}}
	most := 0
	for _, f := range list {
		most = max(most, f.Count)
	}
	if most == 0 {
		return c
	}
	for _, f := range list {
		label, to := say(f)
		c.Rows = append(c.Rows, ChartRow{label, to, []string{p.Number(f.Count)}, bar(float64(most), float64(f.Count))})
	}
	return c
}

func sites(p web.Page, list []models.SiteFigure) Chart {
	facets, names := []models.Facet{}, map[string]string{}
	for _, s := range list {
		facets = append(facets, models.Facet{Value: string(s.ID), Count: s.Count})
		names[string(s.ID)] = s.Name
	}
	return counts(p, "desk.figures.sites", "public.site", facets, func(f models.Facet) (string, string) { return names[f.Value], "/desk?site=" + f.Value })
}

// span writes how long something took; a dash where nothing was counted.
func span(p web.Page, t time.Duration, n int) string {
	switch {
	case n == 0:
		return "–"
	case t < time.Hour:
		return p.T("day.figures.minutes", "Count", int(t.Round(time.Minute)/time.Minute))
	}
	return p.Duration(t)
}
