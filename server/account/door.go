// Package account is the door to one's own account: set-up, signing in and out, invitations,
// passphrase, sessions, and the desks that one joins.
package account

import (
	"strings"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"loupe/people"
	"loupe/server/web"
)

// Door serves them.
type Door struct {
	web    *web.Web
	people *people.People
	ready  atomic.Bool // set-up has been done
}

// New makes the door.
func New(w *web.Web, p *people.People) *Door { return &Door{web: w, people: p} }

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	e.Use(d.untilSetUp)
	limit := d.web.Limit("sign-in", 300, 150)
	e.GET("/setup", d.setupForm)
	e.POST("/setup", d.setup, limit)
	e.GET("/sign-in", d.signInForm, d.web.Known)
	e.POST("/sign-in", d.signIn, limit)
	e.POST("/sign-in/code", d.secondCode, limit)
	e.POST("/sign-in/passkey", d.passkeySignIn, limit)
	e.POST("/sign-in/passkey/options", d.askPasskey, limit)
	e.GET("/invitation/:token", d.invitation)
	e.POST("/invitation/:token", d.join, limit)
	e.GET("/recover", d.recoverForm)
	e.POST("/recover", d.askRecovery, limit)
	e.POST("/recover/finish", d.finishRecovery, limit)
	in := d.web.SignedIn()
	e.POST("/sign-out", d.signOut, in)
	e.GET("/account", d.account, in)
	e.POST("/account/profile", d.profile, in)
	e.POST("/account/second", d.beginSecond, in)
	e.GET("/account/second.png", d.secondPicture, in)
	e.POST("/account/second/confirm", d.confirmSecond, in)
	e.POST("/account/second/end", d.endSecond, in)
	e.POST("/account/passkeys", d.newPasskey, in, d.web.Grave)
	e.POST("/account/passkeys/ask", d.askProof, in)
	e.POST("/account/passkeys/finish", d.finishPasskey, in)
	e.POST("/account/passkeys/:id/name", d.namePasskey, in)
	e.POST("/account/passkeys/:id/remove", d.removePasskey, in, d.web.Grave)
	e.GET("/account/recovery", d.helping, in)
	e.GET("/account/recovery/:id", d.helpingWith, in)
	e.POST("/account/recovery", d.help, in, d.web.Grave)
	e.POST("/account/recovery/refuse", d.refuseRecovery, in)
	e.POST("/account/helpers", d.setHelpers, in, d.web.Grave)
	e.POST("/account/work", d.work, in)
	e.POST("/account/passphrase", d.passphrase, in)
	e.POST("/account/sessions", d.endOthers, in)
	e.POST("/account/sessions/end", d.endOne, in)
	e.POST("/account/sessions/name", d.nameSession, in)
	e.POST("/account/desks/:desk/key", d.makeKey, in)
	e.POST("/account/keys", d.moveKeys, in)
	e.POST("/account/desks/:desk/members/:person", d.confirm, in)
	e.POST("/account/desks/:desk/named/:person", d.name, in, d.web.Grave)
}

// untilSetUp leads every visitor of a new platform to its set-up.
func (d *Door) untilSetUp(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.Path
		if path == "/setup" || strings.HasPrefix(path, "/static/") || path == "/preferences" {
			return next(c)
		}
		if d.ready.Load() { // set-up is never undone
			return next(c)
		}
		done, err := d.people.IsSetUp(c.Request().Context())
		if err != nil {
			return err
		}
		if !done {
			return c.Redirect(303, "/setup")
		}
		d.ready.Store(true)
		return next(c)
	}
}
