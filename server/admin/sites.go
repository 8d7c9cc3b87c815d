package admin

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Gazetteer is what the page of sites asks: it is public, and holds no report.
type Gazetteer interface {
	SitePage(ctx context.Context, country, after string) (models.SitePage, error)
	SitesLike(ctx context.Context, typed string, limit int) (out []models.SiteCount, exact bool, err error)
}

// Sites is a page of the gazetteer, or the sites with a name like what was typed.
type Sites struct {
	web.Page
	models.SitePage
	Form   web.Form
	Query  string
	Chosen string // country
	After  string
	First  string
	More   string
}

const (
	sitesShown = 100
	sitesAlike = 2000 // of which those of one country are shown
)

func (d *Door) sites(c echo.Context) error { return d.showSites(c, nil) }

func (d *Door) showSites(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, p := c.Request().Context(), d.web.Page(c, "admin.sites")
	page := Sites{Page: p, Form: p.Form(c.Request().PostForm, wrong), Query: strings.TrimSpace(c.QueryParam("q")), Chosen: c.QueryParam("country"), After: c.QueryParam("after")}
	var err error
	if page.SitePage, err = d.gazetteer.SitePage(ctx, page.Chosen, page.After); err != nil {
		return err
	}
	if page.Query != "" {
		page.Next, page.After = "", ""
		if page.Sites, _, err = d.gazetteer.SitesLike(ctx, page.Query, sitesAlike); err != nil {
			return err
		}
		page.Sites = slices.DeleteFunc(page.Sites, func(s models.SiteCount) bool { return page.Chosen != "" && s.Country != page.Chosen })
		page.Sites = page.Sites[:min(len(page.Sites), sitesShown)]
	}
	page.First = "/desk/admin/sites?" + url.Values{"country": {page.Chosen}}.Encode()
	if page.Next != "" {
		page.More = "/desk/admin/sites?" + url.Values{"country": {page.Chosen}, "after": {page.Next}}.Encode()
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) addSite(c echo.Context) error {
	ctx, by := d.by(c)
	lat, latErr := strconv.ParseFloat(c.FormValue("lat"), 64)
	lon, lonErr := strconv.ParseFloat(c.FormValue("lon"), 64)
	if latErr != nil || lonErr != nil {
		return d.showSites(c, models.RefuseFields(models.FieldError{Field: "lat", Key: "admin.error.site"}))
	}
	site := models.Site{Name: c.FormValue("name"), Country: strings.ToUpper(strings.TrimSpace(c.FormValue("country"))), Region: strings.TrimSpace(c.FormValue("region")), Kind: c.FormValue("kind"), Lat: lat, Lon: lon, Source: c.FormValue("source")}
	return d.back(c, d.people.AddSites(ctx, by, []models.Site{site}), "/desk/admin/sites", "admin.saved", d.showSites)
}
