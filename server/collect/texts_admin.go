package collect

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
	"loupe/server/web"
	"loupe/sms"
	"loupe/texting"
)

// Messages is where an admin sets up gateways, keywords and information.
type Messages struct {
	web.Page
	Rows   []models.Gateway
	Kinds  []sms.Kind
	Made   *models.Gateway // just made; its secret is shown once
	Secret string
	Form   web.Form
	Spoken []i18n.Language
}

// Try plays the conversation without a telephone.
type Try struct {
	web.Page
	Lines   []texting.Line
	Carried string
	Start   string // a word that begins
}

func (d *Texts) page(c echo.Context) error { return d.show(c, nil) }

func (d *Texts) show(c echo.Context, wrong error) error { return d.showMade(c, nil, "", wrong) }

func (d *Texts) showMade(c echo.Context, made *models.Gateway, secret string, wrong error) error {
	ctx := c.Request().Context()
	rows, err := d.texting.Gateways(ctx, web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	texts, err := d.texting.Texts(ctx)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "sms.title")
	values := url.Values{}
	for l, v := range texts.Start {
		values.Set("start_"+l, v)
	}
	for l, v := range texts.Info {
		values.Set("info_"+l, v)
	}
	for l, v := range texts.InfoText {
		values.Set("text_"+l, v)
	}
	if wrong != nil {
		for name, v := range c.Request().PostForm {
			values[name] = v
		}
	}
	spoken := p.Languages
	if len(spoken) == 0 {
		spoken = []i18n.Language{{Tag: "en", Name: "English"}}
	}
	return d.web.Render(c, web.Status(wrong), Messages{p, rows, sms.Kinds, made, secret, p.Form(values, wrong), spoken})
}

func (d *Texts) add(c echo.Context) error {
	v := c.FormValue
	in := texting.NewGateway{Name: v("name"), Kind: v("kind"), Country: v("country"), GatewaySecrets: models.GatewaySecrets{Secret: v("secret"), URL: v("url"), User: v("user"), From: v("from")}}
	g, secret, err := d.texting.AddGateway(c.Request().Context(), web.VisitorOf(c).Person, in)
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		return d.show(c, err)
	}
	return d.showMade(c, &g, secret, nil)
}

func (d *Texts) revoke(c echo.Context) error {
	err := d.texting.RevokeGateway(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id")))
	return d.done(c, err, "sms.revoked")
}

func (d *Texts) saveTexts(c echo.Context) error {
	t := models.Texts{Start: map[string]string{}, Info: map[string]string{}, InfoText: map[string]string{}}
	for _, l := range d.web.Catalog.Languages() {
		t.Start[l.Tag], t.Info[l.Tag], t.InfoText[l.Tag] = c.FormValue("start_"+l.Tag), c.FormValue("info_"+l.Tag), c.FormValue("text_"+l.Tag)
	}
	return d.done(c, d.texting.SaveTexts(c.Request().Context(), web.VisitorOf(c).Person, t), "sms.saved")
}

func (d *Texts) done(c echo.Context, err error, flash string) error {
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		return d.show(c, err)
	}
	d.web.Flash(c, flash)
	return c.Redirect(303, "/desk/admin/sms")
}

func (d *Texts) try(c echo.Context) error {
	ctx := c.Request().Context()
	s, carried, err := d.texting.Simulate(ctx, web.VisitorOf(c).Person, c.FormValue("carried"), c.FormValue("text"))
	if err != nil {
		return err
	}
	texts, err := d.texting.Texts(ctx)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "sms.try")
	return d.web.Render(c, 200, Try{p, s.Lines, carried, texts.Start[p.Lang()]})
}
