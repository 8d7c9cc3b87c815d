package desk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Record is a case's record: who is in it, what was done and to how many, when, what is claimed and
// which reports bear it out.
type Record struct {
	web.Page
	Case        review.OpenCaseFile
	Form        web.Form
	Roles       []models.PersonRole
	Protections []models.Protection
	Stances     []models.Stance
}

func (d *Door) record(c echo.Context) error { return d.showRecord(c, nil) }

func (d *Door) showRecord(c echo.Context, wrong error) error {
	open, err := d.review.Case(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "case.record")
	return d.web.Render(c, web.Status(wrong), Record{p, open, p.Form(c.Request().PostForm, wrong), models.PersonRoles, models.Protections, []models.Stance{models.Supports, models.Contradicts}})
}

func (d *Door) changeRecord(c echo.Context) error {
	change, err := d.change(c)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(c.FormValue("version"))
	err = d.review.ChangeRecord(c.Request().Context(), reader(c), id(c), version, change)
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/record#"+c.Param("part"), "case.saved", d.showRecord)
}

// change reads one change from the form of a part.
func (d *Door) change(c echo.Context) (review.Change, error) {
	v := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	number := func(name string) int { n, _ := strconv.Atoi(v(name)); return n }
	if key := v("remove"); key != "" {
		return review.Remove(key), nil
	}
	row := models.ID(v("id"))
	if row == "" {
		var err error
		if row, err = d.review.NewID(); err != nil {
			return nil, err
		}
	}
	switch c.Param("part") {
	case "person":
		return review.PutPerson(models.CasePerson{ID: row, Role: models.PersonRole(v("role")), Name: v("name"), Pseudonym: v("pseudonym"), Protection: models.Protection(v("protection")), Note: v("note")}), nil
	case "act":
		return review.PutAct(models.CaseAct{Code: v("code"), Min: number("min"), Max: max(number("max"), number("min")), Women: number("women"), Men: number("men"), Girls: number("girls"), Boys: number("boys")}), nil
	case "event":
		return review.PutEvent(models.CaseEvent{ID: row, On: v("on"), Text: v("text")}), nil
	case "claim":
		claim := models.Claim{ID: row, Text: v("text"), Stances: map[models.ID]models.Stance{}, Resolved: v("resolved")}
		for name, values := range c.Request().PostForm {
			if report, ok := strings.CutPrefix(name, "stance_"); ok && len(values) > 0 {
				claim.Stances[models.ID(report)] = models.Stance(values[0])
			}
		}
		return review.PutClaim(claim), nil
	case "pair":
		return review.PutIndependence(models.Independence{A: models.ID(v("a")), B: models.ID(v("b")), Independent: v("independent") != "no", Why: v("why")}), nil
	}
	return nil, models.ErrNotFound
}

func (d *Door) addTask(c echo.Context) error {
	v := c.FormValue
	return d.caseDone(c, d.review.AddTask(c.Request().Context(), reader(c), id(c), models.ID(v("for")), strings.TrimSpace(v("task")), v("due")), "case.saved")
}

func (d *Door) doneTask(c echo.Context) error {
	return d.caseDone(c, d.review.DoneTask(c.Request().Context(), reader(c), id(c), models.ID(c.Param("task"))), "case.saved")
}

func (d *Door) merge(c echo.Context) error {
	into := models.ID(c.FormValue("into"))
	err := d.review.Merge(c.Request().Context(), reader(c), id(c), into)
	return d.done(c, err, "/desk/cases/"+string(into), "case.merged", d.showCase)
}

// export streams a case, sealed to a recipient. Once the first byte has left, an error can only cut the
// file short, which whoever opens it is told.
func (d *Door) export(c echo.Context) error {
	w := &onFirstByte{ResponseWriter: c.Response(), before: func(h http.Header) {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", `attachment; filename="export.age"`)
		h.Set("Cache-Control", "no-store")
	}}
	err := d.review.Export(c.Request().Context(), reader(c), id(c), c.FormValue("recipient"), w)
	if err != nil && !w.begun && web.Mendable(err) {
		return d.showCase(c, err)
	}
	return err
}

// onFirstByte sets headers only when something is really sent.
type onFirstByte struct {
	http.ResponseWriter
	before func(http.Header)
	begun  bool
}

func (w *onFirstByte) Write(p []byte) (int, error) {
	if !w.begun {
		w.begun = true
		w.before(w.Header())
	}
	return w.ResponseWriter.Write(p)
}

func (d *Door) split(c echo.Context) error {
	report := models.ID(c.FormValue("report"))
	err := d.review.Split(c.Request().Context(), reader(c), id(c), report)
	return d.done(c, err, "/desk/reports/"+string(report), "case.split", d.showCase)
}

func (d *Door) settle(c echo.Context) error {
	axis := models.Axis(c.Param("axis"))
	err := d.review.Settle(c.Request().Context(), reader(c), id(c), axis, models.ID(c.FormValue("report")), c.FormValue("grade"), strings.TrimSpace(c.FormValue("note")))
	return d.done(c, err, "/desk/cases/"+c.Param("id"), "case.settled", d.showGrade)
}

// ReportName names a report of the case for a form: its number in the case and when it came.
func (r Record) ReportName(report models.ID) string {
	for i, x := range r.Case.Reports {
		if x.ID == report {
			return r.T("case.report.of", "Number", i+1, "Date", r.Date(x.Facts.ReceivedAt))
		}
	}
	return string(report)
}
