package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Dossiers lists the dossiers of the editor's desks and begins new ones.
type Dossiers struct {
	web.Page
	Rows  []publish.OpenDossier
	Desks []models.Desk
	Form  web.Form
}

// Dossier is where an editor writes one, proposes it, and releases what a colleague proposed.
type Dossier struct {
	web.Page
	publish.OpenDossier
	Form    web.Form
	Wrong   []string // what can't be read in the text, and where
	Again   string   // the version that the form was made from
	Tongues []string // that it can be written in
}

func (d *Door) dossiers(c echo.Context) error { return d.showDossiers(c, nil) }

func (d *Door) showDossiers(c echo.Context, wrong error) error {
	ctx := c.Request().Context()
	rows, err := d.publish.Dossiers(ctx, editor(c))
	if err != nil {
		return err
	}
	desks, err := d.publish.OwnDesks(ctx, editor(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "dossier.desk.title")
	return d.web.Render(c, web.Status(wrong), Dossiers{p, rows, desks, p.Form(c.Request().PostForm, wrong)})
}

func (d *Door) newDossier(c echo.Context) error {
	id, err := d.publish.NewDossier(c.Request().Context(), editor(c), models.ID(c.FormValue("desk")), models.DossierText{Title: c.FormValue("title"), Language: d.web.Page(c, "dossier.desk.title").Lang()})
	return d.done(c, err, "/desk/dossiers/"+string(id), "dossier.begun", d.showDossiers)
}

func (d *Door) dossier(c echo.Context) error { return d.showDossier(c, nil) }

func (d *Door) showDossier(c echo.Context, wrong error) error {
	open, err := d.publish.Dossier(c.Request().Context(), editor(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "dossier.edit.title", "Title", open.Title)
	v := c.Request().PostForm
	if !v.Has("text") {
		v = url.Values{"title": {open.Title}, "summary": {open.Summary}, "language": {open.Language}, "text": {open.Text}}
	}
	page := Dossier{Page: p, OpenDossier: open, Form: p.Form(v, wrong), Again: strconv.Itoa(open.Version)}
	if version := v.Get("version"); version != "" && v.Has("text") {
		page.Again = version // what a colleague saved in between is still told
	}
	if page.Tongues = models.Tongues; !slices.Contains(page.Tongues, v.Get("language")) {
		page.Tongues = append([]string{v.Get("language")}, page.Tongues...) // one that was kept before stays
	}
	for _, x := range open.Problems {
		page.Wrong = append(page.Wrong, p.T("dossier.line", "Line", x.Line, "Text", p.T(x.Key, "Word", x.Word)))
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) saveDossier(c echo.Context) error {
	v := c.FormValue
	version, _ := strconv.Atoi(v("version"))
	text := models.DossierText{Title: v("title"), Summary: v("summary"), Language: v("language"), Text: v("text")}
	err := d.publish.SaveDossier(c.Request().Context(), editor(c), id(c), text, version)
	return d.done(c, err, "/desk/dossiers/"+c.Param("id"), "dossier.saved", d.showDossier)
}

func (d *Door) proposeDossier(c echo.Context) error {
	version, _ := strconv.Atoi(c.FormValue("version"))
	err := d.publish.ProposeDossier(c.Request().Context(), editor(c), id(c), version)
	return d.done(c, err, "/desk/dossiers/"+c.Param("id"), "dossier.proposed", d.showDossier)
}

func (d *Door) releaseDossier(c echo.Context) error {
	version, _ := strconv.Atoi(c.FormValue("version"))
	_, err := d.publish.ReleaseDossier(c.Request().Context(), editor(c), id(c), version, strings.TrimSpace(c.FormValue("note")))
	return d.done(c, err, "/desk/dossiers/"+c.Param("id"), "dossier.released", d.showDossier)
}

func (d *Door) withdrawDossier(c echo.Context) error {
	err := d.publish.WithdrawDossier(c.Request().Context(), editor(c), id(c), c.FormValue("notice"))
	return d.done(c, err, "/desk/dossiers/"+c.Param("id"), "dossier.withdrawn", d.showDossier)
}
