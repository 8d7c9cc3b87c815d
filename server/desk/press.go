package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Journalists is where editors decide who may see cases before they are public.
type Journalists struct {
	web.Page
	Rows []publish.OpenJournalist
	Form web.Form
}

// Release is how and to whom a case goes out: at a time, and to journalists before.
type Release struct {
	web.Page
	CaseID      models.ID
	Schedule    *models.Schedule // nil when nothing is scheduled
	Previews    []models.Preview
	Journalists []publish.OpenJournalist // approved ones
	Names       map[models.ID]string
	Days        []int
	Link        string // of a preview just given; shown once
	Correction  bool
	Form        web.Form
}

func (d *Door) journalists(c echo.Context) error { return d.showJournalists(c, nil) }

func (d *Door) showJournalists(c echo.Context, wrong error) error {
	rows, err := d.publish.Journalists(c.Request().Context(), editor(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "pressroom.desk.title")
	return d.web.Render(c, web.Status(wrong), Journalists{p, rows, p.Form(nil, wrong)})
}

func (d *Door) decideJournalist(c echo.Context) error {
	err := d.publish.DecideJournalist(c.Request().Context(), editor(c), id(c), models.JournalistState(c.FormValue("state")))
	return d.done(c, err, "/desk/journalists", "pressroom.decided", d.showJournalists)
}

func (d *Door) releasePage(c echo.Context) error { return d.showRelease(c, nil) }

func (d *Door) showRelease(c echo.Context, wrong error) error { return d.showGiven(c, wrong, "") }

func (d *Door) showGiven(c echo.Context, wrong error, link string) error {
	ctx := c.Request().Context()
	draft, err := d.publish.Draft(ctx, editor(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "schedule.title", "Number", draft.Case.Number)
	page := Release{Page: p, CaseID: id(c), Names: map[models.ID]string{}, Days: publish.PreviewDays, Link: link, Correction: draft.Publication != nil, Form: p.Form(c.Request().PostForm, wrong)}
	switch s, err := d.publish.ScheduleOf(ctx, editor(c), id(c)); {
	case err == nil:
		page.Schedule = &s
	case models.KindOf(err) != models.NotFound:
		return err
	}
	if page.Previews, err = d.publish.Previews(ctx, editor(c), id(c)); err != nil {
		return err
	}
	all, err := d.publish.Journalists(ctx, editor(c))
	if err != nil {
		return err
	}
	for _, j := range all {
		page.Names[j.ID] = j.Name + ", " + j.Outlet
		if j.State == models.JournalistApproved {
			page.Journalists = append(page.Journalists, j)
		}
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) schedule(c echo.Context) error {
	at, err := utc(c.FormValue("at"))
	if err == nil {
		err = d.publish.Schedule(c.Request().Context(), editor(c), id(c), at, c.FormValue("note"))
	}
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/release", "schedule.done", d.showRelease)
}

func (d *Door) cancelSchedule(c echo.Context) error {
	err := d.publish.CancelSchedule(c.Request().Context(), editor(c), id(c))
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/release", "schedule.cancelled", d.showRelease)
}

// givePreview shows the link once, on the page that answers: it is kept nowhere.
func (d *Door) givePreview(c echo.Context) error {
	days, _ := strconv.Atoi(c.FormValue("days"))
	token, err := d.publish.GivePreview(c.Request().Context(), editor(c), id(c), models.ID(c.FormValue("journalist")), days)
	if err != nil && !web.Mendable(err) {
		return err
	}
	if err != nil {
		return d.showRelease(c, err)
	}
	return d.showGiven(c, nil, d.web.BaseURL+"/preview/"+string(token))
}

func (d *Door) revokePreview(c echo.Context) error {
	err := d.publish.RevokePreview(c.Request().Context(), editor(c), id(c), models.ID(c.Param("preview")))
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/release", "pressroom.revoked", d.showRelease)
}
