package account

import (
	"bytes"
	"image/png"

	"github.com/labstack/echo/v4"

	"loupe/people"
	"loupe/server/web"
)

// SecondCode asks for the code of the second factor.
type SecondCode struct {
	web.Page
	Form    web.Form
	Next    string
	Codes   bool // a code can be typed
	Passkey bool // a passkey can be shown
}

// SecondSetUp shows a new secret and the backup codes, once.
type SecondSetUp struct {
	web.Page
	people.SecondSetUp
	Form web.Form
}

func (d *Door) secondCode(c echo.Context) error {
	token, expires, person, err := d.people.Second(c.Request().Context(), d.web.HalfToken(c), c.FormValue("code"))
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		p := d.web.Page(c, "account.code")
		return d.web.Render(c, web.Status(err), SecondCode{p, p.Form(nil, err), web.LocalPath(c.FormValue("next")), true, person.HasPasskey && d.people.OffersPasskeys()})
	}
	d.web.EndHalf(c)
	return d.entered(c, token, expires, person)
}

func (d *Door) beginSecond(c echo.Context) error {
	set, err := d.people.BeginSecond(c.Request().Context(), opened(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "account.second")
	return d.web.Render(c, 200, SecondSetUp{p, set, p.Form(nil, nil)})
}

func (d *Door) secondPicture(c echo.Context) error {
	img, err := d.people.SecondPicture(c.Request().Context(), opened(c), d.web.Page(c, "account.second").Platform.Name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	return web.ServeFile(c, "image/png", "second.png", false, bytes.NewReader(b.Bytes()))
}

func (d *Door) confirmSecond(c echo.Context) error {
	return d.done(c, d.people.ConfirmSecond(c.Request().Context(), opened(c), c.FormValue("code")), "account.second.on")
}

func (d *Door) endSecond(c echo.Context) error {
	return d.done(c, d.people.EndSecond(c.Request().Context(), opened(c), c.FormValue("code")), "account.second.off")
}
