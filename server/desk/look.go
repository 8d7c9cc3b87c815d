package desk

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Look is the page on which a second person sees an exhibit before and after its redaction.
type Look struct {
	web.Page
	publish.Look
	Form web.Form
}

// Left counts the suggested faces that the plan leaves as they are.
func (l Look) Left() int { return leftFaces(l.Picture.Redaction) }

func (d *Door) look(c echo.Context) error { return d.showLook(c, nil) }

func (d *Door) showLook(c echo.Context, wrong error) error {
	l, err := d.publish.Look(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "look.title")
	return d.web.Render(c, web.Status(wrong), Look{p, l, p.Form(c.Request().PostForm, wrong)})
}

func (d *Door) sayLook(c echo.Context) error {
	err := d.publish.SayLook(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")), models.ID(c.FormValue("redaction")), c.FormValue("fine") != "", c.FormValue("note"))
	return d.done(c, err, c.Request().URL.Path, "look.saved", d.showLook)
}

func (d *Door) lookCopy(c echo.Context) error {
	body, mime, err := d.publish.Looked(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	return web.ServeFile(c, mime, "redacted"+models.PublicCopy{Type: mime}.Extension(), false, bytes.NewReader(body))
}
