package press

import (
	"crypto/rand"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// Apply is the form by which a journalist asks for previews.
type Apply struct {
	web.Page
	Form web.Form
	Once string
	Sent bool
}

func (d *Door) form(c echo.Context) error {
	return d.showForm(c, nil, false)
}

func (d *Door) showForm(c echo.Context, wrong error, sent bool) error {
	p := d.web.Page(c, "pressroom.title")
	page := Apply{Page: p, Form: p.Form(c.Request().PostForm, wrong), Once: c.Request().PostForm.Get("once"), Sent: sent}
	if page.Once == "" {
		var err error
		if page.Once, _, err = seal.NewToken(rand.Reader); err != nil {
			return err
		}
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) apply(c echo.Context) error {
	v, err := c.FormParams()
	if err != nil {
		return models.Refuse(models.Invalid, "report.error.form")
	}
	once := v.Get("once")
	if once == "" { // a program without our form
		once = url.Values{"n": v["name"], "e": v["email"], "o": v["outlet"]}.Encode()
	}
	err = d.publish.Apply(c.Request().Context(), models.Application{Name: v.Get("name"), Outlet: v.Get("outlet"), Email: v.Get("email"), Proof: v.Get("proof")}, seal.HashToken(once))
	if err != nil && !web.Mendable(err) {
		return err
	}
	return d.showForm(c, err, err == nil)
}
