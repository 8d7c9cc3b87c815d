package public

import (
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
	Sites    []models.SiteCount
	Outcomes []models.Outcome
	Active   []Active
	First    string
	NextPage string
	Exports  string // the query, for feeds and files of exactly this list
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

func filterOf(c echo.Context) models.SearchFilter {
	q := c.QueryParam
	outcome := q("outcome")
	if outcome == "" {
		outcome = q("status")
	}
	return browse.Check(models.SearchFilter{
		Query: q("q"), Country: q("country"), Region: q("region"), Site: q("site"), Category: q("category"), Outcome: models.Outcome(outcome),
		From: q("from"), To: q("to"), Sort: models.SearchSort(q("sort")), After: q("after"),
	})
}

// queryOf is the address of a filter: the saved view.
func queryOf(f models.SearchFilter) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"q": f.Query, "country": f.Country, "region": f.Region, "site": f.Site, "category": f.Category, "outcome": string(f.Outcome), "from": f.From, "to": f.To, "sort": string(f.Sort)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

func (d *Door) list(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	p := d.web.Page(c, "public.list.title")
	page := List{Page: p, Filter: f, Outcomes: models.Outcomes[:3], Active: active(p, f), First: "/cases?" + queryOf(f).Encode(), Exports: queryOf(f).Encode()}
	var err error
	if page.SearchPage, err = d.browse.Search(ctx, f); err != nil {
		return err
	}
	if page.Facets, err = d.browse.Facets(ctx); err != nil {
		return err
	}
	if page.Sites, err = d.browse.Sites(ctx); err != nil {
		return err
	}
	if page.Next != "" {
		next := queryOf(f)
		next.Set("after", page.Next)
		page.NextPage = "/cases?" + next.Encode()
	}
	return d.web.RenderPublic(c, page)
}

func active(p web.Page, f models.SearchFilter) []Active {
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
	add("site", f.Site, f.Site)
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
