package account

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
	"loupe/wake"
)

// WakeDoor lets people have their browsers woken when something waits.
type WakeDoor struct {
	web  *web.Web
	wake *wake.Wake
}

// NewWake makes the door.
func NewWake(w *web.Web, wake *wake.Wake) *WakeDoor { return &WakeDoor{w, wake} }

// Routes are all addresses of this door.
func (d *WakeDoor) Routes(e *echo.Echo) {
	in := d.web.SignedIn(models.RoleReviewer, models.RoleEditor)
	e.GET("/account/wake", func(c echo.Context) error { return d.show(c, nil) }, in)
	e.POST("/account/wake", d.ask, in)
	e.POST("/account/wake/:id/drop", d.drop, in)
	e.GET("/account/wake.js", d.worker)
}

// Wakings lists a person's browsers.
type Wakings struct {
	web.Page
	Form web.Form
	Rows []models.Waking
	Key  string // what the browser asks with
}

func (d *WakeDoor) show(c echo.Context, wrong error) error {
	rows, err := d.wake.Asked(c.Request().Context(), web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "wake.title")
	return d.web.Render(c, web.Status(wrong), Wakings{p, p.Form(nil, wrong), rows, d.wake.PublicKey()})
}

func (d *WakeDoor) ask(c echo.Context) error {
	return d.done(c, d.wake.Ask(c.Request().Context(), web.VisitorOf(c).Person, c.FormValue("endpoint")), "wake.on")
}

func (d *WakeDoor) drop(c echo.Context) error {
	return d.done(c, d.wake.Drop(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id"))), "wake.off")
}

func (d *WakeDoor) done(c echo.Context, err error, flash string) error {
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		return d.show(c, err)
	}
	d.web.Flash(c, flash)
	return c.Redirect(http.StatusSeeOther, "/account/wake")
}

// worker is the script that a browser runs when it is woken: it shows one sentence, in the language in
// which the person asked, which says neither who nor what for.
func (d *WakeDoor) worker(c echo.Context) error {
	text, err := json.Marshal(d.web.Catalog.Localizer(c.QueryParam("lang")).T("wake.shown"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", []byte(`addEventListener("push", (e) => e.waitUntil(registration.showNotification(`+string(text)+`, { tag: "waits" })));
addEventListener("notificationclick", (e) => { e.notification.close(); e.waitUntil(clients.openWindow("/desk/notices")); });
`))
}
