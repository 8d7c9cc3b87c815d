package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
)

const visitorKey = "visitor"

// VisitorOf gives who is signed in; nil when nobody is.
func VisitorOf(c echo.Context) *Visitor {
	v, _ := c.Get(visitorKey).(*Visitor)
	return v
}

// cookieName is bound to the host where TLS lets it be.
func cookieName(tls bool, name string) string {
	if tls {
		return "__Host-" + name
	}
	return name
}

// StartSession puts a session's token into the browser.
func (w *Web) StartSession(c echo.Context, token string, expires time.Time) {
	c.SetCookie(w.cookie("loupe", token, expires))
}

// EndSession takes it out again.
func (w *Web) EndSession(c echo.Context) { c.SetCookie(w.cookie("loupe", "", time.Unix(1, 0))) }

func (w *Web) cookie(name, value string, expires time.Time) *http.Cookie {
	return &http.Cookie{Name: cookieName(w.tls, name), Value: value, Path: "/", Expires: expires, Secure: w.tls, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

func (w *Web) token(c echo.Context) string {
	cookie, err := c.Cookie(cookieName(w.tls, "loupe"))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// StartHalf puts the token of a sign-in that waits for a code into the browser.
func (w *Web) StartHalf(c echo.Context, token string, expires time.Time) {
	c.SetCookie(w.cookie("half", token, expires))
}

// HalfToken gives it back.
func (w *Web) HalfToken(c echo.Context) string {
	cookie, err := c.Cookie(cookieName(w.tls, "half"))
	if err != nil || len(cookie.Value) > 100 {
		return ""
	}
	return cookie.Value
}

// EndHalf takes it out again.
func (w *Web) EndHalf(c echo.Context) { c.SetCookie(w.cookie("half", "", time.Unix(1, 0))) }

// StartPasskey puts the token of what a browser is asked to sign into it.
func (w *Web) StartPasskey(c echo.Context, token string, expires time.Time) {
	c.SetCookie(w.cookie("passkey", token, expires))
}

// PasskeyToken gives it back; "" when there is none.
func (w *Web) PasskeyToken(c echo.Context) string {
	cookie, err := c.Cookie(cookieName(w.tls, "passkey"))
	if err != nil || len(cookie.Value) > 100 {
		return ""
	}
	return cookie.Value
}

// EndPasskey takes it out again.
func (w *Web) EndPasskey(c echo.Context) { c.SetCookie(w.cookie("passkey", "", time.Unix(1, 0))) }

// markLife is for how long a browser is known again.
const markLife = 180 * 24 * time.Hour

// KeepMark leaves the mark by which an account knows a browser again.
func (w *Web) KeepMark(c echo.Context, mark string) {
	c.SetCookie(w.cookie("mark", mark, w.Now().Add(markLife)))
}

// Mark gives it back; "" when there is none.
func (w *Web) Mark(c echo.Context) string {
	cookie, err := c.Cookie(cookieName(w.tls, "mark"))
	if err != nil || len(cookie.Value) > 100 {
		return ""
	}
	return cookie.Value
}

// lacksSecond tells whether a person's role needs a second factor that they haven't set up.
func (w *Web) lacksSecond(c echo.Context, p models.Person) bool {
	platform, err := w.platform(c.Request().Context())
	return err == nil && !p.HasSecond && slices.ContainsFunc(platform.SecondFor, p.Has)
}

// Known opens the visitor's session when there is one, and lets everybody else through.
func (w *Web) Known(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := w.token(c)
		if token == "" || len(token) > 100 {
			return next(c)
		}
		v, err := w.Session(c.Request().Context(), token)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err == nil {
			c.Set(visitorKey, v)
			c.Set("csrf", seal.HashToken("csrf "+token))
		}
		return next(c)
	}
}

// SignedIn lets only people through who are signed in and hold one of the roles (any, when none is
// named). Others are sent to sign in; for the wrong role the page doesn't exist. Every post needs
// the form's token.
func (w *Web) SignedIn(roles ...models.Role) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return w.Known(func(c echo.Context) error {
			v := VisitorOf(c)
			if v == nil {
				if c.Request().Method == http.MethodGet && !wantsJSON(c) {
					return c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(c.Request().URL.RequestURI()))
				}
				return models.Refuse(models.Unauthenticated, "error.unauthenticated.text")
			}
			if len(roles) > 0 && !slices.ContainsFunc(roles, v.Person.Has) {
				return models.ErrNotFound
			}
			if len(roles) > 0 && w.lacksSecond(c, v.Person) {
				w.Flash(c, "account.second.needed")
				return c.Redirect(http.StatusSeeOther, "/account#second")
			}
			if c.Request().Method == http.MethodPost && !sentInParts(c) && // their handlers check it: see InParts
				c.FormValue("csrf") != csrfToken(c) {
				return models.Refuse(models.Forbidden, "error.csrf")
			}
			return next(c)
		})
	}
}

// CheckCSRF compares the token of a form that the handler reads itself, as a stream.
func CheckCSRF(c echo.Context, token string) error {
	if VisitorOf(c) != nil && token != csrfToken(c) {
		return models.Refuse(models.Forbidden, "error.csrf")
	}
	return nil
}

func csrfToken(c echo.Context) string { s, _ := c.Get("csrf").(string); return s }

func sentInParts(c echo.Context) bool {
	return strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), "multipart/form-data")
}

// Flash leaves a text for the next page: its key travels in a cookie, never a value.
func (w *Web) Flash(c echo.Context, key string) {
	c.SetCookie(w.cookie("flash", key, w.Now().Add(time.Minute)))
}

func takeFlash(c echo.Context, tls bool) string {
	cookie, err := c.Cookie(cookieName(tls, "flash"))
	if err != nil || c.Request().Method != http.MethodGet {
		return ""
	}
	c.SetCookie(&http.Cookie{Name: cookie.Name, Path: "/", MaxAge: -1, Secure: tls, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return cookie.Value
}
