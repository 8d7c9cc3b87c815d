package public

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/press"
	"loupe/server/web"
)

// citations are the files of citations, for cases and dossiers.
var citations = map[string]struct {
	contentType string
	write       func(press.Work) ([]byte, error)
}{
	"cite.txt":  {"text/plain; charset=utf-8", func(w press.Work) ([]byte, error) { return []byte(w.Text()), nil }},
	"cite.bib":  {"application/x-bibtex; charset=utf-8", func(w press.Work) ([]byte, error) { return []byte(w.BibTeX()), nil }},
	"cite.ris":  {"application/x-research-info-systems; charset=utf-8", func(w press.Work) ([]byte, error) { return []byte(w.RIS()), nil }},
	"cite.json": {"application/vnd.citationstyles.csl+json", press.Work.CSL},
}

// citeRoutes are the forms in which a case, or one version of it, is cited and shown elsewhere.
func (d *Door) citeRoutes(e *echo.Echo) {
	for _, at := range []string{"/cases/:ref", "/cases/:ref/v/:n"} {
		for name, form := range citations {
			e.GET(at+"/"+name, d.cite(form.contentType, form.write))
		}
		e.GET(at+"/card.png", d.card)
		e.GET(at+"/kit.zip", d.kit)
	}
	e.GET("/cases/:ref/qr.svg", d.qr)
	e.GET("/LP-:number", d.short)
	e.GET("/lp-:number", d.short)
	e.GET("/c/:ref", d.short)
}

// asked gives a publication in the version that the address names, the current one without. A
// withdrawn one is Gone.
func (d *Door) asked(c echo.Context) (models.Publication, error) {
	p, versions, err := d.browse.Case(c.Request().Context(), c.Param("ref"))
	if err != nil {
		return p, err
	}
	if p.State == models.Withdrawn {
		return p, models.Refuse(models.Gone, "error.gone.text")
	}
	n := p.Version
	if given := c.Param("n"); given != "" {
		if n, err = strconv.Atoi(given); err != nil {
			return p, models.ErrNotFound
		}
	}
	_, _, err = versionOf(&p, versions, n)
	return p, err
}

func (d *Door) work(page web.Page, p models.Publication) press.Work {
	return press.Work{
		Ref: p.Ref, Version: p.Version, Title: p.Content.Title, Summary: p.Content.Summary, Publisher: page.Platform.Name, Language: p.Content.Language,
		URL: page.BaseURL + "/cases/" + p.Ref + "/v/" + strconv.Itoa(p.Version), Published: p.PublishedAt, Updated: p.UpdatedAt,
	}
}

func (d *Door) cite(contentType string, write func(press.Work) ([]byte, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		p, err := d.asked(c)
		if err != nil {
			return err
		}
		body, err := write(d.work(d.web.Page(c, "public.cite"), p))
		if err != nil {
			return err
		}
		return d.web.Cached(c, contentType, body)
	}
}

func (d *Door) card(c echo.Context) error {
	p, err := d.asked(c)
	if err != nil {
		return err
	}
	page := d.web.Page(c, "public.cite")
	x := p.Content
	facts := place(page, x)
	if x.OccurredOn != "" {
		facts += " · " + page.DateText(x.OccurredOn)
	}
	body, err := press.Card{
		Kicker: p.Ref + " · " + acts(page, x), Title: x.Title, Outcome: page.T("outcome." + string(x.Outcome)), Facts: facts,
		Foot: page.Platform.Name + " · " + strings.TrimPrefix(strings.TrimPrefix(page.BaseURL, "https://"), "http://") + "/" + p.Ref,
	}.PNG()
	if err != nil {
		return err
	}
	return d.web.Cached(c, "image/png", body)
}

func (d *Door) qr(c echo.Context) error {
	p, err := d.asked(c)
	if err != nil {
		return err
	}
	body, err := press.QR(d.web.BaseURL + "/" + p.Ref)
	if err != nil {
		return err
	}
	return d.web.Cached(c, "image/svg+xml", body)
}

// short leads from an address that fits on paper to the case, or to its notice.
func (d *Door) short(c echo.Context) error {
	ref := c.Param("ref")
	if n := c.Param("number"); n != "" {
		ref = "LP-" + n
	}
	p, _, err := d.browse.Case(c.Request().Context(), ref)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusMovedPermanently, "/cases/"+p.Ref)
}

// linked describes a case to machines in the words of schema.org.
func linked(page web.Page, p models.Publication, w press.Work) map[string]any {
	x := p.Content
	publisher := map[string]any{"@type": "Organization", "name": page.Platform.Name, "url": page.BaseURL + "/"}
	out := map[string]any{
		"@context": "https://schema.org", "@type": "Report", "@id": page.BaseURL + "/cases/" + p.Ref, "url": w.URL, "reportNumber": p.Ref, "version": p.Version, "headline": x.Title, "abstract": x.Summary,
		"inLanguage": x.Language, "datePublished": p.PublishedAt.UTC(), "dateModified": p.UpdatedAt.UTC(), "publisher": publisher, "author": publisher, "isAccessibleForFree": true,
		"keywords": acts(page, x), "creativeWorkStatus": page.T("outcome." + string(x.Outcome)),
	}
	if l := page.Platform.TextLicence(); l != nil {
		out["license"] = l.URL
	}
	where := map[string]any{"@type": "Place", "name": place(page, x), "address": map[string]any{"@type": "PostalAddress", "addressCountry": x.Country, "addressRegion": x.Region}}
	if x.Lat != nil && x.Lon != nil {
		where["geo"] = map[string]any{"@type": "GeoCoordinates", "latitude": *x.Lat, "longitude": *x.Lon}
	}
	out["contentLocation"] = where
	if x.OccurredOn != "" {
		out["temporalCoverage"] = strings.TrimSuffix(x.OccurredOn+"/"+x.OccurredUntil, "/")
	}
	var images []map[string]any
	for _, e := range x.Exhibits {
		images = append(images, map[string]any{"@type": map[models.ExhibitKind]string{models.Photo: "ImageObject", models.Video: "VideoObject", models.Audio: "AudioObject"}[e.Sort()], "contentUrl": page.BaseURL + source(e), "caption": e.Caption, "creditText": e.Credit, "license": e.License, "sha256": e.SHA256, "encodingFormat": e.Type, "width": e.Width, "height": e.Height})
	}
	if images != nil {
		out["image"] = images
	}
	return out
}
