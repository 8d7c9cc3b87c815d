package public

import (
	"encoding/xml"
	"time"

	"github.com/labstack/echo/v4"
)

// atom is a feed (RFC 4287) that goes on in pages (RFC 5005, section 3). Places are GeoRSS points; what
// Atom has no word for stands in a namespace of ours.
type atom struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	GeoRSS   string      `xml:"xmlns:georss,attr"`
	Case     string      `xml:"xmlns:case,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   atomAuthor  `xml:"author"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Href     string `xml:"href,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Language string `xml:"hreflang,attr,omitempty"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri"`
}

type atomTerm struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

type atomEntry struct {
	Language          string     `xml:"xml:lang,attr"`
	ID                string     `xml:"id"`
	Title             string     `xml:"title"`
	Updated           string     `xml:"updated"`
	Published         string     `xml:"published"`
	Links             []atomLink `xml:"link"` // the case, its version, its languages
	Acts              []atomTerm `xml:"category"`
	Summary           string     `xml:"summary"`
	Point             string     `xml:"georss:point,omitempty"`
	Ref               string     `xml:"case:ref"`
	Version           int        `xml:"case:version"`
	Outcome           string     `xml:"case:outcome"`
	Country           string     `xml:"case:country"`
	PlacePrecision    string     `xml:"case:place_precision"`
	OccurredOn        string     `xml:"case:occurred_on,omitempty"`
	OccurredPrecision string     `xml:"case:occurred_precision"`
}

const (
	atomType = "application/atom+xml"
	htmlType = "text/html"
)

func (d *Door) atom(c echo.Context) error {
	f, err := d.feed(c)
	if err != nil {
		return err
	}
	out := atom{
		Language: f.Lang(), GeoRSS: "http://www.georss.org/georss", Case: "urn:x-loupe:case", ID: f.Of, Title: f.Name, Subtitle: f.T("public.limits"), Updated: stamp(f.Updated),
		Author: atomAuthor{f.Platform.Name, f.BaseURL + "/"},
		Links:  []atomLink{{Rel: "self", Href: f.Self, Type: atomType}, {Rel: "alternate", Href: f.List, Type: htmlType}, {Rel: "first", Href: f.Of, Type: atomType}},
	}
	if f.Next != "" {
		out.Links = append(out.Links, atomLink{Rel: "next", Href: f.Next, Type: atomType})
	}
	for _, r := range f.Rows {
		x, at := r.Content, f.BaseURL+"/cases/"+r.Ref
		e := atomEntry{
			Language: x.Language, ID: at, Title: x.Title, Updated: stamp(r.UpdatedAt), Published: stamp(r.PublishedAt), Summary: x.Summary, Point: point(x),
			Links: []atomLink{{"alternate", at, htmlType, x.Language}, {"bookmark", permalink(f.BaseURL, r.Publication), htmlType, ""}},
			Ref:   r.Ref, Version: r.Version, Outcome: string(x.Outcome), Country: x.Country, PlacePrecision: string(x.Precision), OccurredOn: x.OccurredOn, OccurredPrecision: string(x.DatePrecision),
		}
		for _, t := range translations(f.BaseURL, r) {
			e.Links = append(e.Links, atomLink{"alternate", t.URL, htmlType, t.Language})
		}
		for i, label := range f.acts(x) {
			e.Acts = append(e.Acts, atomTerm{x.Categories[i], label})
		}
		out.Entries = append(out.Entries, e)
	}
	body, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		return err
	}
	return d.web.Cached(c, atomType+"; charset=utf-8", append([]byte(xml.Header), body...))
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
