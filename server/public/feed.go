package public

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// feedPage is how many entries a page of a feed has when its address doesn't say.
const feedPage = 50

// feed is one page of a search as a feed, in either form.
type feed struct {
	web.Page
	Rows    []browse.Row
	Updated time.Time
	Name    string // of the platform, and what the search is narrowed to
	Of      string // address of the first page, which names the feed
	Self    string
	Next    string // address of the next page; "" at the end
	List    string // address of the same search as a page
}

// feed reads a page of the search that the address asks for.
func (d *Door) feed(c echo.Context) (feed, error) {
	out := feed{Page: d.web.Page(c, "public.list.title")}
	f := filterOf(c)
	var err error
	if f.Limit, err = limitOf(c); err != nil {
		return out, err
	}
	query := queryOf(f)
	address := func(path, after string) string {
		v := url.Values{}
		for name, values := range query {
			v[name] = values
		}
		if after != "" {
			v.Set("after", after)
		}
		if limit := c.QueryParam("limit"); limit != "" && path != "/cases" {
			v.Set("limit", limit)
		}
		return strings.TrimSuffix(out.BaseURL+path+"?"+v.Encode(), "?")
	}
	path := c.Request().URL.Path
	out.Of, out.Self, out.List = address(path, ""), address(path, f.After), address("/cases", "")
	if f.Limit == 0 {
		f.Limit = feedPage
	}
	ctx := c.Request().Context()
	found, err := d.browse.Search(ctx, f)
	if err != nil {
		return out, err
	}
	if found.Next != "" {
		out.Next = address(path, found.Next)
	}
	out.Rows, err = d.browse.Rows(ctx, found.Hits)
	out.Updated = out.Platform.SetUpAt
	for _, r := range out.Rows {
		if r.UpdatedAt.After(out.Updated) {
			out.Updated = r.UpdatedAt
		}
	}
	out.Name = out.Platform.Name
	for i, x := range d.active(ctx, out.Page, "/cases", f) {
		out.Name += []string{": ", ", "}[min(i, 1)] + x.Text
	}
	return out, err
}

// acts names the acts of a case, for readers' tags.
func (f feed) acts(c models.Content) []string {
	out := []string{}
	for _, code := range c.Categories {
		out = append(out, f.T("act."+code))
	}
	return out
}

// jsonFeed is JSON Feed 1.1. What it has no word for stands in "_loupe", as its extensions do.
func (d *Door) jsonFeed(c echo.Context) error {
	f, err := d.feed(c)
	if err != nil {
		return err
	}
	items := []map[string]any{}
	for _, r := range f.Rows {
		x, at := r.Content, f.BaseURL+"/cases/"+r.Ref
		items = append(items, map[string]any{
			"id": at, "url": at, "title": x.Title, "summary": x.Summary, "content_text": x.Summary, "date_published": r.PublishedAt, "date_modified": r.UpdatedAt, "language": x.Language, "tags": f.acts(x),
			"_loupe": map[string]any{
				"about": f.BaseURL + "/api", "ref": r.Ref, "permalink": permalink(f.BaseURL, r.Publication), "version": r.Version, "outcome": x.Outcome, "country": x.Country,
				"place_precision": x.Precision, "occurred_on": x.OccurredOn, "occurred_precision": x.DatePrecision, "translations": translations(f.BaseURL, r),
			},
		})
	}
	out := map[string]any{
		"version": "https://jsonfeed.org/version/1.1", "title": f.Name, "home_page_url": f.List, "feed_url": f.Of, "language": f.Lang(),
		"authors": []any{map[string]any{"name": f.Platform.Name, "url": f.BaseURL + "/"}}, "description": f.T("public.limits"), "items": items,
	}
	if f.Next != "" {
		out["next_url"] = f.Next
	}
	return d.asJSON(c, "application/feed+json", out)
}

func point(c models.Content) string {
	if c.Lat == nil || c.Lon == nil {
		return ""
	}
	return strconv.FormatFloat(*c.Lat, 'f', -1, 64) + " " + strconv.FormatFloat(*c.Lon, 'f', -1, 64)
}
