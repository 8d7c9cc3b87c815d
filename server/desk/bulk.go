package desk

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Bulk is what became of each report of a deed on many.
type Bulk struct {
	web.Page
	Rows  []BulkRow
	Done  int
	Undo  models.Deed // deed that takes back what was done; "" when none does
	Back  string
	Deed  models.Deed
	Label models.ID // that was set or taken off
	Name  string    // of a label that was made with it
}

// BulkRow is one of them.
type BulkRow struct {
	review.BulkResult
	Why string // why it was refused; "" when it was done
}

// undo names the deed that takes another one back.
var undo = map[models.Deed]models.Deed{
	models.DeedReportTake: models.DeedReportRelease, models.DeedReportClose: models.DeedReportReopen,
	models.DeedReportLabel: models.DeedReportUnlabel, models.DeedReportUnlabel: models.DeedReportLabel,
}

func (d *Door) bulk(c echo.Context) error {
	ctx, by, v := c.Request().Context(), reader(c), c.FormValue
	deed, closing, _ := strings.Cut(v("deed"), ":")
	in := review.BulkInput{Deed: models.Deed(deed), Closing: models.Closing(closing), Desk: models.ID(v("desk")), Label: models.ID(v("label")), Name: strings.TrimSpace(v("name"))}
	for _, id := range c.Request().PostForm["report"] {
		in.Reports = append(in.Reports, models.ID(id))
	}
	results, err := d.review.Bulk(ctx, by, in)
	if err != nil {
		return err
	}
	back := web.LocalPath(v("back"))
	if !strings.HasPrefix(back, "/desk") {
		back = "/desk"
	}
	page := Bulk{Page: d.web.Page(c, "desk.bulk"), Undo: undo[in.Deed], Back: back, Deed: in.Deed, Label: in.Label, Name: in.Name}
	for _, r := range results {
		row := BulkRow{BulkResult: r}
		if r.Err != nil {
			row.Why = page.Refusal(r.Err)
		} else {
			page.Done++
		}
		page.Rows = append(page.Rows, row)
	}
	return d.web.Render(c, 200, page)
}

func (d *Door) saveView(c echo.Context) error {
	query, err := url.ParseQuery(c.FormValue("query"))
	if err == nil {
		query.Del("after")
		err = d.review.SaveView(c.Request().Context(), reader(c).Person, strings.TrimSpace(c.FormValue("name")), query.Encode())
	}
	if err != nil {
		return err
	}
	d.web.Flash(c, "desk.view.saved")
	return c.Redirect(303, "/desk?"+query.Encode())
}

func (d *Door) dropView(c echo.Context) error {
	if err := d.review.DropView(c.Request().Context(), reader(c).Person, id(c)); err != nil {
		return err
	}
	d.web.Flash(c, "desk.view.dropped")
	return c.Redirect(303, "/desk")
}
