package public

import (
	"html/template"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Sites lists the mine sites, a page at a time, or those with a name like what was typed.
type Sites struct {
	web.Page
	models.SitePage
	Query  string
	Chosen string // country
	After  string
	First  string
	More   string
}

// Site is what is known of one.
type Site struct {
	web.Page
	Site    models.Site
	Stories []template.HTML
	Total   int
	Nearby  []models.NearSite
	Told    []Said // by each source; nil while there is one
	Ground  *SiteGround
}

// Said is what a source says of a site, and how far that is from where it is drawn.
type Said struct {
	models.SiteSource
	Kilometres float64
}

const sitesFound = 50

func (d *Door) sites(c echo.Context) error {
	ctx := c.Request().Context()
	page := Sites{Page: d.web.Page(c, "public.sites.title"), Query: c.QueryParam("q"), Chosen: c.QueryParam("country"), After: c.QueryParam("after")}
	var err error
	if page.SitePage, err = d.browse.SitePage(ctx, page.Chosen, page.After); err != nil {
		return err
	}
	if page.Query != "" {
		page.Next = ""
		if page.Sites, _, err = d.browse.SitesLike(ctx, page.Query, sitesFound); err != nil {
			return err
		}
	}
	page.First = "/sites?" + url.Values{"country": {page.Chosen}}.Encode()
	if page.Next != "" {
		page.More = "/sites?" + url.Values{"country": {page.Chosen}, "after": {page.Next}}.Encode()
	}
	return d.web.RenderPublic(c, page)
}

func (d *Door) site(c echo.Context) error {
	ctx := c.Request().Context()
	s, err := d.browse.SiteBySlug(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	found, err := d.browse.Search(ctx, models.SearchFilter{Site: s.Slug})
	if err != nil {
		return err
	}
	if err := d.browse.PicturedHits(ctx, found.Hits); err != nil {
		return err
	}
	page := Site{Page: d.web.Page(c, "public.site.title", "Name", s.Name), Site: s, Total: found.Total}
	if page.Stories, err = d.stories(c, page.Page, found.Hits); err != nil {
		return err
	}
	if page.Nearby, err = d.browse.Near(ctx, s, 5); err != nil {
		return err
	}
	if page.Ground, err = d.ground(c, page.Page, s, page.Nearby); err != nil {
		return err
	}
	more, err := d.browse.SiteSources(ctx, s.Slug)
	if err != nil {
		return err
	}
	if len(more) > 0 {
		for _, x := range append([]models.SiteSource{s.OwnSource()}, more...) {
			page.Told = append(page.Told, Said{x, models.Apart(s.Lat, s.Lon, x.Lat, x.Lon)})
		}
	}
	return d.web.RenderPublic(c, page)
}
