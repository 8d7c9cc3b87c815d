package desk

import (
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Openings is what was opened for a reason on one's desks, and what a lead can open.
type Openings struct {
	web.Page
	review.OpeningPage
	Form  web.Form
	Which string // "report <id>" or "case <id>", that is chosen
}

func (d *Door) openings(c echo.Context) error { return d.showOpenings(c, nil) }

func (d *Door) showOpenings(c echo.Context, wrong error) error {
	found, err := d.review.Openings(c.Request().Context(), reader(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "compartment.title")
	return d.web.Render(c, web.Status(wrong), Openings{p, found, p.Form(c.Request().PostForm, wrong), c.FormValue("which")})
}

// opening is where a notice leads: to the list, with the notice read.
func (d *Door) opening(c echo.Context) error {
	if err := d.review.ReadNotices(c.Request().Context(), reader(c).Person, id(c)); err != nil {
		return err
	}
	return c.Redirect(303, "/desk/openings")
}

func (d *Door) makeOpening(c echo.Context) error {
	kind, item, _ := strings.Cut(c.FormValue("which"), " ")
	if item == "" {
		return d.showOpenings(c, models.RefuseFields(models.FieldError{Field: "which", Key: "desk.error.choose"}))
	}
	o, err := d.review.MakeOpening(c.Request().Context(), reader(c).Person, kind, models.ID(item), c.FormValue("reason"))
	return d.done(c, err, "/desk/"+o.ItemKind+"s/"+string(o.ItemID), "compartment.opened", d.showOpenings)
}
