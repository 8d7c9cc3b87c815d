// Package press is the door of journalists: asking for accreditation, embargoed previews by personal
// links, and alerts for a search.
package press

import (
	"github.com/labstack/echo/v4"

	"loupe/alerts"
	"loupe/publish"
	"loupe/server/web"
)

// Door serves them.
type Door struct {
	web     *web.Web
	publish *publish.Desk
	alerts  *alerts.Alerts
}

// New makes the door.
func New(w *web.Web, p *publish.Desk, a *alerts.Alerts) *Door { return &Door{w, p, a} }

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	write := d.web.Limit("press", 60, 30)
	e.GET("/press", d.form)
	e.POST("/press", d.apply, write)
	e.GET("/preview/:token", d.preview, d.web.Limit("preview", 600, 300))
	e.GET("/preview/:token/:copy", d.copy, d.web.Limit("preview-copy", 6000, 1000))
	e.GET("/alerts", d.alertForm)
	e.POST("/alerts", d.ask, write)
	e.GET("/alerts/:token", d.alert)
	e.POST("/alerts/:token/confirm", d.confirm)
	e.POST("/alerts/:token/stop", d.stop)
}
