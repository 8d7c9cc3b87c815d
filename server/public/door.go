// Package public is the door of readers, feeds and programs. It reaches publications and nothing
// that could hold an unpublished word.
package public

import (
	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/server/web"
)

// Door serves them.
type Door struct {
	web    *web.Web
	browse *browse.Browse
	detail string // file of finer land for the map; "" for none
}

// New makes the door. detail is a PMTiles file of finer land for the map, "" for none.
func New(w *web.Web, b *browse.Browse, detail string) *Door { return &Door{w, b, detail} }

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	e.GET("/", d.home)
	e.GET("/cases", d.list)
	e.GET("/cases/:ref", d.caseNow)
	e.GET("/cases/:ref/v/:n", d.caseVersion)
	e.GET("/cases/:ref/in/:lang", d.caseIn)
	e.GET("/cases/:ref/in/:lang/v/:n", d.caseIn)
	d.citeRoutes(e)
	d.embedRoutes(e)
	e.GET("/verify", d.verify)
	e.GET("/verify/files.json", d.verifyList)
	e.GET("/exhibits/:id/:name", d.exhibit)
	e.GET("/map", d.chart)
	e.GET("/map/tiles/:z/:x/:y", d.tile, open)
	e.GET("/map/names/:x/:y", d.names, open)
	e.GET("/map/outlines/:x/:y", d.outlines, open)
	if d.detail != "" {
		e.GET("/map/detail.pmtiles", d.land, open)
	}
	e.GET("/figures", d.figures)
	e.GET("/figures.csv", d.figuresCSV)
	e.GET("/sites", d.sites)
	e.GET("/sites/:slug", d.site)
	e.GET("/method", d.method)
	e.GET("/corrections", d.corrections)
	e.GET("/brief", d.brief)
	e.GET("/dossiers", d.dossiers)
	e.GET("/dossiers/:slug", d.dossier)
	e.GET("/dossiers/:slug/brief", d.dossierBrief)
	e.GET("/dossiers/:slug/:edition", d.edition)
	d.dossierCiteRoutes(e)
	e.GET("/feeds/cases.atom", d.atom)
	e.GET("/feeds/cases.json", d.jsonFeed)
	e.GET("/feeds/common.opml", d.opml)
	e.GET("/robots.txt", d.robots)

	d.apiRoutes(e)
}

// open lets pages of other sites read the API: all of it is public.
func open(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Content-Disposition")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		return next(c)
	}
}
