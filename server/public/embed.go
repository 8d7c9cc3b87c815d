package public

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
	"loupe/static"
)

// EmbedCard is a case for a frame on another site.
type EmbedCard struct {
	web.Page
	web.Article
}

// EmbedMap is the map of a search for a frame on another site.
type EmbedMap struct {
	web.Page
	Canvas
}

// embedPolicy lets every site frame the page, and lets the page load its one style and nothing else.
// Addresses are named too: in a sandbox the page has no origin that 'self' could mean.
const embedPolicy = "default-src 'none'; style-src 'self' %[1]s/embed/embed.css; frame-ancestors *; base-uri 'none'; form-action 'none'"

// embedMapPolicy lets the map run the site's own script and fetch what the map shows, and nothing else.
const embedMapPolicy = "default-src 'none'; style-src 'self' %[1]s/embed/embed.css %[1]s/static/; script-src 'self' %[1]s/static/; " +
	"connect-src 'self' %[1]s/static/ %[1]s/map/; frame-ancestors *; base-uri 'none'; form-action 'none'"

func (d *Door) embedRoutes(e *echo.Echo) {
	g := e.Group("/embed", d.framed)
	g.GET("/cases/:ref", d.embedCase)
	g.GET("/map", d.embedMap)
	g.GET("/embed.css", d.embedStyle)
	e.GET("/oembed", d.oembed, open)
}

// framed is the one place where pages of ours may be framed.
func (d *Door) framed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", fmt.Sprintf(embedPolicy, d.web.BaseURL))
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Del("X-Frame-Options")
		return next(c)
	}
}

func (d *Door) embedCase(c echo.Context) error {
	p, err := d.asked(c)
	if err != nil {
		return err
	}
	article, err := web.NewArticle(p, source)
	if err != nil {
		return err
	}
	return d.web.RenderPublic(c, EmbedCard{d.web.Page(c, "public.case.title", "Ref", p.Ref, "Title", p.Content.Title), article})
}

func (d *Door) embedMap(c echo.Context) error {
	f := filterOf(c)
	countries, err := d.browse.Figures(c.Request().Context(), f, "country")
	if err != nil {
		return err
	}
	page := EmbedMap{Page: d.web.Page(c, "public.map.title")}
	if page.Canvas, err = d.canvas(c, page.Page, page.BaseURL, "/embed/map", f, countries); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Security-Policy", fmt.Sprintf(embedMapPolicy, d.web.BaseURL))
	return d.web.RenderPublic(c, page)
}

func (d *Door) embedStyle(c echo.Context) error {
	body, err := static.FS.ReadFile("embed.css")
	if err != nil {
		return err
	}
	return d.web.Cached(c, "text/css; charset=utf-8", body)
}

// oembed tells other sites how to show an address of ours (oembed.com, version 1.0).
func (d *Door) oembed(c echo.Context) error {
	if f := c.QueryParam("format"); f != "" && f != "json" {
		return c.String(http.StatusNotImplemented, "only JSON is spoken\n") // as oEmbed 1.0 asks
	}
	width, height := bounded(c.QueryParam("maxwidth"), 600), bounded(c.QueryParam("maxheight"), 400)
	page := d.web.Page(c, "public.cite")
	address, err := url.Parse(c.QueryParam("url"))
	rest, ours := strings.CutPrefix(c.QueryParam("url"), page.BaseURL+"/")
	if err != nil || !ours {
		return models.ErrNotFound
	}
	out := map[string]any{"version": "1.0", "type": "rich", "provider_name": page.Platform.Name, "provider_url": page.BaseURL + "/", "width": width, "height": height, "cache_age": 300}
	var embed, scripts string
	path := strings.Split(strings.SplitN(rest, "?", 2)[0], "/")
	switch {
	case len(path) == 1 && path[0] == "map":
		out["title"] = page.T("public.map.title")
		embed, scripts = page.BaseURL+"/embed/map?"+address.RawQuery, "allow-scripts "
	case len(path) >= 2 && path[0] == "cases" || len(path) == 1:
		p, _, err := d.browse.Case(c.Request().Context(), path[min(2, len(path))-1])
		if err != nil || p.State == models.Withdrawn {
			return models.ErrNotFound
		}
		out["title"], out["author_name"] = p.Content.Title, page.Platform.Name
		out["thumbnail_url"], out["thumbnail_width"], out["thumbnail_height"] = page.BaseURL+"/cases/"+p.Ref+"/card.png", 1200, 630
		embed = page.BaseURL + "/embed/cases/" + p.Ref
	default:
		return models.ErrNotFound
	}
	out["html"] = fmt.Sprintf(`<iframe src="%s" width="%d" height="%d" title="%s" loading="lazy" sandbox="%sallow-popups allow-popups-to-escape-sandbox" frameborder="0"></iframe>`, escape(embed), width, height, escape(fmt.Sprint(out["title"])), scripts)
	return d.asJSON(c, "application/json", out)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func bounded(asked string, usual int) int {
	if n, err := strconv.Atoi(asked); err == nil && n >= 200 {
		return min(n, usual)
	}
	return usual
}
