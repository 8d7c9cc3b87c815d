package public

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/press"
	"loupe/server/web"
)

// Case is a published case, or one of its earlier versions.
type Case struct {
	web.Page
	web.Article
	Versions    []models.Version
	Shown       models.Version
	Older       bool
	Changes     []FieldChange // between this version and the one before
	Styles      []press.Style
	Address     string         // permanent, of this version
	Data        map[string]any // the same for machines, as JSON-LD
	Neighbours  []models.Publication
	Tongues     []Tongue
	Translation *models.Translation // nil for the original
	From        string              // the language that it was translated from
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
	shown, before, err := versionOf(&p, versions, n)
	if err != nil {
		return err
	}
	page := Case{Page: d.web.Page(c, "public.case.title", "Ref", p.Ref, "Title", p.Content.Title), Versions: versions, Shown: shown, Older: n != versions[0].Number}
	if before != nil {
		page.Changes = changes(page.Page, before.Content, shown.Content)
	}
	if err := d.browse.Pictured(c.Request().Context(), &p); err != nil {
		return err
	}
	if page.Article, err = web.NewArticle(p, source); err != nil {
		return err
	}
	translated, err := d.browse.Translations(c.Request().Context(), p.Ref)
	if err != nil {
		return err
	}
	page.Tongues = tongues(p, versions, translated, "")
	if page.Neighbours, err = d.browse.Neighbours(c.Request().Context(), p); err != nil {
		return err
	}
	work := d.work(page.Page, p)
	page.Address, page.Styles, page.Data = work.URL, work.Styles(), linked(page.Page, p, work)
	return d.web.RenderPublic(c, page)
}

func source(e models.PublicCopy) string { return "/exhibits/" + string(e.ID) + "/" + e.Name }

// versionOf makes p the version that is asked for, and gives it and the one before.
func versionOf(p *models.Publication, versions []models.Version, n int) (shown models.Version, before *models.Version, err error) {
	for i, v := range versions {
		if v.Number != n {
			continue
		}
		p.Version, p.Content, p.UpdatedAt, p.Note = n, v.Content, v.At, v.Note
		if i+1 < len(versions) {
			before = &versions[i+1]
		}
		return v, before, nil
	}
	return shown, nil, models.ErrNotFound
}

func changes(page web.Page, before, after models.Content) []FieldChange {
	var out []FieldChange
	for _, f := range []struct{ key, a, b string }{
		{"public.part.title", before.Title, after.Title},
		{"public.outcome", page.T("outcome." + string(before.Outcome)), page.T("outcome." + string(after.Outcome))},
		{"public.part.summary", before.Summary, after.Summary},
		{"public.part.account", before.Account, after.Account},
		{"public.category", acts(page, before), acts(page, after)},
		{"press.exhibits.changed", captions(before), captions(after)},
		{"public.part.how", before.HowVerified, after.HowVerified},
		{"public.part.response", before.Response, after.Response},
		{"public.part.follow_up", before.FollowUp, after.FollowUp},
		{"public.follow_up.status", status(page, before), status(page, after)},
		{"public.part.date", before.OccurredOn + " " + before.OccurredUntil, after.OccurredOn + " " + after.OccurredUntil},
		{"public.part.place", place(page, before), place(page, after)},
		{"public.victims", fmt.Sprintf("%d–%d", before.VictimsMin, before.VictimsMax), fmt.Sprintf("%d–%d", after.VictimsMin, after.VictimsMax)},
		{"public.sources", strconv.Itoa(before.Sources), strconv.Itoa(after.Sources)},
	} {
		if f.a != f.b {
			out = append(out, FieldChange{f.key, browse.Difference(f.a, f.b)})
		}
	}
	return out
}

func acts(page web.Page, c models.Content) string {
	var names []string
	for _, code := range c.Categories {
		names = append(names, page.T("act."+code))
	}
	return strings.Join(names, ", ")
}

// captions tells the photographs of a version. A copy that was redacted anew has another digest.
func captions(c models.Content) string {
	var list []string
	for _, e := range c.Exhibits {
		list = append(list, strings.Join([]string{e.Caption, e.Credit, e.License, e.SHA256[:min(12, len(e.SHA256))]}, " · "))
	}
	return strings.Join(list, "; ")
}

func status(page web.Page, c models.Content) string {
	if c.Status == "" {
		return ""
	}
	return page.T("followup." + string(c.Status))
}

func place(page web.Page, c models.Content) string {
	parts := []string{c.Place, c.SiteName, c.Region, page.Country(c.Country), "(" + page.T("precision."+string(c.Precision)) + ")"}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// exhibit sends a public copy. It may be kept and is asked for again each time, so that a
// withdrawal reaches every cache.
func (d *Door) exhibit(c echo.Context) error {
	e, body, err := d.browse.File(c.Request().Context(), models.ID(c.Param("id")), c.Param("name"))
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", `"`+e.SHA256+`"`)
	c.Response().Header().Set("Cache-Control", "no-cache")
	return web.ServeFile(c, e.Type, e.Name, c.QueryParam("download") != "", body)
}
