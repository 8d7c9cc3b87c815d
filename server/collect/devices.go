package collect

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/openrosa"
	"loupe/people"
	"loupe/server/web"
)

// Devices lists what phones send with, and shows a new one once.
type Devices struct {
	web.Page
	Form     web.Form
	Admin    bool
	Action   string
	Rows     []models.DeviceOwner
	Monitors []models.Person // for whom an admin can make one
	Made     *people.MadeDevice
	Code     Code // Collect's settings for the new one
	Server   string
	Tella    string
}

func (d *Door) ownDevices(c echo.Context) error { return d.showOwn(c, nil, nil) }

func (d *Door) showOwn(c echo.Context, made *people.MadeDevice, wrong error) error {
	rows, err := d.people.OwnDevices(c.Request().Context(), web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	return d.showDevices(c, Devices{Action: "/monitor/devices", Rows: rows, Made: made}, wrong)
}

func (d *Door) allDevices(c echo.Context) error { return d.showAll(c, nil, nil) }

func (d *Door) showAll(c echo.Context, made *people.MadeDevice, wrong error) error {
	rows, monitors, err := d.people.AllDevices(c.Request().Context(), web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	return d.showDevices(c, Devices{Action: "/desk/admin/devices", Admin: true, Rows: rows, Monitors: monitors, Made: made}, wrong)
}

func (d *Door) showDevices(c echo.Context, page Devices, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	page.Page = d.web.Page(c, "device.title")
	typed := c.Request().PostForm
	if page.Made != nil {
		typed = url.Values{}
		page.Server, page.Tella = d.address("/openrosa"), d.address("/tella/p/"+tellaProject)
		settings, err := openrosa.CollectSettings(page.Server, page.Made.Username, page.Made.Password)
		if err != nil {
			return err
		}
		if page.Code, err = drawCode(string(settings)); err != nil {
			return err
		}
	}
	page.Form = page.Page.Form(typed, wrong)
	return d.web.Render(c, web.Status(wrong), page)
}

// address is an absolute address of ours.
func (d *Door) address(path string) string { return strings.TrimSuffix(d.web.BaseURL, "/") + path }

func (d *Door) makeOwn(c echo.Context) error {
	by := web.VisitorOf(c).Person
	made, err := d.people.MakeDevice(c.Request().Context(), by, by.ID, c.FormValue("name"))
	if err != nil {
		return d.showOwn(c, nil, err)
	}
	return d.showOwn(c, &made, nil)
}

func (d *Door) makeFor(c echo.Context) error {
	made, err := d.people.MakeDevice(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.FormValue("person")), c.FormValue("name"))
	if models.KindOf(err) == models.NotFound {
		err = models.RefuseFields(models.FieldError{Field: "person", Key: "device.error.monitor"})
	}
	if err != nil {
		return d.showAll(c, nil, err)
	}
	return d.showAll(c, &made, nil)
}

func (d *Door) revokeOwn(c echo.Context) error { return d.revoke(c, "/monitor/devices", d.showOwn) }
func (d *Door) revokeAny(c echo.Context) error {
	return d.revoke(c, "/desk/admin/devices", d.showAll)
}

func (d *Door) revoke(c echo.Context, back string, show func(echo.Context, *people.MadeDevice, error) error) error {
	if err := d.people.RevokeDevice(c.Request().Context(), web.VisitorOf(c).Person, models.ID(c.Param("id"))); err != nil {
		return show(c, nil, err)
	}
	d.web.Flash(c, "device.revoked")
	return c.Redirect(303, back)
}
