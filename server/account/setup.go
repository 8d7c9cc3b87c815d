package account

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
	"loupe/people"
	"loupe/seal"
	"loupe/server/web"
)

// Setup asks what a new platform needs.
type Setup struct {
	web.Page
	Form web.Form
	All  []i18n.Language
}

// Recovery shows the recovery key once and asks for a part of it, to know that it is kept.
type Recovery struct {
	web.Page
	Form   web.Form
	Text   string
	Public string
	Fields url.Values // what was typed before, carried along
}

func (d *Door) setupForm(c echo.Context) error {
	if done, err := d.people.IsSetUp(c.Request().Context()); err != nil || done {
		if err == nil {
			err = models.ErrNotFound
		}
		return err
	}
	p := d.web.Page(c, "setup.title")
	return d.web.Render(c, 200, Setup{p, p.Form(nil, nil), d.web.Catalog.Languages()})
}

// languages keeps those that have a catalog, in the catalog's order.
func (d *Door) languages(asked []string) []string {
	var out []string
	for _, l := range d.web.Catalog.Languages() {
		if slices.Contains(asked, l.Tag) {
			out = append(out, l.Tag)
		}
	}
	return out
}

// setup goes through two steps in one address; nothing is kept until the last.
func (d *Door) setup(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return err
	}
	v := c.Request().PostForm
	in := people.SetUpInput{
		Organisation: v.Get("org"), AdminName: v.Get("name"), Email: v.Get("email"), Passphrase: v.Get("passphrase"), Desk: v.Get("desk"),
		Languages: d.languages(v["language"]), RecoveryKey: v.Get("public"),
	}
	p := d.web.Page(c, "setup.title")
	if err := d.people.CheckSetUp(in); err != nil {
		return d.web.Render(c, web.Status(err), Setup{p, p.Form(v, err), d.web.Catalog.Languages()})
	}
	page := Recovery{Page: p, Text: v.Get("recovery"), Public: in.RecoveryKey, Fields: url.Values{}}
	for _, name := range []string{"org", "name", "email", "passphrase", "desk", "language"} {
		page.Fields[name] = v[name]
	}
	if in.RecoveryKey == "" {
		var err error
		if page.Text, page.Public, err = d.people.NewRecovery(); err != nil {
			return err
		}
		page.Form = p.Form(nil, nil)
		return d.web.Render(c, 200, page)
	}
	key, err := seal.ParseRecoveryKey(v.Get("recovery"))
	if err != nil || string(key.Public()) != in.RecoveryKey {
		return models.Refuse(models.Invalid, "setup.error.recovery")
	}
	groups := strings.Split(page.Text, "-")
	if !strings.EqualFold(strings.TrimSpace(v.Get("confirm")), groups[len(groups)-1]) {
		wrong := models.RefuseFields(models.FieldError{Field: "confirm", Key: "setup.error.confirm"})
		page.Form = p.Form(v, wrong)
		return d.web.Render(c, web.Status(wrong), page)
	}
	if err := d.people.SetUp(c.Request().Context(), in); err != nil {
		return err
	}
	token, expires, _, _, err := d.people.SignIn(c.Request().Context(), in.Email, in.Passphrase)
	if err != nil {
		return err
	}
	d.web.StartSession(c, token, expires)
	d.web.Flash(c, "setup.done")
	return c.Redirect(303, "/desk/admin/people")
}
