package web

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
)

// Prove asks for the passphrase before a grave deed, and carries along what the form said.
type Prove struct {
	Page
	Form   Form
	Fields []Carried
}

// Carried is a field of a form that waits.
type Carried struct{ Name, Value string }

// Grave lets a post through when its person has shown of late who they are. If not, it asks for the
// passphrase and then does what was asked, with all that was typed. It stands behind SignedIn.
func (w *Web) Grave(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v := VisitorOf(c)
		if v == nil || v.Proved {
			return next(c)
		}
		if err := c.Request().ParseForm(); err != nil {
			return err
		}
		form := c.Request().PostForm
		p := w.Page(c, "account.prove")
		if !form.Has("prove") {
			return w.Render(c, 200, Prove{p, p.Form(nil, nil), carried(form)})
		}
		if err := w.Prove(c.Request().Context(), v, form.Get("prove")); err != nil {
			if !Mendable(err) {
				return err
			}
			return w.Render(c, Status(err), Prove{p, p.Form(nil, err), carried(form)})
		}
		form.Del("prove")
		c.Request().Form.Del("prove")
		return next(c)
	}
}

// carried lists a form's fields in a steady order, without the passphrase and the form's own token.
func carried(form url.Values) []Carried {
	var out []Carried
	for name, values := range form {
		for _, value := range values {
			if name != "prove" && name != "csrf" {
				out = append(out, Carried{name, value})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Carried) int {
		if a.Name < b.Name {
			return -1
		} else if a.Name > b.Name {
			return 1
		}
		return 0
	})
	return out
}
