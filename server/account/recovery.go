package account

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Recover lets somebody come back who has lost their passphrase, with two colleagues' help.
type Recover struct {
	web.Page
	Form web.Form
	Code string // to read to two helpers; "" before it was asked for
}

// Helping is where a helper types the code that they were told.
type Helping struct {
	web.Page
	Form   web.Form
	Own    int // wishes to come back to one's own account
	Others int // colleagues who want to come back and can be helped
}

func (d *Door) recoverForm(c echo.Context) error { return d.showRecover(c, nil, "") }

func (d *Door) showRecover(c echo.Context, wrong error, code string) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	p := d.web.Page(c, "recovery.title")
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return d.web.Render(c, web.Status(wrong), Recover{p, p.Form(c.Request().PostForm, wrong), code})
}

func (d *Door) askRecovery(c echo.Context) error {
	code, err := d.people.AskRecovery(c.Request().Context(), c.FormValue("email"), c.FormValue("passphrase"))
	return d.showRecover(c, err, code)
}

func (d *Door) finishRecovery(c echo.Context) error {
	if err := d.people.FinishRecovery(c.Request().Context(), c.FormValue("code"), c.FormValue("passphrase")); err != nil {
		return d.showRecover(c, err, "")
	}
	d.web.Flash(c, "recovery.done")
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

func (d *Door) helping(c echo.Context) error { return d.showHelping(c, nil) }

func (d *Door) showHelping(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := c.Request().Context(), web.VisitorOf(c).Person
	p := d.web.Page(c, "recovery.help.title")
	page := Helping{Page: p, Form: p.Form(c.Request().PostForm, wrong)}
	var err error
	if page.Own, page.Others, err = d.people.Asked(ctx, by); err != nil {
		return err
	}
	return d.web.Render(c, web.Status(wrong), page)
}

// helpingWith is where a notice leads.
func (d *Door) helpingWith(c echo.Context) error {
	if err := d.people.SeenAsked(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id"))); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/account/recovery")
}

func (d *Door) help(c echo.Context) error {
	if err := d.people.HelpRecover(c.Request().Context(), opened(c), c.FormValue("code")); err != nil {
		return d.showHelping(c, err)
	}
	d.web.Flash(c, "recovery.helped")
	return c.Redirect(http.StatusSeeOther, "/account/recovery")
}

func (d *Door) refuseRecovery(c echo.Context) error {
	return d.done(c, d.people.RefuseRecovery(c.Request().Context(), web.VisitorOf(c).Person), "recovery.refused")
}

func (d *Door) setHelpers(c echo.Context) error {
	var list []models.ID
	for _, id := range c.Request().PostForm["helper"] {
		list = append(list, models.ID(id))
	}
	return d.done(c, d.people.SetHelpers(c.Request().Context(), opened(c), list), "account.saved")
}
