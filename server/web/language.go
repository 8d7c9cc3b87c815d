package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
)

// localizer chooses the language: of the signed-in person, of the address, of the cookie, of the browser.
func (w *Web) localizer(c echo.Context) *i18n.Localizer {
	var tags []string
	if lang := c.QueryParam("lang"); lang != "" && len(lang) <= 35 {
		tags = append(tags, lang)
	}
	if cookie, err := c.Cookie("lang"); err == nil {
		tags = append(tags, cookie.Value)
	}
	if v := VisitorOf(c); v != nil && v.Person.Language != "" {
		tags = append(tags, v.Person.Language)
	}
	platform, _ := w.platform(c.Request().Context()) // before set-up every language is offered
	return w.Catalog.LocalizerAmong(platform.Languages, append(tags, c.Request().Header.Get("Accept-Language"))...)
}

// chosen keeps a language that was asked for in the address until the browser closes, so that the
// next page speaks it too.
func (w *Web) chosen(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if lang := c.QueryParam("lang"); lang != "" && len(lang) <= 35 && c.Request().Method == http.MethodGet {
			c.SetCookie(&http.Cookie{Name: "lang", Value: w.localizer(c).Tag(), Path: "/", Secure: w.tls, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
		return next(c)
	}
}

// platform gives the settings, read once for each change.
func (w *Web) platform(ctx context.Context) (models.Platform, error) {
	now := w.Generation()
	if kept := w.settings.Load(); kept != nil && kept.generation == now {
		return kept.platform, nil
	}
	p, err := w.Platform(ctx)
	if err == nil {
		w.settings.Store(&settings{now, p})
	}
	return p, err
}

type settings struct {
	generation uint64
	platform   models.Platform
}

func theme(c echo.Context) string {
	cookie, err := c.Cookie("theme")
	if err != nil || cookie.Value != "light" && cookie.Value != "dark" {
		return ""
	}
	return cookie.Value
}

// setPreferences keeps the theme that was chosen and goes back to where it was chosen.
func (w *Web) setPreferences(c echo.Context) error {
	value, age := c.FormValue("theme"), int((365 * 24 * time.Hour).Seconds())
	if value != "light" && value != "dark" {
		value, age = "", -1
	}
	c.SetCookie(&http.Cookie{Name: "theme", Value: value, Path: "/", MaxAge: age, Secure: w.tls, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return c.Redirect(http.StatusSeeOther, LocalPath(c.FormValue("back")))
}

// LocalPath gives an address within this site; "/" for anything else.
func LocalPath(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\r\n\t") {
		return "/"
	}
	return s
}
