package public

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
)

// column is one of the table that readers take away: its CSV head, its HXL tag (hxlstandard.org), its
// type in a data package, and where it comes from.
type column struct {
	name, hxl, kind, text string
	value                 func(base string, r browse.Row) string
}

var columns = []column{
	{"ref", "#meta+id", "string", "Permanent reference", func(_ string, r browse.Row) string { return r.Ref }},
	{"url", "#meta+url", "string", "Permanent address", func(base string, r browse.Row) string { return base + "/cases/" + r.Ref }},
	{"permalink", "#meta+url+version", "string", "Permanent address of this version", func(base string, r browse.Row) string { return permalink(base, r.Publication) }},
	{"version", "#meta+version", "integer", "Version of the case", func(_ string, r browse.Row) string { return strconv.Itoa(r.Version) }},
	{"language", "#meta+language", "string", "Language of the text (BCP 47)", func(_ string, r browse.Row) string { return r.Content.Language }},
	{"translations", "#meta+url+translations+list", "string", "Addresses in other languages, separated by spaces", func(base string, r browse.Row) string { return strings.Join(addresses(base, r), " ") }},
	{"title", "#event+title", "string", "Title", func(_ string, r browse.Row) string { return cell(r.Content.Title) }},
	{"summary", "#description", "string", "Summary", func(_ string, r browse.Row) string { return cell(r.Content.Summary) }},
	{"outcome", "#status+outcome", "string", "What the review found", func(_ string, r browse.Row) string { return string(r.Content.Outcome) }},
	{"categories", "#event+type+list", "string", "Codes of acts, separated by spaces", func(_ string, r browse.Row) string { return strings.Join(r.Content.Categories, " ") }},
	{"country", "#country+code+v_iso2", "string", "ISO 3166-1 alpha-2", func(_ string, r browse.Row) string { return r.Content.Country }},
	{"region", "#adm1+name", "string", "Region; empty when the place is coarsened to the country", func(_ string, r browse.Row) string { return cell(r.Content.Region) }},
	{"site", "#loc+name", "string", "Mine site; empty when coarsened", func(_ string, r browse.Row) string { return cell(r.Content.SiteName) }},
	{"place_precision", "#geo+precision", "string", "How exact the place is", func(_ string, r browse.Row) string { return string(r.Content.Precision) }},
	{"lat", "#geo+lat", "number", "Degrees north (WGS 84), as exact as place_precision", func(_ string, r browse.Row) string { return number(r.Content.Lat) }},
	{"lon", "#geo+lon", "number", "Degrees east (WGS 84), as exact as place_precision", func(_ string, r browse.Row) string { return number(r.Content.Lon) }},
	{"occurred_on", "#date+occurred", "string", "YYYY, YYYY-MM or YYYY-MM-DD, as exact as occurred_precision", func(_ string, r browse.Row) string { return r.Content.OccurredOn }},
	{"occurred_precision", "#date+precision", "string", "How exact the date is", func(_ string, r browse.Row) string { return string(r.Content.DatePrecision) }},
	{"published_at", "#date+published", "datetime", "First publication, UTC", func(_ string, r browse.Row) string { return r.PublishedAt.UTC().Format(time.RFC3339) }},
	{"updated_at", "#date+updated", "datetime", "This version, UTC", func(_ string, r browse.Row) string { return r.UpdatedAt.UTC().Format(time.RFC3339) }},
	{"sources", "#indicator+sources+num", "integer", "Independent sources", func(_ string, r browse.Row) string { return strconv.Itoa(r.Content.Sources) }},
}

// cell keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection).
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// download begins a file that is made while it is sent.
func download(c echo.Context, contentType, name string) {
	h := c.Response().Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-cache")
}

// apiCSV streams a search as a table (RFC 4180); hxl=1 adds a row of tags below the head.
func (d *Door) apiCSV(c echo.Context) error {
	download(c, "text/csv; charset=utf-8", "cases.csv")
	w := csv.NewWriter(c.Response())
	row := func(value func(column) string) error {
		cells := make([]string, len(columns))
		for i, x := range columns {
			cells[i] = value(x)
		}
		return w.Write(cells)
	}
	if err := row(func(x column) string { return x.name }); err != nil {
		return err
	}
	if c.QueryParam("hxl") == "1" {
		if err := row(func(x column) string { return x.hxl }); err != nil {
			return err
		}
	}
	err := d.browse.Each(c.Request().Context(), filterOf(c), func(r browse.Row) error {
		return row(func(x column) string { return x.value(d.web.BaseURL, r) })
	})
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}

// apiLines streams a search, one case a line.
func (d *Door) apiLines(c echo.Context) error {
	download(c, "application/jsonl", "cases.jsonl")
	w := json.NewEncoder(c.Response())
	return d.browse.Each(c.Request().Context(), filterOf(c), func(r browse.Row) error {
		return w.Encode(apiCase(d.web.BaseURL, r))
	})
}

// apiGeoJSON streams a search as features (RFC 7946); those without a public place have no geometry.
func (d *Door) apiGeoJSON(c echo.Context) error {
	download(c, "application/geo+json", "cases.geojson")
	if _, err := fmt.Fprint(c.Response(), `{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	comma := ""
	err := d.browse.Each(c.Request().Context(), filterOf(c), func(r browse.Row) error {
		b, err := json.Marshal(d.feature(r))
		if err == nil {
			_, err = fmt.Fprintf(c.Response(), "%s%s", comma, b)
		}
		comma = ","
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(c.Response(), "]}")
	return err
}

func (d *Door) feature(r browse.Row) map[string]any {
	x := r.Content
	feature := map[string]any{"type": "Feature", "id": r.Ref, "geometry": nil, "properties": map[string]any{
		"ref": r.Ref, "url": d.web.BaseURL + "/cases/" + r.Ref, "permalink": permalink(d.web.BaseURL, r.Publication), "version": r.Version, "language": x.Language, "translations": addresses(d.web.BaseURL, r),
		"title": x.Title, "outcome": x.Outcome, "categories": x.Categories, "occurred_on": x.OccurredOn, "occurred_precision": x.DatePrecision, "place_precision": x.Precision, "country": x.Country, "region": x.Region,
	}}
	if x.Lat != nil && x.Lon != nil {
		feature["geometry"] = map[string]any{"type": "Point", "coordinates": []float64{*x.Lon, *x.Lat}}
	}
	return feature
}

// permalink is the permanent address of the version that is current.
func permalink(base string, p models.Publication) string {
	return base + "/cases/" + p.Ref + "/v/" + strconv.Itoa(p.Version)
}

// addresses are where a case stands in other languages.
func addresses(base string, r browse.Row) []string {
	out := []string{}
	for _, t := range translations(base, r) {
		out = append(out, t.URL)
	}
	return out
}
