package admin

import (
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/gazetteer"
	"loupe/models"
	"loupe/server/web"
)

// SiteImport is the way of a file into the gazetteer: chosen, looked at, taken in, undone.
type SiteImport struct {
	web.Page
	Form     web.Form
	Reading  *gazetteer.Reading // nil before a file was read
	Shown    []gazetteer.Row    // those that need a look first, at most maxShown
	Text     string             // of the file, to be sent back when it is taken in
	Imports  []models.SiteImport
	KP       string
	Sketches map[int]string // paths of outlines, by the numbers of their rows
}

const maxShown = 300

func (d *Door) importRoutes(g *echo.Group) {
	g.GET("/sites/import", func(c echo.Context) error { return d.showImport(c, nil) })
	d.web.InParts(g.POST("/sites/import", d.importSites))
	g.POST("/sites/import/:id/undo", d.undoImport)
}

func (d *Door) showImport(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := d.by(c)
	p := d.web.Page(c, "gazetteer.title")
	page := SiteImport{Page: p, Form: p.Form(c.Request().PostForm, wrong), KP: gazetteer.KPSource}
	var err error
	if page.Imports, err = d.people.SiteImports(ctx, by); err != nil {
		return err
	}
	return d.web.Render(c, web.Status(wrong), page)
}

// importSites shows what a file holds, or takes it in when it was shown and confirmed.
func (d *Door) importSites(c echo.Context) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, 2*gazetteer.MaxBytes)
	if err := r.ParseMultipartForm(gazetteer.MaxBytes); err != nil {
		return d.showImport(c, models.RefuseFields(models.FieldError{Field: "file", Key: "gazetteer.error.none"}))
	}
	defer r.MultipartForm.RemoveAll()
	r.PostForm = url.Values(r.MultipartForm.Value)
	if err := web.CheckCSRF(c, r.PostForm.Get("csrf")); err != nil {
		return err
	}
	f := gazetteer.File{Source: r.PostForm.Get("source"), Country: r.PostForm.Get("country")}
	data, err := sitesFile(r)
	if err != nil {
		return d.showImport(c, models.RefuseFields(models.FieldError{Field: "file", Key: "gazetteer.error.none"}))
	}
	if r.PostForm.Get("which") == "kp" {
		data, f = gazetteer.KP, gazetteer.File{Source: gazetteer.KPSource}
	}
	ctx, by := d.by(c)
	if r.PostForm.Get("do") == "import" {
		if _, err := d.people.ImportSites(ctx, by, data, f, gazetteer.Twins(r.PostForm.Get("twins"))); err != nil {
			return d.showImport(c, err)
		}
		d.web.Flash(c, "gazetteer.imported")
		return c.Redirect(http.StatusSeeOther, "/desk/admin/sites/import")
	}
	reading, err := d.people.ReadSites(ctx, by, data, f)
	if err != nil {
		return d.showImport(c, err)
	}
	p := d.web.Page(c, "gazetteer.title")
	page := SiteImport{Page: p, Form: p.Form(r.PostForm, nil), Reading: &reading, Text: string(data), KP: gazetteer.KPSource}
	page.Form.Values.Set("source", f.Source)
	page.Shown = shown(reading.Rows)
	page.Sketches = sketches(page.Shown)
	return d.web.Render(c, http.StatusOK, page)
}

// sitesFile reads the file of the form, or the one that was shown already.
func sitesFile(r *http.Request) ([]byte, error) {
	if r.PostForm.Has("text") {
		return []byte(r.PostForm.Get("text")), nil
	}
	if r.PostForm.Get("which") == "kp" {
		return nil, nil
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, gazetteer.MaxBytes+1))
}

// shown puts what is wrong first, then what may be there already, then the rest.
func shown(rows []gazetteer.Row) []gazetteer.Row {
	var out []gazetteer.Row
	for _, is := range []func(gazetteer.Row) bool{
		func(x gazetteer.Row) bool { return len(x.Wrong) > 0 },
		func(x gazetteer.Row) bool { return len(x.Wrong) == 0 && x.Twin != nil },
		func(x gazetteer.Row) bool { return len(x.Wrong) == 0 && x.Twin == nil },
	} {
		for _, x := range rows {
			if is(x) && len(out) < maxShown {
				out = append(out, x)
			}
		}
	}
	return out
}

func (d *Door) undoImport(c echo.Context) error {
	ctx, by := d.by(c)
	stayed, err := d.people.UndoSiteImport(ctx, by, models.ID(c.Param("id")))
	flash := "gazetteer.undone"
	if stayed > 0 {
		flash = "gazetteer.undone_some"
	}
	return d.back(c, err, "/desk/admin/sites/import", flash, d.showImport)
}
