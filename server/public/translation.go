package public

import (
	"fmt"
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Tongue is one language that a case can be read in.
type Tongue struct {
	Tag     string
	Address string
	Now     bool // it is the one that is shown
	Stale   bool // it translates a version that was corrected since
}

// tongues lists the languages of a case, the original first.
func tongues(p models.Publication, versions []models.Version, list []models.Translation, now string) []Tongue {
	if len(list) == 0 {
		return nil
	}
	original := versions[0].Content.Language
	out := []Tongue{{Tag: original, Address: "/cases/" + p.Ref, Now: now == original || now == ""}}
	for i, t := range list {
		if i == 0 || list[i-1].Language != t.Language {
			out = append(out, Tongue{Tag: t.Language, Address: "/cases/" + p.Ref + "/in/" + t.Language, Now: now == t.Language, Stale: t.Of != versions[0].Number})
		}
	}
	return out
}

// caseIn shows a case in another language: the newest translation, or the one of a number, with the
// version of the original that it belongs to.
func (d *Door) caseIn(c echo.Context) error {
	ctx := c.Request().Context()
	p, versions, err := d.browse.Case(ctx, c.Param("ref"))
	if err != nil {
		return err
	}
	if p.State == models.Withdrawn {
		return d.showCase(c, p, nil, 0)
	}
	list, err := d.browse.Translations(ctx, p.Ref)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Language == c.Param("lang") && (c.Param("n") == "" || strconv.Itoa(t.Number) == c.Param("n")) {
			return d.showTranslation(c, p, versions, list, t)
		}
	}
	return models.ErrNotFound
}

func (d *Door) showTranslation(c echo.Context, p models.Publication, versions []models.Version, list []models.Translation, t models.Translation) error {
	shown, _, err := versionOf(&p, versions, t.Of)
	if err != nil {
		return err
	}
	from := p.Content.Language
	p.Content = p.Content.In(t)
	page := Case{
		Page: d.web.Page(c, "public.case.title", "Ref", p.Ref, "Title", p.Content.Title), Versions: versions, Shown: shown, Older: t.Of != versions[0].Number,
		Translation: &t, From: from, Tongues: tongues(p, versions, list, t.Language),
	}
	if err := d.browse.Pictured(c.Request().Context(), &p); err != nil {
		return err
	}
	if page.Article, err = web.NewArticle(p, source); err != nil {
		return err
	}
	if page.Neighbours, err = d.browse.Neighbours(c.Request().Context(), p); err != nil {
		return err
	}
	work := d.work(page.Page, p)
	work.URL = fmt.Sprintf("%s/cases/%s/in/%s/v/%d", page.BaseURL, p.Ref, t.Language, t.Number)
	page.Address, page.Styles, page.Data = work.URL, work.Styles(), linked(page.Page, p, work)
	page.Data["translationOfWork"] = map[string]any{"@id": page.BaseURL + "/cases/" + p.Ref, "inLanguage": from}
	return d.web.RenderPublic(c, page)
}
