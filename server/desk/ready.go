package desk

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Ready is one message to begin with.
type Ready struct{ Value, Name string }

// shipped are the messages that every desk has, by the ends of their keys.
var shipped = []string{"thanks", "when", "where", "who", "number", "pictures", "known", "consent", "safe", "wait", "closed"}

// readyFor lists what a source of this report can be asked with: what ships, in their language where it
// is one of ours, then what their desk wrote in it.
func (d *Door) readyFor(c echo.Context, p web.Page, r models.Report) ([]Ready, string, error) {
	var out []Ready
	for _, name := range shipped {
		out = append(out, Ready{name, p.T("talk.ships." + name)})
	}
	own, err := d.review.Ready(c.Request().Context(), reader(c).Person, r.DeskID)
	if err != nil && models.KindOf(err) != models.NotFound { // somebody who was let in to one report isn't of its desk
		return nil, "", err
	}
	for _, m := range own {
		if sameLanguage(m.Language, r.Facts.Language) {
			out = append(out, Ready{string(m.ID), m.Name})
		}
	}
	return out, d.web.Catalog.Localizer(r.Facts.Language).Tag(), nil
}

// sameLanguage compares the languages of two tags, whatever their regions; none said fits all.
func sameLanguage(a, b string) bool {
	first := func(s string) string { s, _, _ = strings.Cut(s, "-"); return strings.ToLower(s) }
	return a == "" || b == "" || first(a) == first(b)
}

// putReady shows the report with a message that is ready below what was typed.
func (d *Door) putReady(c echo.Context, values url.Values) error {
	ctx, name := c.Request().Context(), values.Get("ready")
	open, err := d.review.Report(ctx, reader(c), id(c))
	if err != nil {
		return err
	}
	text := ""
	if slices.Contains(shipped, name) {
		text = d.web.Catalog.Localizer(open.Facts.Language).T("talk.ships." + name + ".text")
	} else {
		own, err := d.review.Ready(ctx, reader(c).Person, open.DeskID)
		if err != nil {
			return err
		}
		for _, m := range own {
			if string(m.ID) == name {
				text = m.Text
			}
		}
	}
	values.Set("text", strings.TrimSpace(strings.TrimSpace(values.Get("text"))+"\n\n"+text))
	return d.showTyped(c, values, nil)
}

// ReadyPage lists what the reader's desks have ready, and a form for one.
type ReadyPage struct {
	web.Page
	Form  web.Form
	Desks []ReadyDesk
}

// Spoken are the languages that a message can be for.
func (ReadyPage) Spoken() []string { return models.Spoken }

// ReadyDesk is a desk with its messages.
type ReadyDesk struct {
	models.Desk
	Messages []models.ReadyMessage
}

func (d *Door) ready(c echo.Context) error { return d.showReady(c, nil, nil) }

func (d *Door) showReady(c echo.Context, values url.Values, wrong error) error {
	ctx, by := c.Request().Context(), reader(c).Person
	p := d.web.Page(c, "talk.ready")
	page := ReadyPage{Page: p}
	desks, err := d.review.OwnDesks(ctx, by)
	if err != nil {
		return err
	}
	for _, desk := range desks {
		list, err := d.review.Ready(ctx, by, desk.ID)
		if err != nil {
			return err
		}
		page.Desks = append(page.Desks, ReadyDesk{desk, list})
		for _, m := range list {
			if values == nil && string(m.ID) == c.QueryParam("edit") {
				values = url.Values{"id": {string(m.ID)}, "desk": {string(m.DeskID)}, "language": {m.Language}, "name": {m.Name}, "text": {m.Text}}
			}
		}
	}
	page.Form = p.Form(values, wrong)
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) writeReady(c echo.Context) error {
	m := models.ReadyMessage{
		ID: models.ID(c.FormValue("id")), DeskID: models.ID(c.FormValue("desk")), Language: c.FormValue("language"),
		Name: strings.TrimSpace(c.FormValue("name")), Text: strings.TrimSpace(c.FormValue("text")),
	}
	err := d.review.WriteReady(c.Request().Context(), reader(c).Person, m)
	return d.done(c, err, "/desk/ready", "talk.ready.saved", func(c echo.Context, wrong error) error {
		return d.showReady(c, c.Request().PostForm, wrong)
	})
}

func (d *Door) dropReady(c echo.Context) error {
	err := d.review.DropReady(c.Request().Context(), reader(c).Person, models.ID(c.FormValue("desk")), models.ID(c.Param("ready")))
	return d.done(c, err, "/desk/ready", "talk.ready.dropped", func(c echo.Context, wrong error) error { return d.showReady(c, nil, wrong) })
}
