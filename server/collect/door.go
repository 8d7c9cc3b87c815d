// Package collect is the door of devices: phones that send with the apps they have already, under
// credentials of their own. What comes is sealed at this edge while it streams in. The door can't
// reach review or publishing, and nothing that it says holds a word of a report.
package collect

import (
	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/people"
	"loupe/server/web"
)

// Door serves them.
type Door struct {
	web    *web.Web
	people *people.People
	intake *intake.Intake
	counts *counts
}

// New makes the door.
func New(w *web.Web, p *people.People, in *intake.Intake) *Door {
	return &Door{web: w, people: p, intake: in, counts: newCounts()}
}

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	d.deviceRoutes(e)
	d.formRoutes(e)
	d.rosaRoutes(e)
	d.tellaRoutes(e)
}

// deviceRoutes are the pages on which devices are made and revoked.
func (d *Door) deviceRoutes(e *echo.Echo) {
	own := e.Group("/monitor/devices", d.web.SignedIn(models.RoleMonitor))
	own.GET("", d.ownDevices)
	own.POST("", d.makeOwn)
	own.POST("/:id/revoke", d.revokeOwn)
	all := e.Group("/desk/admin/devices", d.web.SignedIn(models.RoleAdmin))
	all.GET("", d.allDevices)
	all.POST("", d.makeFor)
	all.POST("/:id/revoke", d.revokeAny)
}
