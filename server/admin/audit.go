package admin

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Audit is the custody record: who did what to which item, when. No content.
type Audit struct {
	web.Page
	Entries []models.CustodyEntry
	Filter  models.CustodyFilter
	People  []models.Person // to choose whose deeds are shown
	First   string
	Next    string
	After   bool
}

func (d *Door) audit(c echo.Context) error {
	ctx, by := d.by(c)
	f := models.CustodyFilter{ItemID: models.ID(c.QueryParam("item")), ActorID: models.ID(c.QueryParam("actor")), Deed: models.Deed(c.QueryParam("deed")), After: c.QueryParam("after")}
	entries, next, err := d.people.Audit(ctx, by, f)
	if err != nil {
		return err
	}
	q := url.Values{}
	for name, value := range map[string]string{"item": string(f.ItemID), "actor": string(f.ActorID), "deed": string(f.Deed)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	page := Audit{Page: d.web.Page(c, "admin.audit"), Entries: entries, Filter: f, First: "/desk/audit?" + q.Encode(), After: f.After != ""}
	if page.People, err = d.people.Reviewed(ctx, by); err != nil {
		return err
	}
	if next != "" {
		q.Set("after", next)
		page.Next = "/desk/audit?" + q.Encode()
	}
	return d.web.Render(c, 200, page)
}
