package public

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/press"
	"loupe/server/web"
)

// Kit is the text of a press kit: a page that stands alone, beside its pictures.
type Kit struct {
	web.Page
	web.Article
	Work press.Work
}

// kit streams all of one version of a case as a BagIt bag in a ZIP file: text, pictures, citations,
// data and digests. One piece of a picture or recording is held at a time. A withdrawal while it streams breaks it off.
func (d *Door) kit(c echo.Context) error {
	p, err := d.asked(c)
	if err != nil {
		return err
	}
	page := d.web.Page(c, "public.case.title", "Ref", p.Ref, "Title", p.Content.Title)
	work := d.work(page, p)
	texts, err := d.kitTexts(c, page, p, work)
	if err != nil {
		return err
	}
	root := fmt.Sprintf("%s-v%d", p.Ref, p.Version)
	h := c.Response().Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+root+`.zip"`)
	h.Set("Cache-Control", "no-cache")
	c.Response().WriteHeader(http.StatusOK)
	if err := d.fill(c, press.NewBag(c.Response(), root, p.UpdatedAt), p, work, texts); err != nil {
		d.web.Log.Error("a press kit broke off", "cause", err.Error())
		panic(http.ErrAbortHandler) // the reader must not take half of it for the whole
	}
	return nil
}

type kitFile struct {
	name string
	body []byte
}

// kitTexts are the files of a kit beside its pictures: the case as it is written and in each language
// that this version was translated into, as data, and citations.
func (d *Door) kitTexts(c echo.Context, page web.Page, p models.Publication, work press.Work) ([]kitFile, error) {
	list, err := d.browse.Translations(c.Request().Context(), p.Ref)
	if err != nil {
		return nil, err
	}
	out, err := d.kitCase("case", page, p, work)
	if err != nil {
		return nil, err
	}
	last := ""
	for _, t := range list { // the newest stands first in each language
		if t.Language == last || t.Of != p.Version {
			continue
		}
		last = t.Language
		in := p
		in.Content = p.Content.In(t)
		translated := d.work(page, in)
		translated.URL = fmt.Sprintf("%s/cases/%s/in/%s/v/%d", page.BaseURL, p.Ref, t.Language, t.Number)
		files, err := d.kitCase("case."+t.Language, page, in, translated)
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	csl, err := work.CSL()
	if err != nil {
		return nil, err
	}
	whole, err := d.whole(c)
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(whole, "", " ")
	return append(out,
		kitFile{"case.json", data}, kitFile{"citation.txt", []byte(work.Text())}, kitFile{"citation.bib", []byte(work.BibTeX())},
		kitFile{"citation.ris", []byte(work.RIS())}, kitFile{"citation.json", csl}), err
}

// kitCase is the case as text and as a page, in one language.
func (d *Door) kitCase(name string, page web.Page, p models.Publication, work press.Work) ([]kitFile, error) {
	article, err := web.NewArticle(p, func(e models.PublicCopy) string { return "exhibits/" + e.Name })
	if err != nil {
		return nil, err
	}
	html, err := d.web.Bytes(Kit{page, article, work})
	return []kitFile{{name + ".md", []byte(markdown(page, p, work))}, {name + ".html", html}}, err
}

func (d *Door) fill(c echo.Context, bag *press.Bag, p models.Publication, work press.Work, texts []kitFile) error {
	for _, f := range texts {
		if _, err := bag.Add(f.name, bytes.NewReader(f.body)); err != nil {
			return err
		}
	}
	for _, e := range p.Content.Exhibits {
		found, body, err := d.browse.Copy(c.Request().Context(), e.ID)
		if err != nil {
			return err
		}
		if found.SHA256 != e.SHA256 {
			return errors.New("a published copy isn't the one that its version names")
		}
		if _, err := bag.Add("exhibits/"+e.Name, body); err != nil {
			return err
		}
	}
	return bag.Close([][2]string{
		{"Source-Organization", work.Publisher},
		{"External-Identifier", work.URL},
		{"External-Description", fmt.Sprintf("%s, version %d: %s", work.Ref, work.Version, work.Title)},
		{"Bagging-Date", work.Updated.UTC().Format("2006-01-02")},
	})
}

// markdown is the case as text that any editor opens. The account is Markdown as it was written.
func markdown(page web.Page, p models.Publication, work press.Work) string {
	x := p.Content
	var b strings.Builder
	one := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	fmt.Fprintf(&b, "# %s\n\n%s\n\n**%s**: %s\n\n", one(x.Title), one(x.Summary), page.T("outcome."+string(x.Outcome)), page.T("outcome."+string(x.Outcome)+".meaning"))
	fact := func(key, value string) {
		if one(value) != "" {
			fmt.Fprintf(&b, "- %s: %s\n", page.T(key), one(value))
		}
	}
	fact("public.category", acts(page, x))
	occurred := page.DateText(x.OccurredOn)
	if x.OccurredUntil != "" {
		occurred += " – " + page.DateText(x.OccurredUntil)
	}
	fact("public.occurred", occurred)
	fact("public.reported", page.DateText(x.ReportedOn))
	fact("public.published", page.Date(p.PublishedAt))
	if p.Version > 1 {
		fact("public.corrected.on", page.Date(p.UpdatedAt))
	}
	fact("public.place", place(page, x))
	fact("public.sources", fmt.Sprint(x.Sources))
	fact("public.follow_up.status", status(page, x))
	fact("press.address", work.URL)
	part := func(key, text string) {
		if strings.TrimSpace(text) != "" {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", page.T(key), strings.TrimSpace(text))
		}
	}
	part("public.part.account", x.Account)
	part("public.how", x.HowVerified)
	part("public.response", x.Response)
	part("public.follow_up", x.FollowUp)
	if len(x.Exhibits) > 0 {
		fmt.Fprintf(&b, "\n## %s\n", page.T("public.exhibits"))
	}
	for _, e := range x.Exhibits {
		fmt.Fprintf(&b, "\n### exhibits/%s\n\n", e.Name)
		if e.Warning != "" {
			fmt.Fprintf(&b, "**%s**\n\n", one(e.Warning))
		}
		fmt.Fprintf(&b, "%s\n\n%s %s\n\n", one(e.Caption), page.T("public.credit", "Credit", one(e.Credit), "License", one(e.License)), page.T("public.redacted"))
		fmt.Fprintf(&b, "%s\n\nSHA-256 %s\n", one(e.Alt), e.SHA256)
		if e.Transcript != "" {
			fmt.Fprintf(&b, "\n%s: %s\n", page.T("press.transcript"), one(e.Transcript))
		}
	}
	fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n", page.T("public.cite"), work.Styles()[0].Text, page.T("public.limits"))
	return b.String()
}
