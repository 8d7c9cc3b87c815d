package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
)

// Page is embedded by every page. Its methods are at hand in templates.
type Page struct {
	Title    string
	Path     string // of the request, for navigation
	CSRF     string // "" when nobody is signed in
	Theme    string // "light", "dark" or "" for the system's
	Flash    string
	Said     string // the key of Flash
	UndoAt   string // where a post takes back what Flash tells; "" when it can't be taken back
	Platform models.Platform
	BaseURL  string
	Visitor  *Visitor // nil when nobody is signed in
	Waiting  int      // notices that they haven't read
	Moving   []models.Moving
	Now      time.Time
	Alerts   bool // letters of new cases can be asked for
	// Languages are those that a visitor can choose; fewer than two are no choice.
	Languages []i18n.Language
	l         *i18n.Localizer
}

// Page makes the base of a page with a translated title.
func (w *Web) Page(c echo.Context, titleKey string, args ...any) Page {
	l := w.localizer(c)
	p := Page{Title: l.T(titleKey, args...), Path: c.Request().URL.Path, Now: w.Now(), Alerts: w.Options.Alerts, BaseURL: w.BaseURL, l: l, Visitor: VisitorOf(c), Theme: theme(c)}
	if platform, err := w.platform(c.Request().Context()); err == nil {
		p.Platform, p.Languages = platform, w.offered(platform)
	}
	if p.Visitor != nil {
		p.CSRF = csrfToken(c)
		if w.Options.Moving != nil && len(p.Visitor.Person.Desks) > 0 {
			p.Moving = w.Options.Moving(c.Request().Context(), p.Visitor.Person)
		}
		if w.Options.Waiting != nil {
			p.Waiting = w.Options.Waiting(c.Request().Context(), p.Visitor.Person)
		}
	}
	if key := takeFlash(c, w.tls); key != "" && l.Has(key) {
		p.Flash, p.Said = l.T(key), key
	}
	return p
}

// offered lists the languages of a platform, its default first.
func (w *Web) offered(p models.Platform) []i18n.Language {
	var out []i18n.Language
	for _, tag := range p.Languages {
		for _, l := range w.Catalog.Languages() {
			if l.Tag == tag {
				out = append(out, l)
			}
		}
	}
	return out
}

// Base lets shared code reach the embedded page.
func (p Page) Base() Page { return p }

// Lang and Dir are for the html element.
func (p Page) Lang() string { return p.l.Tag() }

// Dir is "ltr" or "rtl".
func (p Page) Dir() string { return p.l.Dir() }

// T gives a text of the catalog; args are alternating names and values.
func (p Page) T(key string, args ...any) string { return p.l.T(key, args...) }

// Has tells whether a text exists.
func (p Page) Has(key string) bool { return p.l.Has(key) }

// Date writes a day.
func (p Page) Date(t time.Time) string { return p.l.Date(t) }

// DateTime writes a time.
func (p Page) DateTime(t time.Time) string { return p.l.DateTime(t) }

// DateText writes "2026-03-04", "2026-03" or "2026".
func (p Page) DateText(s string) string { return p.l.DateText(s) }

// Number writes a number with the language's digits and groups.
func (p Page) Number(n any) string { return p.l.Number(n) }

// Bytes writes a size.
func (p Page) Bytes(n int64) string { return p.l.Bytes(n) }

// Country writes a country's name.
func (p Page) Country(code string) string { return p.l.Country(code) }

// Language writes a language's name.
func (p Page) Language(tag string) string { return p.l.Language(tag) }

// OwnName writes a language's name in the language itself, or in the page's where its own isn't known.
func (p Page) OwnName(tag string) string { return p.l.OwnName(tag) }

// Ago writes how long ago a time is.
func (p Page) Ago(t time.Time) string { return p.l.Relative(t, p.Now) }

// Duration writes a span in hours or days.
func (p Page) Duration(d time.Duration) string { return p.l.Duration(d) }

// Role tells whether the visitor holds a role.
func (p Page) Role(r string) bool { return p.Visitor != nil && p.Visitor.Person.Has(models.Role(r)) }

// Render renders a page into a buffer first, so that an error never leaves half of one.
func (w *Web) Render(c echo.Context, status int, page any) error {
	body, err := w.execute(page)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(status, body)
}

// Bytes renders a page that isn't an answer by itself but part of one.
func (w *Web) Bytes(page any) ([]byte, error) { return w.execute(page) }

// RenderPublic renders a page that anyone may keep for as long as it is current: it has a strong
// ETag and is asked for again each time, so that a withdrawn case is never shown from a cache.
func (w *Web) RenderPublic(c echo.Context, page any) error {
	body, err := w.execute(page)
	if err != nil {
		return err
	}
	return w.Cached(c, "text/html; charset=utf-8", body)
}
