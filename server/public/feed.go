package public

import (
	"encoding/xml"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// atom is a feed (RFC 4287).
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Updated   string   `xml:"updated"`
	Published string   `xml:"published"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary"`
}

func (d *Door) newest(c echo.Context) (web.Page, []models.SearchHit, time.Time, error) {
	p := d.web.Page(c, "public.list.title")
	f := filterOf(c)
	f.Limit = 50
	found, err := d.browse.Search(c.Request().Context(), f)
	updated := p.Platform.SetUpAt
	for _, h := range found.Hits {
		if h.Publication.UpdatedAt.After(updated) {
			updated = h.Publication.UpdatedAt
		}
	}
	return p, found.Hits, updated, err
}

func (d *Door) atom(c echo.Context) error {
	p, hits, updated, err := d.newest(c)
	if err != nil {
		return err
	}
	feed := atom{
		ID: p.BaseURL + "/", Title: p.Platform.Name, Updated: updated.Format(time.RFC3339), Author: atomAuthor{p.Platform.Name},
		Links: []atomLink{{"self", p.BaseURL + c.Request().URL.RequestURI(), "application/atom+xml"}, {"alternate", p.BaseURL + "/cases?" + queryOf(filterOf(c)).Encode(), "text/html"}},
	}
	for _, h := range hits {
		x := h.Publication
		address := p.BaseURL + "/cases/" + x.Ref
		feed.Entries = append(feed.Entries, atomEntry{address, x.Content.Title, x.UpdatedAt.Format(time.RFC3339), x.PublishedAt.Format(time.RFC3339), atomLink{Rel: "alternate", Href: address}, x.Content.Summary})
	}
	body, err := xml.MarshalIndent(feed, "", " ")
	if err != nil {
		return err
	}
	return d.web.Cached(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// jsonFeed is JSON Feed 1.1.
func (d *Door) jsonFeed(c echo.Context) error {
	p, hits, _, err := d.newest(c)
	if err != nil {
		return err
	}
	items := []map[string]any{}
	for _, h := range hits {
		x := h.Publication
		items = append(items, map[string]any{
			"id": p.BaseURL + "/cases/" + x.Ref, "url": p.BaseURL + "/cases/" + x.Ref, "title": x.Content.Title, "summary": x.Content.Summary,
			"content_text": x.Content.Summary, "date_published": x.PublishedAt, "date_modified": x.UpdatedAt, "language": x.Content.Language,
		})
	}
	feed := map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": p.Platform.Name, "home_page_url": p.BaseURL + "/cases?" + queryOf(filterOf(c)).Encode(), "feed_url": p.BaseURL + c.Request().URL.RequestURI(), "authors": []any{map[string]any{"name": p.Platform.Name}}, "description": limits, "items": items}
	return d.asJSON(c, "application/feed+json", feed)
}
