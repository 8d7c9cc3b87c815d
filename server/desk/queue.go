package desk

import (
	"net/url"
	"slices"

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
	Views      []models.View
	Words      string // that are looked for
	Left       int    // reports that aren't searched yet
	Query      string // of this view, to be kept
	Closings   []models.Closing
	Others     []models.Desk // to which a report can be routed
}

// Whose tells a label's desk, to those who are on several.
func (q Queue) Whose(l models.Label) string {
	if i := slices.IndexFunc(q.Desks, func(d models.Desk) bool { return d.ID == l.DeskID }); i >= 0 && len(q.Desks) > 1 {
		return " · " + q.Desks[i].Name
	}
	return ""
}

func (d *Door) queue(c echo.Context) error {
	q := c.QueryParam
	by := reader(c)
	f := models.QueueFilter{
		DeskID: models.ID(q("desk")), State: models.ReportState(q("state")), Category: q("category"), Country: q("country"), SiteID: models.ID(q("site")), Label: models.ID(q("label")),
		Priority: models.Priority(q("priority")), Free: q("who") == "nobody", Overdue: q("overdue") != "", Waiting: q("waiting") != "", Asked: q("asked") != "", Sort: models.QueueSort(q("sort")), After: q("after"),
	}
	if q("who") == "me" {
		f.TakenBy = by.ID
	}
	var left int
	if q("words") != "" {
		var err error
		if f.IDs, left, err = d.review.Search(c.Request().Context(), by, q("words")); err != nil {
			return err
		}
		if len(f.IDs) == 0 {
			f.IDs = []models.ID{"none"}
		}
	}
	found, err := d.review.Queue(c.Request().Context(), by, f)
	if err != nil {
		return err
	}
	page := Queue{Page: d.web.Page(c, "desk.queue"), QueuePage: found, Filter: f, Sorts: models.QueueSorts, Priorities: models.Priorities, Tab: tab(q), Words: q("words"), Left: left}
	page.Closings = []models.Closing{models.ClosedDuplicate, models.ClosedOutOfScope}
	if page.Views, err = d.review.Views(c.Request().Context(), by.Person); err != nil {
		return err
	}
	page.Others = found.Routable
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
	page.Query = query.Encode()
	page.First = "/desk?" + page.Query
	if found.Next != "" {
		query.Set("after", found.Next)
		page.NextPage = "/desk?" + query.Encode()
	}
	return d.web.Render(c, 200, page)
}

// tab names the tab that a query is.
func tab(q func(string) string) string {
	switch {
	case q("who") != "":
		return q("who")
	case q("waiting") != "":
		return "waiting"
	case q("asked") != "":
		return "asked"
	case q("overdue") != "":
		return "overdue"
	case q("state") == "" && q("priority") == "" && q("category") == "" && q("country") == "" && q("site") == "" && q("label") == "" && q("desk") == "":
		return "all"
	}
	return ""
}
