package report

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// attached gives a file that the desk sent, to who has the words. They travel in the body: an address
// would stay in the browser's history.
func (d *Door) attached(c echo.Context) error {
	receipt, err := seal.ParseReceipt(c.FormValue("receipt"))
	if err != nil {
		return d.refuseReturn(c, c.Request().PostForm, err)
	}
	f, data, err := d.intake.Attached(c.Request().Context(), receipt, models.ID(c.FormValue("file")))
	if err != nil {
		return err
	}
	return web.ServeFile(c, f.Type, f.Name, true, bytes.NewReader(data))
}

// ownAttached gives it to the monitor whose report it is.
func (d *Door) ownAttached(c echo.Context) error {
	v := web.VisitorOf(c)
	f, data, err := d.intake.AttachedOwn(c.Request().Context(), v.Person, v.Key, models.ID(c.Param("id")), models.ID(c.Param("file")))
	if err != nil {
		return err
	}
	return web.ServeFile(c, f.Type, f.Name, true, bytes.NewReader(data))
}
