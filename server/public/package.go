package public

import (
	"encoding/xml"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// dataPackage describes the files of a search, for readers of Data Package 1 (profile) and 2 ($schema) alike. The licence is that
// of the texts; pictures and recordings carry their own.
func (d *Door) dataPackage(c echo.Context) error {
	p := d.web.Page(c, "public.list.title")
	fields := []any{}
	for _, x := range columns {
		fields = append(fields, map[string]any{"name": x.name, "type": x.kind, "description": x.text, "rdfType": "https://hxlstandard.org/standard/1-1final/dictionary/" + x.hxl[:1+tagLength(x.hxl[1:])]})
	}
	query := "?" + queryOf(filterOf(c)).Encode()
	address := p.BaseURL + "/api/v1/"
	out := map[string]any{
		"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "profile": "data-package", "name": "cases", "title": p.Platform.Name, "homepage": p.BaseURL + "/cases" + query, "description": limits,
		"sources": []any{map[string]any{"title": p.Platform.Name, "path": p.BaseURL + "/method"}},
		"resources": []any{
			map[string]any{"profile": "tabular-data-resource", "type": "table", "name": "cases-table", "path": address + "cases.csv" + query, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": map[string]any{"fields": fields, "primaryKey": "ref", "missingValues": []string{""}}},
			map[string]any{"name": "cases-lines", "path": address + "cases.jsonl" + query, "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"},
			map[string]any{"name": "cases-places", "path": address + "cases.geojson" + query, "format": "geojson", "mediatype": "application/geo+json", "encoding": "utf-8"},
		},
	}
	if l := p.Platform.TextLicence(); l != nil {
		out["licenses"] = []any{map[string]any{"name": l.ID, "title": l.Name, "path": l.URL}}
	}
	return d.asJSON(c, "application/json", out)
}

// tagLength is the length of an HXL tag without its attributes.
func tagLength(s string) int {
	for i := range len(s) {
		if s[i] == '+' {
			return i
		}
	}
	return len(s)
}

type outline struct {
	Text     string    `xml:"text,attr"`
	Type     string    `xml:"type,attr,omitempty"`
	Address  string    `xml:"xmlUrl,attr,omitempty"`
	Page     string    `xml:"htmlUrl,attr,omitempty"`
	Children []outline `xml:"outline"`
}

// opml lists the feeds that many ask for: all, by country, by kind of act (OPML 2.0).
func (d *Door) opml(c echo.Context) error {
	p := d.web.Page(c, "public.list.title")
	facets, err := d.browse.Facets(c.Request().Context(), models.SearchFilter{})
	if err != nil {
		return err
	}
	feed := func(text, query string) outline {
		return outline{Text: text, Type: "rss", Address: p.BaseURL + "/feeds/cases.atom" + query, Page: p.BaseURL + "/cases" + query}
	}
	countries, acts := outline{Text: p.T("report.country")}, outline{Text: p.T("public.category")}
	for _, f := range facets.Countries {
		countries.Children = append(countries.Children, feed(p.Country(f.Value), "?country="+f.Value))
	}
	for _, f := range facets.Categories {
		if key := "act.group." + f.Value; p.Has(key) {
			acts.Children = append(acts.Children, feed(p.T(key), "?category="+f.Value))
		}
	}
	list := struct {
		XMLName xml.Name  `xml:"opml"`
		Version string    `xml:"version,attr"`
		Title   string    `xml:"head>title"`
		Body    []outline `xml:"body>outline"`
	}{Version: "2.0", Title: p.Platform.Name, Body: []outline{feed(p.T("public.all"), ""), countries, acts}}
	body, err := xml.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	return d.web.Cached(c, "text/x-opml; charset=utf-8", append([]byte(xml.Header), body...))
}
