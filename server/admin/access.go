package admin

import (
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/people"
	"loupe/server/web"
)

const (
	accessDays  = 90 // that are shown when nothing is asked
	accessShown = 500
	accessMost  = 100_000 // rows of a file
)

// Access is an auditor's review of what a person came to know of. No content.
type Access struct {
	web.Page
	people.AccessReview
	People      []models.Person
	Chosen      models.ID
	From, Until string // YYYY-MM-DD, both included
	All         bool
	File        string
	Form        web.Form
}

// asked reads the filter. What can't be read is told in the field that it stands in.
func (d *Door) asked(c echo.Context, limit int) (f models.AccessFilter, until time.Time, err error) {
	today := d.web.Now().UTC().Truncate(24 * time.Hour)
	day := func(name string, otherwise time.Time) time.Time {
		text := c.QueryParam(name)
		if text == "" {
			return otherwise
		}
		at, wrong := time.Parse(time.DateOnly, text)
		if wrong != nil {
			err = models.RefuseFields(models.FieldError{Field: name, Key: "access.error.day"})
			return otherwise
		}
		return at
	}
	f = models.AccessFilter{Person: models.ID(c.QueryParam("person")), All: c.QueryParam("all") != "", Limit: limit}
	f.From, until = day("from", today.AddDate(0, 0, -accessDays)), day("until", today)
	f.Until = until.AddDate(0, 0, 1)
	if err == nil && !f.From.Before(f.Until) {
		err = models.RefuseFields(models.FieldError{Field: "until", Key: "access.error.order"})
	}
	return f, until, err
}

func (d *Door) access(c echo.Context) error {
	ctx, by := d.by(c)
	f, until, wrong := d.asked(c, accessShown)
	p := d.web.Page(c, "access.title")
	page := Access{Page: p, Chosen: f.Person, From: f.From.Format(time.DateOnly), Until: until.Format(time.DateOnly), All: f.All, Form: p.Form(c.QueryParams(), wrong)}
	var err error
	if page.People, err = d.people.Reviewed(ctx, by); err != nil {
		return err
	}
	if f.Person != "" && wrong == nil {
		if page.AccessReview, err = d.people.Access(ctx, opened(c), f); err != nil {
			return err
		}
		q := url.Values{"person": {string(f.Person)}, "from": {page.From}, "until": {page.Until}}
		if f.All {
			q.Set("all", "yes")
		}
		page.File = "/desk/audit/access.csv?" + q.Encode()
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) accessFile(c echo.Context) error {
	f, _, err := d.asked(c, accessMost)
	if err != nil {
		return err
	}
	found, err := d.people.Access(c.Request().Context(), opened(c), f)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="access.csv"`)
	h.Set(echo.HeaderCacheControl, "no-store")
	w := csv.NewWriter(c.Response())
	rows := [][]string{{"at", "person_id", "person", "deed", "item_kind", "item_id", "restricted", "desk", "by", "reason", "custody_entry"}}
	for _, r := range found.Rows {
		entry := ""
		if r.Seq > 0 {
			entry = strconv.FormatInt(r.Seq, 10)
		}
		rows = append(rows, []string{
			r.At.Format(time.RFC3339), string(found.Person.ID), plainCell(found.Person.Name), string(r.Deed), r.ItemKind, string(r.ItemID),
			strconv.FormatBool(r.Restricted), plainCell(r.Desk), plainCell(r.By), plainCell(r.Reason), entry,
		})
	}
	return w.WriteAll(rows)
}

// plainCell keeps a spreadsheet from taking words for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func opened(c echo.Context) people.Opened {
	v := web.VisitorOf(c)
	return people.Opened{Person: v.Person, Key: v.Key, SessionID: v.SessionID}
}
