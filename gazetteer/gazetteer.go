// Package gazetteer reads files of mine sites, CSV and GeoJSON, and says of each row what it makes
// of it: the site with its source and precision, what is wrong with it, or which site it may be
// already. It has no store and no clock.
package gazetteer

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"loupe/models"
)

// KP is the gazetteer of places that matter to the Kimberley Process, as CSV. Each row says how
// precise it is and where it is from; what is from general knowledge alone says so.
//
//go:embed kp.csv
var KP []byte

// KPSource is where KP is from.
const KPSource = "Loupe gazetteer of Kimberley Process places"

// Bounds of a file.
const (
	MaxBytes = 8 << 20
	MaxRows  = 20000
	maxText  = 300 // letters of a field
)

// File is what is known of a file beside its bytes.
type File struct {
	Source  string // where it is from, for the rows that don't say
	Country string // ISO 3166 code, two or three letters, for the rows that don't say; "" for none
}

// Row is one site of a file.
type Row struct {
	Number  int // as a spreadsheet counts: the head is 1; of GeoJSON, the place in the list from 1
	Site    models.Site
	Outline *Drawn              // nil for none
	Wrong   []models.FieldError // what to mend; a row with any is not taken in
	Twin    *Twin               // the site that it may be already
}

// Twin is a site that a row may be, already there or earlier in the file.
type Twin struct {
	models.NearSite
	Row int // of the same file; 0 for a site of the gazetteer
}

// Reading is a file that was read.
type Reading struct{ Rows []Row }

// Good counts the rows that can be taken in and are not there already.
func (r Reading) Good() int {
	return r.count(func(x Row) bool { return len(x.Wrong) == 0 && x.Twin == nil })
}

// Bad counts those with something wrong.
func (r Reading) Bad() int { return r.count(func(x Row) bool { return len(x.Wrong) > 0 }) }

// Twins counts those that may be there already.
func (r Reading) Twins() int {
	return r.count(func(x Row) bool { return len(x.Wrong) == 0 && x.Twin != nil })
}

func (r Reading) count(is func(Row) bool) int {
	n := 0
	for _, x := range r.Rows {
		if is(x) {
			n++
		}
	}
	return n
}

// Twins is what becomes of rows that may be sites that are there already.
type Twins string

// They are left out, say more of the sites that they may be, or are taken in as sites of their own.
const (
	TwinsOut     Twins = ""
	TwinsSources Twins = "sources"
	TwinsSites   Twins = "sites"
)

// Outlined counts the rows with an outline that can be taken in.
func (r Reading) Outlined() int {
	return r.count(func(x Row) bool { return len(x.Wrong) == 0 && x.Outline != nil })
}

// Sources are what the rows that may be there already say of the sites that they may be.
func (r Reading) Sources() []models.SiteSource {
	var out []models.SiteSource
	is := r.slugs()
	for _, x := range r.Rows {
		if len(x.Wrong) > 0 || x.Twin == nil {
			continue
		}
		s, known := x.Site.OwnSource(), x.Twin.OwnSource()
		s.SiteSlug, known.SiteSlug, known.ImportID = is[x.Number], is[x.Number], ""
		if s != known { // the same file again says nothing new
			out = append(out, s)
		}
	}
	return out
}

// Outlines are those of the rows that are taken in, each of the site that its row becomes or tells more of.
func (r Reading) Outlines(twins Twins) []models.SiteOutline {
	var out []models.SiteOutline
	is := r.slugs()
	for _, x := range r.Rows {
		if len(x.Wrong) > 0 || x.Outline == nil || x.Twin != nil && twins == TwinsOut {
			continue
		}
		slug := is[x.Number]
		if twins == TwinsSites {
			slug = x.Site.Slug
		}
		out = append(out, models.SiteOutline{SiteSlug: slug, SiteName: x.Site.Name, Source: x.Outline.Source, Outline: x.Outline.Outline})
	}
	return out
}

// slugs tells which site a row of the file is, when those that may be there already are.
func (r Reading) slugs() map[int]string {
	is := map[int]string{}
	for _, x := range r.Rows {
		if len(x.Wrong) > 0 || x.Twin == nil {
			is[x.Number] = x.Site.Slug
			continue
		}
		slug, ok := is[x.Twin.Row]
		if x.Twin.Row == 0 || !ok {
			slug = x.Twin.Slug
		}
		is[x.Number] = slug
	}
	return is
}

// Sites are the sites to take in, with those that may be there already or without them.
func (r Reading) Sites(twins bool) []models.Site {
	var out []models.Site
	for _, x := range r.Rows {
		if len(x.Wrong) == 0 && (twins || x.Twin == nil) {
			out = append(out, x.Site)
		}
	}
	return out
}

// Read reads a file in either form. A file that can't be read as a whole is Invalid with what to do
// about the field "file"; a row that can't be read says so itself.
func Read(data []byte, f File) (Reading, error) {
	if len(data) > MaxBytes {
		return Reading{}, refuse("gazetteer.error.size", "MB", MaxBytes>>20)
	}
	if strings.TrimSpace(f.Source) == "" {
		return Reading{}, models.RefuseFields(models.FieldError{Field: "source", Key: "gazetteer.error.source"})
	}
	records, err := records(data)
	if err != nil {
		return Reading{}, err
	}
	out := Reading{Rows: make([]Row, len(records))}
	for i, r := range records {
		out.Rows[i] = r.row(f)
	}
	return out, nil
}

func refuse(key string, args ...any) error {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return models.RefuseFields(models.FieldError{Field: "file", Key: key, Args: m})
}

// columns are the names that other people's files give to what we know, by ours.
var columns = map[string][]string{
	"name":      {"name", "site", "site_name", "mine", "mine_name", "nom"},
	"aliases":   {"aliases", "alias", "other_names", "alt_names"},
	"country":   {"country", "iso3", "iso2", "iso", "country_code", "pays"},
	"region":    {"region", "province", "admin1", "state"},
	"kind":      {"kind", "type"},
	"minerals":  {"minerals", "mineral", "commodity", "mineral1", "mineral2", "mineral3"},
	"operator":  {"operator", "company"},
	"lat":       {"lat", "latitude", "y"},
	"lon":       {"lon", "lng", "long", "longitude", "x"},
	"precision": {"precision", "location_origin"},
	"source":    {"coord_source", "source"},
	"outline":   {"outline_source"},
	"note":      {"note", "notes", "comment", "remarks"},
}

// record is a row by the names of its columns, in small letters.
type record struct {
	number  int
	values  map[string]string
	outline *Drawn // nil for none
	wrong   string // key of what is wrong with it as a whole
}

// first gives what the file says of one of our columns; all of them with semicolons for minerals.
func (r record) first(column string) string {
	var all []string
	for _, name := range columns[column] {
		if v := strings.TrimSpace(r.values[name]); v != "" {
			if column != "minerals" {
				return v
			}
			all = append(all, v)
		}
	}
	return strings.Join(all, "; ")
}

func (r record) row(f File) Row {
	out := Row{Number: r.number}
	if r.wrong != "" {
		out.Wrong = append(out.Wrong, models.FieldError{Field: "row", Key: r.wrong})
		return out
	}
	s := &out.Site
	need := func(ok bool, field, key string) {
		if !ok {
			out.Wrong = append(out.Wrong, models.FieldError{Field: field, Key: key})
		}
	}
	for column, to := range map[string]*string{"name": &s.Name, "aliases": &s.Aliases, "region": &s.Region, "kind": &s.Kind, "minerals": &s.Minerals, "operator": &s.Operator, "source": &s.Source, "note": &s.Note} {
		*to = short(r.first(column))
	}
	need(s.Name != "", "name", "gazetteer.error.name")
	country := r.first("country")
	if country == "" {
		country = f.Country
	}
	var ok bool
	s.Country, ok = Country(country)
	need(ok, "country", "gazetteer.error.country")
	s.Lat, ok = degrees(r.first("lat"), 90)
	need(ok, "lat", "gazetteer.error.lat")
	s.Lon, ok = degrees(r.first("lon"), 180)
	need(ok, "lon", "gazetteer.error.lon")
	need(s.Lat != 0 || s.Lon != 0 || len(out.Wrong) > 0, "lat", "gazetteer.error.nowhere")
	switch {
	case s.Source == "":
		s.Source = f.Source
	case !strings.Contains(s.Source, f.Source):
		s.Source = short(s.Source + " (" + f.Source + ")")
	}
	if r.outline != nil {
		if r.outline.Source = short(r.first("outline")); r.outline.Source == "" {
			r.outline.Source = s.Source
		}
	}
	s.Unverified = strings.Contains(strings.ToLower(s.Source), "general knowledge")
	said := r.first("precision")
	s.Precision, ok = precision(said)
	if r.outline != nil && len(out.Wrong) == 0 {
		out.Outline = r.outline
		need(r.outline.Outside(s.Lat, s.Lon) <= farKm, "lat", "outline.error.apart")
		if said == "" {
			s.Precision = holding(r.outline.Reach(s.Lat, s.Lon))
		}
	}
	if !ok && said != "" {
		s.Note = short(strings.TrimPrefix(s.Note+"; precision as the source has it: "+short(said), "; "))
	}
	return out
}

// Country makes the two letters of ISO 3166 of two or three.
func Country(code string) (string, bool) {
	r, err := language.ParseRegion(strings.TrimSpace(code))
	if err != nil || !r.IsCountry() {
		return "", false
	}
	two := r.Canonicalize().String()
	return two, len(two) == 2
}

// degrees reads a decimal number, with a point or a comma.
func degrees(text string, limit float64) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	return v, err == nil && v >= -limit && v <= limit
}

// precision reads how precise a place is, and tells whether the word is one of ours. What says
// nothing or something unknown is no better than a district: nobody is led to a place by a guess.
func precision(text string) (models.Precision, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, p := range models.Precisions {
		if text == string(p) {
			return p, true
		}
	}
	if text == "gps" {
		return models.PrecisionSite, false
	}
	return models.PrecisionDistrict, false
}

// holding is the finest precision whose area holds so many kilometres around, for a site whose outline is
// known; none is finer than a site.
func holding(km float64) models.Precision {
	for _, p := range models.Precisions[1:] {
		if km <= p.Within() {
			return p
		}
	}
	return models.PrecisionCountry
}

// short bounds a text and keeps it to one line.
func short(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)), " ")
	if r := []rune(text); len(r) > maxText {
		return string(r[:maxText-1]) + "…"
	}
	return text
}
