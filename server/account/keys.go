package account

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"loupe/server/web"
)

// moveAtOnce is how many items one request wraps to a changed key: well under a second's work.
const moveAtOnce = 300

// moveKeys goes on wrapping what a desk holds to its changed key. A script asks again and again while
// its member works; without, a button does.
func (d *Door) moveKeys(c echo.Context) error {
	ctx := c.Request().Context()
	if _, err := d.people.RotateSome(ctx, opened(c), moveAtOnce); err != nil {
		return err
	}
	if c.Request().Header.Get(echo.HeaderAccept) != echo.MIMEApplicationJSON {
		return c.Redirect(http.StatusSeeOther, "/account")
	}
	var out struct {
		Text  string `json:"text"` // "" when all is done
		Moved int    `json:"moved"`
		Total int    `json:"total"`
	}
	left, err := d.people.Moving(ctx, web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "account.title")
	if len(left) > 0 {
		m := left[0]
		out.Moved, out.Total = m.Moved, m.Total
		out.Text = p.T("moving.text", "Desk", m.Desk, "Moved", p.Number(m.Moved), "Total", p.Number(m.Total))
	} else {
		out.Text = p.T("moving.done")
	}
	return c.JSON(http.StatusOK, out)
}
