package desk

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Cases lists the cases of one's desks.
type Cases struct {
	web.Page
	review.CasePage
	Filter   models.CaseFilter
	States   []models.CaseState
	Outcomes []models.Outcome
	First    string
	NextPage string
	Tab      string
}

// CaseFile is a case as its desk works on it.
type CaseFile struct {
	web.Page
	review.OpenCaseFile
	Form     web.Form
	Outcomes []models.Outcome
	Checks   []models.Check
	Redacted map[models.ID]models.Redaction // by exhibit, the newest
}

// Grade asks for one grade, with the definitions in view.
type Grade struct {
	web.Page
	Form   web.Form
	Case   review.OpenCaseFile
	Axis   models.Axis
	Report models.ID
	Grades []string
	Given  review.Grading // so far, to what is graded
}

// Check is the checklist of one exhibit.
type Check struct {
	web.Page
	Form    web.Form
	Case    review.OpenCaseFile
	Exhibit review.CaseExhibit
	Checks  []models.Check
	Answers []models.Answer
}

func (d *Door) cases(c echo.Context) error {
	q := c.QueryParam
	f := models.CaseFilter{DeskID: models.ID(q("desk")), State: models.CaseState(q("state")), Outcome: models.Outcome(q("outcome")), Publication: models.PublicationState(q("publication")), Category: q("category"), Country: q("country"), Waits: q("waits"), After: q("after")}
	found, err := d.review.Cases(c.Request().Context(), reader(c), f)
	if err != nil {
		return err
	}
	page := Cases{Page: d.web.Page(c, "case.list"), CasePage: found, Filter: f, States: []models.CaseState{models.CaseVerifying, models.CaseProposed, models.CaseDecided}, Outcomes: models.Outcomes, Tab: f.Waits}
	query := url.Values{}
	for name := range c.QueryParams() {
		if name != "after" && q(name) != "" {
			query.Set(name, q(name))
		}
	}
	page.First = "/desk/cases?" + query.Encode()
	if found.Next != "" {
		query.Set("after", found.Next)
		page.NextPage = "/desk/cases?" + query.Encode()
	}
	return d.web.Render(c, 200, page)
}

func (d *Door) caseFile(c echo.Context) error { return d.showCase(c, nil) }

func (d *Door) showCase(c echo.Context, wrong error) error {
	open, err := d.review.Case(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	redacted, err := d.publish.Redacted(c.Request().Context(), editor(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "case.title", "Number", open.Number)
	v := c.Request().PostForm
	if !v.Has("version") {
		v = fileValues(open)
	}
	return d.web.Render(c, web.Status(wrong), CaseFile{p, open, p.Form(v, wrong), models.Outcomes, models.Checks, redacted})
}

func fileValues(o review.OpenCaseFile) url.Values {
	f := o.File
	return url.Values{
		"title": {f.Title}, "summary": {f.Summary}, "place": {f.Place}, "occurred_on": {f.OccurredOn}, "occurred_until": {f.OccurredUntil}, "occurred_precision": {string(f.Precision)},
		"victims_min": {count(f.VictimsMin)}, "victims_max": {count(f.VictimsMax)}, "category": o.Categories, "country": {o.Country}, "region": {o.Region}, "site": {string(o.SiteID)},
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (d *Door) caseDone(c echo.Context, err error, flash string) error {
	return d.done(c, err, "/desk/cases/"+c.Param("id"), flash, d.showCase)
}

func (d *Door) saveFile(c echo.Context) error {
	ctx := c.Request().Context()
	open, err := d.review.Case(ctx, reader(c), id(c))
	if err != nil {
		return err
	}
	v := c.FormValue
	in := review.FileInput{CaseFile: open.File, Categories: c.Request().PostForm["category"], Country: open.Country, Region: open.Region, SiteID: models.ID(v("site"))}
	in.Title, in.Summary, in.Place, in.OccurredOn, in.OccurredUntil = v("title"), v("summary"), v("place"), v("occurred_on"), v("occurred_until")
	in.Precision = models.DatePrecision(v("occurred_precision"))
	in.VictimsMin, _ = strconv.Atoi(strings.TrimSpace(v("victims_min")))
	in.VictimsMax, _ = strconv.Atoi(strings.TrimSpace(v("victims_max")))
	in.Version, _ = strconv.Atoi(v("version"))
	for _, s := range open.Sites {
		if s.ID == in.SiteID {
			in.Country, in.Region = s.Country, s.Region
		}
	}
	return d.caseDone(c, d.review.SaveFile(ctx, reader(c), id(c), in), "case.saved")
}

func (d *Door) gradeForm(c echo.Context) error { return d.showGrade(c, nil) }

func (d *Door) showGrade(c echo.Context, wrong error) error {
	open, err := d.review.Case(c.Request().Context(), reader(c), id(c))
	axis := models.Axis(c.Param("axis"))
	if err == nil && models.Grades[axis] == nil {
		err = models.ErrNotFound
	}
	if err != nil {
		return err
	}
	p := d.web.Page(c, "case.grade."+string(axis))
	return d.web.Render(c, web.Status(wrong), Grade{p, p.Form(c.Request().PostForm, wrong), open, axis, models.ID(c.FormValue("report")), models.Grades[axis], open.Grading(axis, models.ID(c.FormValue("report")))})
}

func (d *Door) grade(c echo.Context) error {
	err := d.review.Grade(c.Request().Context(), reader(c), id(c), models.Axis(c.Param("axis")), models.ID(c.FormValue("report")), c.FormValue("grade"), c.FormValue("note"))
	return d.done(c, err, "/desk/cases/"+c.Param("id"), "case.graded", d.showGrade)
}

func (d *Door) checkForm(c echo.Context) error { return d.showCheck(c, nil) }

func (d *Door) showCheck(c echo.Context, wrong error) error {
	open, err := d.review.Case(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	for _, e := range open.Exhibits {
		if e.ID == models.ID(c.Param("exhibit")) {
			p := d.web.Page(c, "case.check")
			return d.web.Render(c, web.Status(wrong), Check{p, p.Form(c.Request().PostForm, wrong), open, e, models.Checks, models.Answers})
		}
	}
	return models.ErrNotFound
}

func (d *Door) check(c echo.Context) error {
	var answers []review.Answer
	for _, name := range models.Checks {
		answers = append(answers, review.Answer{Check: name, Answer: models.Answer(c.FormValue("answer_" + string(name))), Note: strings.TrimSpace(c.FormValue("note_" + string(name)))})
	}
	err := d.review.Check(c.Request().Context(), reader(c), id(c), models.ID(c.Param("exhibit")), answers)
	return d.done(c, err, "/desk/cases/"+c.Param("id"), "case.checked", d.showCheck)
}

func (d *Door) note(c echo.Context) error {
	return d.caseDone(c, d.review.Note(c.Request().Context(), reader(c), id(c), strings.TrimSpace(c.FormValue("note"))), "case.noted")
}

func (d *Door) propose(c echo.Context) error {
	revision, _ := strconv.Atoi(c.FormValue("revision"))
	return d.caseDone(c, d.review.Propose(c.Request().Context(), reader(c), id(c), models.Outcome(c.FormValue("outcome")), strings.TrimSpace(c.FormValue("reason")), revision), "case.proposed")
}

func (d *Door) confirm(c echo.Context) error {
	return d.caseDone(c, d.review.Confirm(c.Request().Context(), reader(c), id(c), strings.TrimSpace(c.FormValue("note"))), "case.confirmed")
}

func (d *Door) sendBack(c echo.Context) error {
	return d.caseDone(c, d.review.SendBack(c.Request().Context(), reader(c), id(c), strings.TrimSpace(c.FormValue("note"))), "case.sent_back")
}

func (d *Door) reopenCase(c echo.Context) error {
	return d.caseDone(c, d.review.ReopenCase(c.Request().Context(), reader(c), id(c)), "case.reopened")
}
