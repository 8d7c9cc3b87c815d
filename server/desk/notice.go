package desk

import (
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Notices is what waits for a person, by kind and desk.
type Notices struct {
	web.Page
	Groups []NoticeGroup
	Count  int
	Until  int64 // microseconds since 1970 of the newest that is shown: what comes later isn't marked as read
}

// NoticeGroup is what waits of one kind on one desk.
type NoticeGroup struct {
	models.NoticeGroup
	Desk  string // its name; "" where there is none
	List  string // address of the view of the queue that shows them; "" where none does
	More  int    // that aren't listed one by one
	Until int64
}

// listOf gives the view of the queue, or of the cases, in which a kind of notice can be worked off.
func listOf(g models.NoticeGroup) string {
	in := func(path, name, value string) string {
		q := url.Values{name: {value}}
		if g.DeskID != "" && path == "/desk" {
			q.Set("desk", string(g.DeskID))
		}
		return path + "?" + q.Encode()
	}
	switch g.Kind {
	case models.NoticeOverdue:
		return in("/desk", "overdue", "1")
	case models.NoticeAnswer:
		return in("/desk", "waiting", "1")
	case models.NoticeAssigned:
		return in("/desk", "who", "me")
	case models.NoticeSecond:
		return in("/desk/cases", "waits", "second")
	case models.NoticeSentBack:
		return in("/desk/cases", "waits", "back")
	}
	return ""
}

func (d *Door) notices(c echo.Context) error {
	ctx, by := c.Request().Context(), reader(c)
	groups, err := d.review.Notices(ctx, by.Person)
	if err != nil {
		return err
	}
	desks, err := d.review.OwnDesks(ctx, by.Person)
	if err != nil {
		return err
	}
	names := map[models.ID]string{}
	for _, desk := range desks {
		names[desk.ID] = desk.Name
	}
	page := Notices{Page: d.web.Page(c, "desk.notices")}
	for _, g := range groups {
		group := NoticeGroup{g, names[g.DeskID], listOf(g), g.Count - len(g.Rows), g.Newest.UnixMicro()}
		page.Count += g.Count
		page.Until = max(page.Until, group.Until)
		page.Groups = append(page.Groups, group)
	}
	return d.web.Render(c, 200, page)
}

// readNotices marks one group as read, or all when no kind is named.
func (d *Door) readNotices(c echo.Context) error {
	until, err := strconv.ParseInt(c.FormValue("until"), 10, 64)
	if err != nil {
		return models.RefuseFields(models.FieldError{Field: "until", Key: "desk.error.choose"})
	}
	g := models.NoticeGroup{Kind: models.NoticeKind(c.FormValue("kind")), DeskID: models.ID(c.FormValue("desk")), Newest: time.UnixMicro(until)}
	if err := d.review.ReadNoticeGroup(c.Request().Context(), reader(c).Person, g); err != nil {
		return err
	}
	d.web.Flash(c, "notice.read.done")
	return c.Redirect(303, "/desk/notices")
}
