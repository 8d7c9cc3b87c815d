package desk

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// StandIns is the page of the words that are replaced in a case's public texts, before and after.
type StandIns struct {
	web.Page
	publish.StandIns
	Form web.Form
}

// textKeys name the texts of a publication, by the beginning of their fields.
var textKeys = map[string]string{
	"title": "public.part.title", "summary": "public.part.summary", "account": "public.part.account", "place": "publish.place", "how_verified": "public.part.how",
	"response": "public.part.response", "follow_up": "public.part.follow_up", "caption": "publish.caption", "alt": "publish.alt", "credit": "publish.credit",
	"warning": "publish.warning", "transcript": "publish.transcript", "note": "translate.note",
}

// textOf names the text in which a passage stands.
func textOf(p web.Page, field string) string {
	if key, ok := textKeys[field]; ok {
		return p.T(key)
	}
	kind, _, _ := strings.Cut(field, "_")
	return p.T(textKeys[kind])
}

// TextOf names the text in which a passage stands.
func (s StandIns) TextOf(field string) string { return textOf(s.Page, field) }

// TextOf names the text in which a passage stands.
func (t Translate) TextOf(field string) string { return textOf(t.Page, field) }

func (d *Door) standIns(c echo.Context) error { return d.showStandIns(c, nil) }

func (d *Door) showStandIns(c echo.Context, wrong error) error {
	s, err := d.publish.StandIns(c.Request().Context(), editor(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "names.words")
	return d.web.Render(c, web.Status(wrong), StandIns{p, s, p.Form(c.Request().PostForm, wrong)})
}

// standIn reads the words that were chosen from a form.
func standIn(c echo.Context) models.StandIn {
	return models.StandIn{Words: c.FormValue("words"), As: c.FormValue("as")}
}

// chooseWords replaces chosen words, or forgets some.
func (d *Door) chooseWords(c echo.Context) error {
	ctx := c.Request().Context()
	version, _ := strconv.Atoi(c.FormValue("draft"))
	if drop := c.FormValue("drop"); drop != "" {
		return d.done(c, d.publish.DropStandIn(ctx, editor(c), id(c), version, drop), c.Request().URL.Path, "names.dropped", d.showStandIns)
	}
	return d.done(c, d.publish.StandIn(ctx, editor(c), id(c), version, standIn(c)), c.Request().URL.Path, "names.replaced", d.showStandIns)
}

// sayWordLook keeps what a second person says of the words that are replaced.
func (d *Door) sayWordLook(c echo.Context) error {
	err := d.publish.SayWordLook(c.Request().Context(), editor(c), id(c), models.ID(c.FormValue("plan")), c.FormValue("fine") != "", c.FormValue("note"))
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/words", "look.saved", d.showStandIns)
}
