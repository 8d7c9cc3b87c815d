package account

import (
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/people"
	"loupe/server/web"
)

// SignIn asks for address and passphrase.
type SignIn struct {
	web.Page
	Form     web.Form
	Next     string
	Passkeys bool // can be used here
}

// Invitation lets the invited make their account.
type Invitation struct {
	web.Page
	Form   web.Form
	Invite models.Invitation
}

func (d *Door) signInForm(c echo.Context) error {
	if v := web.VisitorOf(c); v != nil {
		return c.Redirect(303, home(v.Person))
	}
	p := d.web.Page(c, "account.sign_in")
	return d.web.Render(c, 200, SignIn{p, p.Form(nil, nil), web.LocalPath(c.QueryParam("next")), d.people.OffersPasskeys()})
}

func (d *Door) signIn(c echo.Context) error {
	ctx := c.Request().Context()
	token, expires, person, half, err := d.people.SignInMarked(ctx, c.FormValue("email"), c.FormValue("passphrase"), d.web.Mark(c))
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		p := d.web.Page(c, "account.sign_in")
		return d.web.Render(c, web.Status(err), SignIn{p, p.Form(c.Request().PostForm, err), web.LocalPath(c.FormValue("next")), d.people.OffersPasskeys()})
	}
	if c.FormValue("mine") != "" {
		mark, err := d.people.Mark(ctx, person.Email)
		if err != nil {
			return err
		}
		d.web.KeepMark(c, mark)
	}
	if half {
		d.web.StartHalf(c, token, expires)
		p := d.web.Page(c, "account.code")
		return d.web.Render(c, 200, SecondCode{p, p.Form(nil, nil), web.LocalPath(c.FormValue("next")), person.HasCodes, person.HasPasskey && d.people.OffersPasskeys()})
	}
	return d.entered(c, token, expires, person)
}

// entered goes on after a sign-in that is whole.
func (d *Door) entered(c echo.Context, token string, expires time.Time, person models.Person) error {
	ctx := c.Request().Context()
	d.web.StartSession(c, token, expires)
	// Keys of desks that somebody left are changed now: it needs a member's session. A large desk's
	// reports follow while they work.
	if opened, err := d.people.Session(ctx, token); err == nil {
		if _, err := d.people.RotateSome(ctx, *opened, moveAtOnce); err != nil {
			d.web.Log.Error("changing desk keys", "cause", err.Error())
		}
	}
	if next := web.LocalPath(c.FormValue("next")); next != "/" {
		return c.Redirect(303, next)
	}
	return c.Redirect(303, home(person))
}

// home is where a person's work is.
func home(p models.Person) string {
	switch {
	case p.Has(models.RoleReviewer), p.Has(models.RoleEditor):
		return "/desk"
	case p.Has(models.RoleMonitor):
		return "/monitor"
	case p.Has(models.RoleAdmin):
		return "/desk/admin/people"
	case p.Has(models.RoleAuditor):
		return "/desk/audit"
	}
	return "/account"
}

func (d *Door) signOut(c echo.Context) error {
	v := web.VisitorOf(c)
	if err := d.people.SignOut(c.Request().Context(), v.Person, v.SessionID); err != nil {
		return err
	}
	d.web.EndSession(c)
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return c.Redirect(303, "/")
}

func (d *Door) invitation(c echo.Context) error {
	i, err := d.people.Invitation(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "account.join")
	return d.web.Render(c, 200, Invitation{p, p.Form(map[string][]string{"name": {i.Name}}, nil), i})
}

func (d *Door) join(c echo.Context) error {
	i, err := d.people.Invitation(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	token, expires, err := d.people.Join(c.Request().Context(), c.Param("token"), c.FormValue("name"), c.FormValue("passphrase"))
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		p := d.web.Page(c, "account.join")
		return d.web.Render(c, web.Status(err), Invitation{p, p.Form(c.Request().PostForm, err), i})
	}
	d.web.StartSession(c, token, expires)
	d.web.Flash(c, "account.joined")
	return c.Redirect(303, "/account")
}

func opened(c echo.Context) people.Opened {
	v := web.VisitorOf(c)
	return people.Opened{Person: v.Person, Key: v.Key, SessionID: v.SessionID}
}
