package report

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/server/web"
)

// Own lists a monitor's own reports.
type Own struct {
	web.Page
	Rows  []OwnRow
	After bool
	First string
	Next  string
}

// OwnRow is one of them.
type OwnRow struct {
	models.Return
	Step string
}

func (d *Door) own(c echo.Context) error {
	after := c.QueryParam("after")
	rows, next, err := d.intake.Own(c.Request().Context(), web.VisitorOf(c).Person, after)
	if err != nil {
		return err
	}
	page := Own{Page: d.web.Page(c, "monitor.title"), After: after != "", First: "/monitor"}
	for _, r := range rows {
		page.Rows = append(page.Rows, OwnRow{r, step(r)})
	}
	if next != "" {
		page.Next = "/monitor?after=" + url.QueryEscape(next)
	}
	return d.web.Render(c, 200, page)
}

func (d *Door) monitorForm(c echo.Context) error {
	page, err := d.tell(c, url.Values{}, nil)
	if err != nil {
		return err
	}
	page.Action, page.Monitor = "/monitor/report", true
	return d.web.Render(c, 200, page)
}

func (d *Door) monitorSend(c echo.Context) error {
	edge, values, err := d.receive(c, func(fields url.Values) (*intake.Edge, error) {
		if err := web.CheckCSRF(c, fields.Get("csrf")); err != nil {
			return nil, err
		}
		return d.resume(fields)
	})
	if err != nil {
		return d.again(c, values, edge, err, "/monitor/report", true)
	}
	by := web.VisitorOf(c).Person
	if _, err := edge.Submit(c.Request().Context(), &by, d.read(c, values)); err != nil {
		return d.again(c, values, edge, err, "/monitor/report", true)
	}
	d.web.Flash(c, "monitor.sent")
	return c.Redirect(303, "/monitor")
}

func (d *Door) ownReport(c echo.Context) error {
	v := web.VisitorOf(c)
	r, err := d.intake.LookOwn(c.Request().Context(), v.Person, v.Key, models.ID(c.Param("id")))
	if err != nil {
		return err
	}
	return d.showReturn(c, r, url.Values{}, nil, false, "/monitor/reports/"+c.Param("id"), "")
}

func (d *Door) ownAnswer(c echo.Context) error {
	v, ctx := web.VisitorOf(c), c.Request().Context()
	edge, values, err := d.receive(c, func(fields url.Values) (*intake.Edge, error) {
		if err := web.CheckCSRF(c, fields.Get("csrf")); err != nil {
			return nil, err
		}
		return d.intake.BeginOwnAnswer(ctx, v.Person, models.ID(c.Param("id")))
	})
	if err != nil {
		return err
	}
	err = edge.Answer(ctx, v.Person.ID, values.Get("text"), values.Get("token"))
	if err != nil && !web.Mendable(err) {
		return err
	}
	r, lookErr := d.intake.LookOwn(ctx, v.Person, v.Key, models.ID(c.Param("id")))
	if lookErr != nil {
		return lookErr
	}
	if err == nil {
		values = url.Values{}
	}
	return d.showReturn(c, r, values, err, err == nil, "/monitor/reports/"+c.Param("id"), "")
}
