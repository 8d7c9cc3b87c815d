package public

import (
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
	Stats   models.PublicStats
	Stories []template.HTML
}

// List is a search and its results.
type List struct {
	web.Page
	models.SearchPage
	Finder
	Stories  []template.HTML // of Hits
	First    string
	NextPage string
	Exports  string // the query, for feeds and files of exactly this list
}

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
	if err = d.browse.PicturedHits(ctx, found.Hits); err != nil {
		return err
	}
	if page.Stories, err = d.stories(c, page.Page, found.Hits); err != nil {
		return err
	}
	return d.web.RenderPublic(c, page)
}

func filterOf(c echo.Context) models.SearchFilter { return browse.FilterOf(c.QueryParams()) }

// queryOf is the address of a filter: the saved view.
func queryOf(f models.SearchFilter) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"q": f.Query, "country": f.Country, "region": f.Region, "site": f.Site, "category": f.Category, "outcome": string(f.Outcome), "from": f.From, "to": f.To, "sort": string(f.Sort), "actor": f.Actor, "link": f.Link, "kp": string(f.KP), "followup": string(f.FollowUp), "year": f.Year} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if f.Unplaced {
		v.Set("placed", "no")
	}
	if a := f.Area; a != nil {
		v.Set("area", areaText(*a))
	}
	return v
}

func (d *Door) list(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	if to, ok := d.tidied(c, "/cases", f); ok {
		return c.Redirect(303, to)
	}
	page := List{Page: d.web.Page(c, "public.list.title"), First: "/cases?" + queryOf(f).Encode(), Exports: queryOf(f).Encode()}
	var facets models.Facets
	var err error
	if page.SearchPage, facets, err = d.browse.Find(ctx, f); err != nil {
		return err
	}
	if err = d.browse.PicturedHits(ctx, page.Hits); err != nil {
		return err
	}
	if page.Stories, err = d.stories(c, page.Page, page.Hits); err != nil {
		return err
	}
	if page.Finder, err = d.finder(ctx, page.Page, "/cases", f, facets, page.Total); err != nil {
		return err
	}
	if page.Next != "" {
		next := queryOf(f)
		next.Set("after", page.Next)
		page.NextPage = "/cases?" + next.Encode()
	}
	return d.web.RenderPublic(c, page)
}
