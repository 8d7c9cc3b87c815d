package account

import (
	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/people"
	"loupe/server/web"
)

// Account is one's own account.
type Account struct {
	web.Page
	Form          web.Form
	Desks         []people.Joining
	Sessions      []models.Session
	Work          WorkForm
	Digests       []int
	Organisations []models.Organisation
	Monitors      []models.Person
	Here          string
	Kinds         []string // of a session
	Passkeys      []models.Passkey
	Helpers       []people.HelperChoice
	MayPasskey    bool // they can be made here
}

func (d *Door) account(c echo.Context) error { return d.show(c, nil) }

func (d *Door) show(c echo.Context, wrong error) error {
	ctx, v := c.Request().Context(), web.VisitorOf(c)
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	p := d.web.Page(c, "account.title")
	page := Account{Page: p, Form: p.Form(map[string][]string{"name": {v.Person.Name}}, wrong), Here: v.SessionID, Kinds: models.SessionKinds}
	var err error
	if page.Desks, err = d.people.Joinings(ctx, v.Person); err != nil {
		return err
	}
	if page.Organisations, page.Monitors, err = d.people.Others(ctx, v.Person); err != nil {
		return err
	}
	page.Work, page.Digests = workForm(v.Person.Work), people.DigestHours
	page.MayPasskey = d.people.OffersPasskeys()
	if page.Passkeys, err = d.people.Passkeys(ctx, v.Person); err != nil {
		return err
	}
	if page.Helpers, err = d.people.Helpers(ctx, v.Person); err != nil {
		return err
	}
	if page.Sessions, err = d.people.Sessions(ctx, v.Person); err != nil {
		return err
	}
	return d.web.Render(c, web.Status(wrong), page)
}

// done goes back to the account with a word of what was done, or shows what to mend.
func (d *Door) done(c echo.Context, err error, flash string) error {
	if err != nil {
		return d.show(c, err)
	}
	d.web.Flash(c, flash)
	return c.Redirect(303, "/account")
}

func (d *Door) profile(c echo.Context) error {
	v := web.VisitorOf(c)
	return d.done(c, d.people.SaveProfile(c.Request().Context(), v.Person, c.FormValue("name"), d.language(c, v.Person.Language)), "account.saved")
}

// language is the one that was chosen, when the platform offers it.
func (d *Door) language(c echo.Context, otherwise string) string {
	for _, l := range d.web.Page(c, "account.title").Languages {
		if l.Tag == c.FormValue("language") {
			return l.Tag
		}
	}
	return otherwise
}

func (d *Door) passphrase(c echo.Context) error {
	v := web.VisitorOf(c)
	return d.done(c, d.people.ChangePassphrase(c.Request().Context(), v.Person, v.SessionID, c.FormValue("old"), c.FormValue("passphrase")), "account.passphrase.changed")
}

func (d *Door) endOthers(c echo.Context) error {
	v := web.VisitorOf(c)
	return d.done(c, d.people.EndOthers(c.Request().Context(), v.Person, v.SessionID), "account.sessions.ended")
}

func (d *Door) endOne(c echo.Context) error {
	return d.done(c, d.people.End(c.Request().Context(), web.VisitorOf(c).Person, c.FormValue("session")), "account.sessions.one_ended")
}

func (d *Door) nameSession(c echo.Context) error {
	return d.done(c, d.people.NameSession(c.Request().Context(), web.VisitorOf(c).Person, c.FormValue("session"), c.FormValue("kind")), "account.saved")
}

func (d *Door) makeKey(c echo.Context) error {
	return d.done(c, d.people.MakeKey(c.Request().Context(), opened(c), models.ID(c.Param("desk"))), "account.desk.made")
}

func (d *Door) confirm(c echo.Context) error {
	return d.done(c, d.people.Confirm(c.Request().Context(), opened(c), models.ID(c.Param("desk")), models.ID(c.Param("person")), c.FormValue("named") != ""), "account.desk.confirmed")
}

// name names a member for the restricted compartment of a desk, or ends that.
func (d *Door) name(c echo.Context) error {
	return d.done(c, d.people.Name(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("desk")), models.ID(c.Param("person")), c.FormValue("named") != ""), "account.saved")
}
