package public

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// APICase is a case as programs get it.
type APICase struct {
	Ref         string                  `json:"ref"`
	URL         string                  `json:"url"`
	Version     int                     `json:"version"`
	State       models.PublicationState `json:"state"`
	PublishedAt time.Time               `json:"published_at"`
	UpdatedAt   time.Time               `json:"updated_at"`
	Note        string                  `json:"note,omitempty"`
	models.Content
}

// APICases is a page of them.
type APICases struct {
	Total  int       `json:"total"`
	More   bool      `json:"total_is_at_least,omitempty"` // more match than were counted
	Cases  []APICase `json:"cases"`
	Next   string    `json:"next,omitempty"`
	Limits string    `json:"limits"`
}

const limits = "Cases are selected by what reached the platform and what could be verified. Absence of data is not absence of incidents. Places and dates are as exact as their stated precision."

func apiCase(base string, p models.Publication) APICase {
	c := APICase{Ref: p.Ref, URL: base + "/cases/" + p.Ref, Version: p.Version, State: p.State, PublishedAt: p.PublishedAt, UpdatedAt: p.UpdatedAt, Note: p.Note, Content: p.Content}
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
	page, err := d.browse.Search(c.Request().Context(), f)
	if err != nil {
		return err
	}
	out := APICases{Total: page.Total, More: page.AtLeast, Cases: []APICase{}, Limits: limits}
	for _, hit := range page.Hits {
		out.Cases = append(out.Cases, apiCase(d.web.BaseURL, hit.Publication))
	}
	if page.Next != "" {
		next := queryOf(f)
		next.Set("after", page.Next)
		out.Next = d.web.BaseURL + "/api/v1/cases?" + next.Encode()
	}
	return d.asJSON(c, "application/json", out)
}

func (d *Door) apiCase(c echo.Context) error {
	p, _, err := d.browse.Case(c.Request().Context(), c.Param("ref"))
	if err != nil {
		return err
	}
	if p.State == models.Withdrawn {
		return models.Refuse(models.Gone, "error.gone.text")
	}
	return d.asJSON(c, "application/json", apiCase(d.web.BaseURL, p))
}

func (d *Door) apiSites(c echo.Context) error {
	list, err := d.browse.Sites(c.Request().Context())
	if err != nil {
		return err
	}
	type site struct {
		Slug      string           `json:"slug"`
		Name      string           `json:"name"`
		Country   string           `json:"country"`
		Region    string           `json:"region"`
		Lat       float64          `json:"lat"`
		Lon       float64          `json:"lon"`
		Precision models.Precision `json:"precision"`
		Source    string           `json:"source"`
		Cases     int              `json:"cases"`
	}
	out := []site{}
	for _, s := range list {
		out = append(out, site{s.Slug, s.Name, s.Country, s.Region, s.Lat, s.Lon, s.Precision, s.Source, s.Cases})
	}
	return d.asJSON(c, "application/json", map[string]any{"sites": out})
}

// cell keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection).
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (d *Door) apiCSV(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="cases.csv"`)
	h.Set("Cache-Control", "no-cache")
	w := csv.NewWriter(c.Response())
	if err := w.Write([]string{"ref", "url", "version", "title", "summary", "outcome", "categories", "country", "region", "site", "place_precision", "lat", "lon", "occurred_on", "occurred_precision", "published_at", "updated_at", "sources"}); err != nil {
		return err
	}
	err := d.browse.Each(c.Request().Context(), filterOf(c), func(p models.Publication) error {
		x := p.Content
		return w.Write([]string{
			p.Ref, d.web.BaseURL + "/cases/" + p.Ref, strconv.Itoa(p.Version), cell(x.Title), cell(x.Summary), string(x.Outcome), strings.Join(x.Categories, " "), x.Country, cell(x.Region), cell(x.SiteName),
			string(x.Precision), number(x.Lat), number(x.Lon), x.OccurredOn, string(x.DatePrecision), p.PublishedAt.Format(time.RFC3339), p.UpdatedAt.Format(time.RFC3339), strconv.Itoa(x.Sources),
		})
	})
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}

func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

func (d *Door) apiGeoJSON(c echo.Context) error {
	c.Response().Header().Set("Content-Type", "application/geo+json")
	c.Response().Header().Set("Cache-Control", "no-cache")
	if _, err := fmt.Fprint(c.Response(), `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	first := true
	err := d.browse.Each(c.Request().Context(), filterOf(c), func(p models.Publication) error {
		feature := map[string]any{"type": "Feature", "id": p.Ref, "geometry": nil, "properties": map[string]any{
			"ref": p.Ref, "url": d.web.BaseURL + "/cases/" + p.Ref, "version": p.Version, "title": p.Content.Title, "outcome": p.Content.Outcome,
			"categories": p.Content.Categories, "occurred_on": p.Content.OccurredOn, "place_precision": p.Content.Precision, "country": p.Content.Country, "region": p.Content.Region,
		}}
		if p.Content.Lat != nil && p.Content.Lon != nil {
			feature["geometry"] = map[string]any{"type": "Point", "coordinates": []float64{*p.Content.Lon, *p.Content.Lat}}
		}
		b, err := json.Marshal(feature)
		if err == nil && !first {
			_, err = fmt.Fprint(c.Response(), ",")
		}
		if err == nil {
			_, err = c.Response().Write(b)
		}
		first = false
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(c.Response(), "]}")
	return err
}
