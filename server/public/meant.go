package public

import (
	"context"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// Like is a site whose name is like what was typed, and the search that it leads to.
type Like struct {
	models.SiteCount
	To string
}

const offered = 5

// tidied gives the lasting address of a search that a form sent: a site by its slug where its name
// was typed, an area in one value where it came in four fields.
func (d *Door) tidied(c echo.Context, page string, f models.SearchFilter) (string, bool) {
	slug, known := "", false
	if f.Site != "" {
		slug, known = d.browse.SiteNamed(c.Request().Context(), f.Site)
	}
	if (!known || slug == f.Site) && (f.Area == nil || c.QueryParam("area") != "") {
		return "", false
	}
	if known {
		f.Site = slug
	}
	return page + "?" + queryOf(f).Encode(), true
}

// offer names the sites that may be meant by the words of a search, or by a site that isn't known.
func (d *Door) offer(ctx context.Context, f models.SearchFilter, total int, page *Finder) error {
	typed := f.Query
	page.Missed = total == 0
	if f.Site != "" {
		page.SiteText = d.browse.SiteName(ctx, f.Site)
		if _, known := d.browse.SiteNamed(ctx, f.Site); !known {
			typed, page.Missed = f.Site, true
		}
	}
	if typed == "" || f.After != "" {
		return nil
	}
	like, _, err := d.browse.SitesLike(ctx, typed, offered)
	for _, s := range like {
		to := queryOf(f)
		to.Del("q")
		to.Set("site", s.Slug)
		page.Like = append(page.Like, Like{s, page.Action + "?" + to.Encode()})
	}
	return err
}
