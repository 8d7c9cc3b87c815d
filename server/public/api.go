package public

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
)

// APICase is a case as programs get it.
type APICase struct {
	Ref         string                  `json:"ref"`
	URL         string                  `json:"url"`
	Permalink   string                  `json:"permalink"` // of this version
	Version     int                     `json:"version"`
	State       models.PublicationState `json:"state"`
	PublishedAt time.Time               `json:"published_at"`
	UpdatedAt   time.Time               `json:"updated_at"`
	Note        string                  `json:"note,omitempty"`
	models.Content
	Translations []APITranslation `json:"translations"`
}

// APITranslation leads to a case in another language.
type APITranslation struct {
	Language  string    `json:"language"`
	URL       string    `json:"url"`       // of the newest
	Permalink string    `json:"permalink"` // of this one
	Number    int       `json:"number"`    // of this translation, from 1
	Of        int       `json:"of"`        // version of the case that it translates
	At        time.Time `json:"at"`
	// Text is there where one case is asked for, not in lists.
	Text *models.TranslatedText `json:"text,omitempty"`
	Note string                 `json:"note,omitempty"` // of the translator
}

func translations(base string, r browse.Row) []APITranslation {
	out := []APITranslation{}
	for _, t := range r.Into {
		at := base + "/cases/" + r.Ref + "/in/" + t.Language
		out = append(out, APITranslation{Language: t.Language, URL: at, Permalink: at + "/v/" + strconv.Itoa(t.Number), Number: t.Number, Of: t.Of, At: t.At})
	}
	return out
}

// APICases is one page of them.
type APICases struct {
	Total  int       `json:"total"`
	Cases  []APICase `json:"cases"`
	Next   string    `json:"next,omitempty"`
	Limits string    `json:"limits"`
}

const limits = "Cases are selected by what reached the platform and what could be verified. Absence of data is not absence of incidents. Places and dates are as exact as their stated precision."

func apiCase(base string, r browse.Row) APICase {
	c := APICase{
		Ref: r.Ref, URL: base + "/cases/" + r.Ref, Permalink: permalink(base, r.Publication), Version: r.Version, State: r.State,
		PublishedAt: r.PublishedAt, UpdatedAt: r.UpdatedAt, Note: r.Note, Content: r.Content, Translations: translations(base, r),
	}
	if c.Categories == nil {
		c.Categories = []string{}
	}
	return c
}

func (d *Door) asJSON(c echo.Context, contentType string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return d.web.Cached(c, contentType, body)
}

func (d *Door) apiCases(c echo.Context) error {
	f := filterOf(c)
	var err error
	if f.Limit, err = limitOf(c); err != nil {
		return err
	}
	page, err := d.browse.Search(c.Request().Context(), f)
	if err != nil {
		return err
	}
	out := APICases{Total: page.Total, Cases: []APICase{}, Limits: limits}
	rows, err := d.browse.Rows(c.Request().Context(), page.Hits)
	if err != nil {
		return err
	}
	for _, r := range rows {
		out.Cases = append(out.Cases, apiCase(d.web.BaseURL, r))
	}
	if page.Next != "" {
		next := queryOf(f)
		next.Set("after", page.Next)
		if c.QueryParam("limit") != "" {
			next.Set("limit", strconv.Itoa(f.Limit))
		}
		out.Next = d.web.BaseURL + "/api/v1/cases?" + next.Encode()
		c.Response().Header().Set("Link", "<"+out.Next+`>; rel="next"`)
	}
	return d.asJSON(c, "application/json", out)
}

func (d *Door) apiCase(c echo.Context) error {
	x, err := d.whole(c)
	if err != nil {
		return err
	}
	return d.asJSON(c, "application/json", x)
}

// whole is the case that is asked for, with its words in other languages.
func (d *Door) whole(c echo.Context) (APICase, error) {
	p, err := d.asked(c)
	if err != nil {
		return APICase{}, err
	}
	ctx := c.Request().Context()
	into, err := d.browse.TranslatedInto(ctx, []string{p.Ref})
	if err != nil {
		return APICase{}, err
	}
	list, err := d.browse.Translations(ctx, p.Ref)
	x := apiCase(d.web.BaseURL, browse.Row{Publication: p, Into: into[p.Ref]})
	for i, t := range x.Translations {
		for _, full := range list {
			if full.Language == t.Language && full.Number == t.Number {
				x.Translations[i].Text, x.Translations[i].Note = &full.Text, full.Note
			}
		}
	}
	return x, err
}

// limitOf reads how many rows a page is to have; 0 when it isn't said.
func limitOf(c echo.Context) (int, error) {
	text := c.QueryParam("limit")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 500 {
		return 0, models.Refuse(models.Invalid, "api.error.limit")
	}
	return n, nil
}

// APISite is a mine site as programs get it.
type APISite struct {
	Slug      string           `json:"slug"`
	Name      string           `json:"name"`
	Country   string           `json:"country"`
	Region    string           `json:"region"`
	Lat       float64          `json:"lat"`
	Lon       float64          `json:"lon"`
	Precision models.Precision `json:"precision"`
	Source    string           `json:"source"` // that the place is from
	Cases     int              `json:"cases"`
	Sources   []APISiteSource  `json:"sources"` // all, that one first
}

// APISiteSource is what a source says of a site.
type APISiteSource struct {
	Source     string           `json:"source"`
	Name       string           `json:"name"` // as it calls the site
	Lat        float64          `json:"lat"`
	Lon        float64          `json:"lon"`
	Precision  models.Precision `json:"precision"`
	Note       string           `json:"note,omitempty"`
	Unverified bool             `json:"unverified,omitempty"` // nobody has held the place against a source
}

// APISites is the gazetteer.
type APISites struct {
	Sites []APISite `json:"sites"`
}

func (d *Door) apiSites(c echo.Context) error {
	list, err := d.browse.Sites(c.Request().Context())
	if err != nil {
		return err
	}
	more, err := d.browse.SiteSources(c.Request().Context(), "")
	if err != nil {
		return err
	}
	said := map[string][]models.SiteSource{}
	for _, x := range more {
		said[x.SiteSlug] = append(said[x.SiteSlug], x)
	}
	out := APISites{[]APISite{}}
	for _, s := range list {
		site := APISite{Slug: s.Slug, Name: s.Name, Country: s.Country, Region: s.Region, Lat: s.Lat, Lon: s.Lon, Precision: s.Precision, Source: s.Source, Cases: s.Cases}
		for _, x := range append([]models.SiteSource{s.OwnSource()}, said[s.Slug]...) {
			site.Sources = append(site.Sources, APISiteSource{x.Source, x.Name, x.Lat, x.Lon, x.Precision, x.Note, x.Unverified})
		}
		out.Sites = append(out.Sites, site)
	}
	return d.asJSON(c, "application/json", out)
}
