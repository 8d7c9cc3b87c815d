package public

import (
	"context"
	"fmt"
	"html/template"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// Home is the front page.
type Home struct {
	web.Page
	Stats models.PublicStats
	Hits  []models.SearchHit
}

// List is a search and its results.
type List struct {
	web.Page
	models.SearchPage
	Filter   models.SearchFilter
	Facets   models.Facets
	Sites    []SiteFacet
	Active   []Active
	First    string
	NextPage string
	Area     string // of the map, as in the address
	SiteText string // the site's name, or what was typed for it
	Like     []Like
	Missed   bool         // nothing was found, or no site is called so: what is offered may have been meant
	Exports  template.URL // the query, for feeds and files of exactly this list; escaped already, by url.Values.Encode
}

// SiteFacet is a site that a search can be narrowed to.
type SiteFacet struct {
	models.Facet
	Name string
}

// Active is one filter in force and the address without it.
type Active struct{ Text, Without string }

func (d *Door) home(c echo.Context) error {
	ctx := c.Request().Context()
	page := Home{Page: d.web.Page(c, "public.home.title")}
	var err error
	if page.Stats, err = d.browse.Stats(ctx); err != nil {
		return err
	}
	found, err := d.browse.Search(ctx, models.SearchFilter{Limit: 9})
	if err != nil {
		return err
	}
	page.Hits = found.Hits
	return d.web.RenderPublic(c, page)
}

func filterOf(c echo.Context) models.SearchFilter { return browse.FilterOf(c.QueryParams()) }

// queryOf is the address of a filter: the saved view.
func queryOf(f models.SearchFilter) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"q": f.Query, "country": f.Country, "region": f.Region, "site": f.Site, "category": f.Category, "outcome": string(f.Outcome), "from": f.From, "to": f.To, "sort": string(f.Sort), "actor": f.Actor, "link": f.Link, "kp": string(f.KP), "followup": string(f.FollowUp), "year": f.Year, "precision": string(f.Precision)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	v.Del("area")
	if a := f.Area; a != nil {
		v.Set("area", fmt.Sprintf("%g,%g,%g,%g", a.West, a.South, a.East, a.North))
	}
	return v
}

func (d *Door) list(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	if to, ok := d.tidied(c, f); ok {
		return c.Redirect(303, to)
	}
	p := d.web.Page(c, "public.list.title")
	page := List{Page: p, Filter: f, Active: d.active(ctx, p, f), First: "/cases?" + queryOf(f).Encode(), Exports: template.URL(queryOf(f).Encode()), Area: queryOf(f).Get("area")}
	var err error
	if page.SearchPage, err = d.browse.Search(ctx, f); err != nil {
		return err
	}
	if page.Facets, err = d.browse.Facets(ctx, f); err != nil {
		return err
	}
	for _, s := range page.Facets.Sites {
		page.Sites = append(page.Sites, SiteFacet{s, d.browse.SiteName(ctx, s.Value)})
	}
	if err = d.offer(ctx, f, &page); err != nil {
		return err
	}
	if page.Next != "" {
		next := queryOf(f)
		next.Set("after", page.Next)
		page.NextPage = "/cases?" + next.Encode()
	}
	return d.web.RenderPublic(c, page)
}

func (d *Door) active(ctx context.Context, p web.Page, f models.SearchFilter) []Active {
	var out []Active
	add := func(name, value, text string) {
		if value != "" {
			without := queryOf(f)
			without.Del(name)
			out = append(out, Active{text, "/cases?" + without.Encode()})
		}
	}
	add("q", f.Query, "“"+f.Query+"”")
	add("country", f.Country, p.Country(f.Country))
	add("region", f.Region, f.Region)
	if f.Site != "" {
		add("site", f.Site, d.browse.SiteName(ctx, f.Site))
	}
	for _, c := range []struct{ name, value, key string }{{"actor", f.Actor, "actor."}, {"link", f.Link, "link."}, {"kp", string(f.KP), "kp."}, {"followup", string(f.FollowUp), "followup."}} {
		if c.value != "" && p.Has(c.key+c.value) {
			add(c.name, c.value, p.T(c.key+c.value))
		}
	}
	if f.Area != nil {
		add("area", "area", p.T("public.area"))
	}
	if f.Category != "" {
		key := "act." + f.Category
		if p.Has("act.group." + f.Category) {
			key = "act.group." + f.Category
		}
		if p.Has(key) {
			add("category", f.Category, p.T(key))
		} else {
			add("category", f.Category, f.Category)
		}
	}
	if f.Outcome != "" {
		add("outcome", string(f.Outcome), p.T("outcome."+string(f.Outcome)))
	}
	add("from", f.From, p.T("public.from")+" "+f.From)
	add("to", f.To, p.T("public.to")+" "+f.To)
	return out
}
