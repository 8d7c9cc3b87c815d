package web

import (
	"errors"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
)

// Prove asks for the passphrase or a passkey before a grave deed, and carries along what the form said.
type Prove struct {
	Page
	Form    Form
	Fields  []Carried
	Passkey bool // they have one
}

// Carried is a field of a form that waits.
type Carried struct{ Name, Value string }

// proofs are the fields by which a person shows who they are; none is carried along.
var proofs = []string{"prove", "credential", "prf"}

// Grave lets a post through when its person has shown of late who they are. If not, it asks for the
// passphrase, or a passkey, and then does what was asked, with all that was typed. It stands behind SignedIn.
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
		err := w.proved(c, v, form)
		if err == nil {
			for _, name := range proofs {
				form.Del(name)
				c.Request().Form.Del(name)
			}
			return next(c)
		}
		status := 200
		if errors.Is(err, errUnasked) {
			err = nil
		} else if status = Status(err); !Mendable(err) {
			return err
		}
		p := w.Page(c, "account.prove")
		return w.Render(c, status, Prove{p, p.Form(nil, err), carried(form), w.HasPasskey(c.Request().Context(), v.Person)})
	}
}

// errUnasked is what a form says that came without a proof: its person wasn't asked yet.
var errUnasked = errors.New("no proof came")

func (w *Web) proved(c echo.Context, v *Visitor, form url.Values) error {
	ctx := c.Request().Context()
	switch {
	case form.Get("credential") != "":
		token := w.PasskeyToken(c)
		w.EndPasskey(c)
		return w.ProvePasskey(ctx, v, token, form.Get("credential"))
	case form.Has("prove"):
		return w.Prove(ctx, v, form.Get("prove"))
	}
	return errUnasked
}

// carried lists a form's fields in a steady order, without a proof and the form's own token.
func carried(form url.Values) []Carried {
	var out []Carried
	for name, values := range form {
		for _, value := range values {
			if name != "csrf" && !slices.Contains(proofs, name) {
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
