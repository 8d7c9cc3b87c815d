package admin

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
	"loupe/people"
	"loupe/server/web"
)

// Settings is what set-up decided and an admin may change.
type Settings struct {
	web.Page
	Form web.Form
	All  []i18n.Language
	// Roles that a second factor can be asked of.
	Roles    []models.Role
	Licences []models.Licence
}

func (d *Door) settings(c echo.Context) error { return d.showSettings(c, nil) }

func (d *Door) showSettings(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	p := d.web.Page(c, "admin.settings")
	v := c.Request().PostForm
	if wrong == nil {
		v = url.Values{"org": {p.Platform.Name}, "language": p.Platform.Languages, "leave_to": {cmp.Or(p.Platform.LeaveTo, models.LeaveTo)}, "licence": {models.NoLicence}}
		if l := p.Platform.TextLicence(); l != nil {
			v.Set("licence", l.ID)
		}
		for _, r := range p.Platform.SecondFor {
			v.Add("second_for", string(r))
		}
		if p.Platform.LookTwice {
			v.Set("look_twice", "yes")
		}
		if len(p.Platform.Languages) > 0 {
			v.Set("default", p.Platform.Languages[0])
		}
	}
	return d.web.Render(c, web.Status(wrong), Settings{p, p.Form(v, wrong), d.web.Catalog.Languages(), models.Roles, models.Licences})
}

func (d *Door) saveSettings(c echo.Context) error {
	ctx, by := d.by(c)
	first := c.FormValue("default")
	var languages []string
	for _, l := range d.web.Catalog.Languages() {
		switch {
		case l.Tag == first:
			languages = slices.Insert(languages, 0, l.Tag)
		case slices.Contains(c.Request().PostForm["language"], l.Tag):
			languages = append(languages, l.Tag)
		}
	}
	var second []models.Role
	for _, r := range c.Request().PostForm["second_for"] {
		second = append(second, models.Role(r))
	}
	in := people.SettingsInput{
		Name: c.FormValue("org"), Languages: languages, SecondFor: second,
		LookTwice: c.FormValue("look_twice") != "", LeaveTo: c.FormValue("leave_to"), Licence: c.FormValue("licence"),
	}
	return d.back(c, d.people.SaveSettings(ctx, by, in), "/desk/admin/settings", "admin.saved", d.showSettings)
}
