package desk

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Queue is what waits on one's desks.
type Queue struct {
	web.Page
	review.QueuePage
	Filter     models.QueueFilter
	Sorts      []models.QueueSort
	Priorities []models.Priority
	Countries  []string
	First      string
	NextPage   string
	Tab        string
}

func (d *Door) queue(c echo.Context) error {
	q := c.QueryParam
	by := reader(c)
	f := models.QueueFilter{
		DeskID: models.ID(q("desk")), State: models.ReportState(q("state")), Category: q("category"), Country: q("country"), SiteID: models.ID(q("site")),
		Priority: models.Priority(q("priority")), Free: q("who") == "nobody", Overdue: q("overdue") != "", Waiting: q("waiting") != "", Sort: models.QueueSort(q("sort")), After: q("after"),
	}
	if q("who") == "me" {
		f.TakenBy = by.ID
	}
	found, err := d.review.Queue(c.Request().Context(), by, f)
	if err != nil {
		return err
	}
	page := Queue{Page: d.web.Page(c, "desk.queue"), QueuePage: found, Filter: f, Sorts: models.QueueSorts, Priorities: models.Priorities, Tab: q("who") + q("overdue") + q("waiting")}
	seen := map[string]bool{}
	for _, s := range found.Sites {
		if !seen[s.Country] {
			seen[s.Country] = true
			page.Countries = append(page.Countries, s.Country)
		}
	}
	query := url.Values{}
	for name := range c.QueryParams() {
		if name != "after" && q(name) != "" {
			query.Set(name, q(name))
		}
	}
	page.First = "/desk?" + query.Encode()
	if found.Next != "" {
		query.Set("after", found.Next)
		page.NextPage = "/desk?" + query.Encode()
	}
	return d.web.Render(c, 200, page)
}
