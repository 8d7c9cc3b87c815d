package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Translate is the page of one translation: the original beside what is written.
type Translate struct {
	web.Page
	publish.Translating
	Form web.Form
}

func (d *Door) translateForm(c echo.Context) error { return d.showTranslate(c, nil) }

func (d *Door) showTranslate(c echo.Context, wrong error) error {
	t, err := d.publish.Translation(c.Request().Context(), editor(c), id(c), c.Param("lang"))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "translate.title", "Ref", t.Original.Ref)
	v := c.Request().PostForm
	if !v.Has("title") {
		v = translationValues(t.Body)
	}
	return d.web.Render(c, web.Status(wrong), Translate{p, t, p.Form(v, wrong)})
}

func translationValues(b models.TranslationBody) url.Values {
	x := b.Text
	v := url.Values{"title": {x.Title}, "summary": {x.Summary}, "account": {x.Account}, "place": {x.Place}, "how_verified": {x.HowVerified}, "response": {x.Response}, "follow_up": {x.FollowUp}, "note": {b.Note}}
	for i, e := range x.Exhibits {
		n := fmt.Sprint(i)
		v.Set("caption_"+n, e.Caption)
		v.Set("alt_"+n, e.Alt)
		v.Set("warning_"+n, e.Warning)
		v.Set("transcript_"+n, e.Transcript)
	}
	return v
}

func (d *Door) saveTranslation(c echo.Context) error {
	v := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(c.FormValue(name), "\r\n", "\n"))
	}
	x := models.TranslatedText{Title: v("title"), Summary: v("summary"), Account: v("account"), Place: v("place"), HowVerified: v("how_verified"), Response: v("response"), FollowUp: v("follow_up")}
	for i := 0; c.Request().PostForm.Has(fmt.Sprintf("caption_%d", i)); i++ {
		n := fmt.Sprint(i)
		x.Exhibits = append(x.Exhibits, models.TranslatedCopy{Caption: v("caption_" + n), Alt: v("alt_" + n), Warning: v("warning_" + n), Transcript: v("transcript_" + n)})
	}
	version, _ := strconv.Atoi(v("version"))
	err := d.publish.SaveTranslation(c.Request().Context(), editor(c), id(c), c.Param("lang"), x, v("note"), version)
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/translate/"+url.PathEscape(c.Param("lang")), "translate.saved", d.showTranslate)
}

func (d *Door) releaseTranslation(c echo.Context) error {
	version, _ := strconv.Atoi(c.FormValue("version"))
	err := d.publish.ReleaseTranslation(c.Request().Context(), editor(c), id(c), c.Param("lang"), version)
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/publication", "translate.released", d.showTranslate)
}

// translateTo leads from the choice of a language to its page.
func (d *Door) translateTo(c echo.Context) error {
	lang := c.QueryParam("lang")
	if !slices.Contains(models.Tongues, lang) {
		return models.ErrNotFound
	}
	if _, err := d.publish.Translation(c.Request().Context(), editor(c), id(c), lang); err != nil {
		return err
	}
	return c.Redirect(303, "/desk/cases/"+c.Param("id")+"/translate/"+lang)
}
