package public

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// Case is a published case, or one of its earlier versions.
type Case struct {
	web.Page
	web.Article
	Versions []models.Version
	Shown    models.Version
	Older    bool
	Changes  []FieldChange // between this version and the one before
	Cite     string
	BibTeX   string
	Address  string
}

// FieldChange is what changed in one part of the text.
type FieldChange struct {
	Key  string // message key of the part's name
	Runs []browse.Change
}

// Withdrawn is the notice that stays.
type Withdrawn struct {
	web.Page
	models.Publication
}

func (d *Door) caseNow(c echo.Context) error {
	p, versions, err := d.browse.Case(c.Request().Context(), c.Param("ref"))
	if err != nil {
		return err
	}
	return d.showCase(c, p, versions, p.Version)
}

func (d *Door) caseVersion(c echo.Context) error {
	p, versions, err := d.browse.Case(c.Request().Context(), c.Param("ref"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return models.ErrNotFound
	}
	return d.showCase(c, p, versions, n)
}

func (d *Door) showCase(c echo.Context, p models.Publication, versions []models.Version, n int) error {
	if p.State == models.Withdrawn {
		page := Withdrawn{d.web.Page(c, "public.withdrawn.title", "Ref", p.Ref), p}
		return d.web.Render(c, http.StatusGone, page)
	}
	page := Case{Page: d.web.Page(c, "public.case.title", "Ref", p.Ref, "Title", p.Content.Title), Versions: versions, Older: n != p.Version}
	for i, v := range versions {
		if v.Number == n {
			page.Shown = v
			if i+1 < len(versions) {
				page.Changes = changes(versions[i+1].Content, v.Content)
			}
		}
	}
	if page.Shown.Number == 0 {
		return models.ErrNotFound
	}
	p.Content = page.Shown.Content
	var err error
	if page.Article, err = web.NewArticle(p, func(e models.PublicCopy) string { return "/exhibits/" + string(e.ID) + "/" + e.Name }); err != nil {
		return err
	}
	page.Address = page.BaseURL + "/cases/" + p.Ref + "/v/" + strconv.Itoa(n)
	page.Cite = fmt.Sprintf("%s (%d). %s. %s, version %d, %s.", page.Platform.Name, p.PublishedAt.Year(), p.Content.Title, p.Ref, n, page.Address)
	page.BibTeX = fmt.Sprintf("@misc{%s,\n  title = {%s},\n  author = {{%s}},\n  year = {%d},\n  note = {%s, version %d},\n  url = {%s}\n}",
		p.Ref, tex(p.Content.Title), tex(page.Platform.Name), p.PublishedAt.Year(), p.Ref, n, page.Address)
	return d.web.RenderPublic(c, page)
}

func tex(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		switch r {
		case '{', '}', '\\':
		case '&', '%', '$', '#', '_':
			b.WriteByte('\\')
			fallthrough
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func changes(before, after models.Content) []FieldChange {
	var out []FieldChange
	for _, f := range []struct{ key, a, b string }{
		{"public.part.title", before.Title, after.Title},
		{"public.part.summary", before.Summary, after.Summary},
		{"public.part.account", before.Account, after.Account},
		{"public.part.how", before.HowVerified, after.HowVerified},
		{"public.part.response", before.Response, after.Response},
		{"public.part.follow_up", before.FollowUp, after.FollowUp},
		{"public.part.date", before.OccurredOn, after.OccurredOn},
		{"public.part.place", before.Place + " " + before.SiteName, after.Place + " " + after.SiteName},
	} {
		if f.a != f.b {
			out = append(out, FieldChange{f.key, browse.Difference(f.a, f.b)})
		}
	}
	return out
}

// exhibit sends a public copy. It may be kept and is asked for again each time, so that a
// withdrawal reaches every cache.
func (d *Door) exhibit(c echo.Context) error {
	e, body, err := d.browse.Copy(c.Request().Context(), models.ID(c.Param("id")))
	if err != nil {
		return err
	}
	if c.Param("name") != e.Name {
		return models.ErrNotFound
	}
	c.Response().Header().Set("ETag", `"`+e.SHA256+`"`)
	c.Response().Header().Set("Cache-Control", "no-cache")
	return web.ServeFile(c, e.Type, e.Name, c.QueryParam("download") != "", bytes.NewReader(body))
}
