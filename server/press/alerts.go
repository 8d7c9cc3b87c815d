package press

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Ask is the form by which somebody asks to be told of new cases.
type Ask struct {
	web.Page
	Form  web.Form
	Query string
	List  string // address of the search
	Sent  bool
}

// Alert is what a letter's link stands for, with the buttons to confirm and to stop.
type Alert struct {
	web.Page
	Wish models.AlertWish
	List string
	Done string // message key of what was just done
}

func (d *Door) alertForm(c echo.Context) error {
	return d.showAsk(c, c.QueryString(), nil, false)
}

func (d *Door) showAsk(c echo.Context, query string, wrong error, sent bool) error {
	if !d.alerts.Offered() {
		return models.ErrNotFound
	}
	p := d.web.Page(c, "alerts.title")
	return d.web.Render(c, web.Status(wrong), Ask{p, p.Form(c.Request().PostForm, wrong), cleaned(query), "/cases?" + cleaned(query), sent})
}

// cleaned keeps what the public list's address may hold, without a place in the list.
func cleaned(query string) string {
	v, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	for _, name := range []string{"after", "lang", "sort"} {
		v.Del(name)
	}
	return v.Encode()
}

func (d *Door) ask(c echo.Context) error {
	query := cleaned(c.FormValue("query"))
	err := d.alerts.Ask(c.Request().Context(), c.FormValue("email"), query, d.web.Page(c, "alerts.title").Lang())
	if err != nil && !web.Mendable(err) {
		return err
	}
	return d.showAsk(c, query, err, err == nil)
}

func (d *Door) alert(c echo.Context) error {
	private(c)
	return d.showAlert(c, "")
}

func (d *Door) showAlert(c echo.Context, done string) error {
	w, err := d.alerts.Wish(c.Request().Context(), c.Param("token"))
	if models.KindOf(err) == models.NotFound {
		done, err = "alerts.stopped", nil
	}
	if err != nil {
		return err
	}
	return d.web.Render(c, 200, Alert{d.web.Page(c, "alerts.title"), w, "/cases?" + w.Query, done})
}

func (d *Door) confirm(c echo.Context) error {
	private(c)
	if err := d.alerts.Confirm(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return d.showAlert(c, "alerts.confirmed")
}

// stop ends an alert, from its page or by a mail program's one click, which sends no form of ours.
func (d *Door) stop(c echo.Context) error {
	private(c)
	if err := d.alerts.Stop(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return d.showAlert(c, "alerts.stopped")
}
