package account

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// passkeyTime is for how long a browser may take to answer.
const passkeyTime = 5 * time.Minute

// PasskeyNew asks a browser to make a passkey.
type PasskeyNew struct {
	web.Page
	Form    web.Form
	Options string // PublicKeyCredentialCreationOptionsJSON
}

func (d *Door) newPasskey(c echo.Context) error {
	options, token, err := d.people.BeginPasskey(c.Request().Context(), web.VisitorOf(c).Person)
	if err != nil {
		return d.done(c, err, "")
	}
	d.web.StartPasskey(c, token, d.web.Now().Add(passkeyTime))
	p := d.web.Page(c, "passkey.new")
	return d.web.Render(c, http.StatusOK, PasskeyNew{p, p.Form(c.Request().PostForm, nil), string(options)})
}

func (d *Door) finishPasskey(c echo.Context) error {
	answer, err := passkeyAnswer(c)
	if err == nil {
		err = d.people.FinishPasskey(c.Request().Context(), opened(c), d.web.PasskeyToken(c), c.FormValue("name"), []byte(c.FormValue("credential")), answer)
	}
	d.web.EndPasskey(c)
	return d.done(c, err, "passkey.made")
}

func (d *Door) namePasskey(c echo.Context) error {
	return d.done(c, d.people.NamePasskey(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id")), c.FormValue("name")), "account.saved")
}

func (d *Door) removePasskey(c echo.Context) error {
	return d.done(c, d.people.RemovePasskey(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id"))), "passkey.removed")
}

// askPasskey gives a script what it asks the browser for at the door; askProof, before a grave deed.
func (d *Door) askPasskey(c echo.Context) error {
	options, token, err := d.people.AskPasskey(c.Request().Context(), d.web.HalfToken(c))
	return d.asked(c, options, token, err)
}

func (d *Door) askProof(c echo.Context) error {
	options, token, err := d.people.AskProof(c.Request().Context(), web.VisitorOf(c).Person)
	return d.asked(c, options, token, err)
}

func (d *Door) asked(c echo.Context, options []byte, token string, err error) error {
	if err != nil {
		return err
	}
	d.web.StartPasskey(c, token, d.web.Now().Add(passkeyTime))
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.JSONBlob(http.StatusOK, options)
}

func (d *Door) passkeySignIn(c echo.Context) error {
	ctx, half := c.Request().Context(), d.web.HalfToken(c)
	answer, err := passkeyAnswer(c)
	var token string
	var expires time.Time
	var person models.Person
	if err == nil {
		token, expires, person, err = d.people.PasskeySignIn(ctx, half, d.web.PasskeyToken(c), []byte(c.FormValue("credential")), answer)
	}
	d.web.EndPasskey(c)
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		p := d.web.Page(c, "account.sign_in")
		return d.web.Render(c, web.Status(err), SignIn{p, p.Form(nil, err), web.LocalPath(c.FormValue("next")), d.people.OffersPasskeys()})
	}
	d.web.EndHalf(c)
	return d.entered(c, token, expires, person)
}

// passkeyAnswer reads what a passkey's PRF said; nothing when it has none.
func passkeyAnswer(c echo.Context) ([]byte, error) {
	answer, err := base64.RawURLEncoding.DecodeString(c.FormValue("prf"))
	if err != nil || len(answer) != 0 && len(answer) != 32 {
		return nil, models.RefuseFields(models.FieldError{Field: "passkey", Key: "passkey.error.failed"})
	}
	return answer, nil
}
