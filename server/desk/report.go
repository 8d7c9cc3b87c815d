package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Report is a report as its desk reads it.
type Report struct {
	web.Page
	review.OpenReport
	Form     web.Form
	Closings []models.Closing
	Ready    []Ready // messages to begin with, in the source's language as far as there are any
	ReadyIn  string  // the language of those that ship
}

// MaxFiles and MaxMB bound what goes with a question.
func (Report) MaxFiles() int { return review.MaxFiles }

// MaxMB is the size of all its files together.
func (Report) MaxMB() int { return review.MaxFileSize >> 20 }

// takenBack says which deed takes back what a flash tells.
var takenBack = map[string]models.Deed{"desk.taken": "release", "desk.released": "take", "desk.closed": "reopen"}

func (d *Door) report(c echo.Context) error { return d.showReport(c, nil) }

func (d *Door) showReport(c echo.Context, wrong error) error {
	return d.showTyped(c, c.Request().PostForm, wrong)
}

// showTyped is showReport with what was typed.
func (d *Door) showTyped(c echo.Context, values url.Values, wrong error) error {
	open, err := d.review.Report(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "desk.report")
	if back, ok := takenBack[p.Said]; ok && open.May["report."+back] {
		p.UndoAt = "/desk/reports/" + c.Param("id") + "/" + string(back)
	}
	ready, in, err := d.readyFor(c, p, open.Report)
	if err != nil {
		return err
	}
	return d.web.Render(c, web.Status(wrong), Report{p, open, p.Form(values, wrong), []models.Closing{models.ClosedDuplicate, models.ClosedOutOfScope}, ready, in})
}

// Near lists reports that may be about the same.
type Near struct {
	web.Page
	Report models.Report
	Rows   []review.Neighbour
}

func (d *Door) near(c echo.Context) error {
	row, list, err := d.review.Neighbours(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	return d.web.Render(c, 200, Near{d.web.Page(c, "desk.near"), row, list})
}

// Certificate says that a report was destroyed.
type Certificate struct {
	web.Page
	review.Certificate
	Leaf string // SHA-256 of the entry as the ledger holds it
}

func (d *Door) hold(c echo.Context) error {
	hold := c.FormValue("hold") != ""
	return d.reportDone(c, d.review.Hold(c.Request().Context(), reader(c), id(c), hold), "desk.hold.saved")
}

// erase asks for the word that the form names: what is destroyed doesn't come back.
func (d *Door) erase(c echo.Context) error {
	if !strings.EqualFold(strings.TrimSpace(c.FormValue("word")), d.web.Page(c, "desk.erase").T("desk.erase.word")) {
		return d.showReport(c, models.RefuseFields(models.FieldError{Field: "word", Key: "desk.error.erase"}))
	}
	err := d.review.Erase(c.Request().Context(), reader(c), id(c))
	return d.done(c, err, "/desk/reports/"+c.Param("id")+"/certificate", "desk.erased", d.showReport)
}

func (d *Door) certificate(c echo.Context) error {
	cert, err := d.review.Certificate(c.Request().Context(), reader(c).Person, id(c))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(cert.Entry.Leaf)
	return d.web.Render(c, 200, Certificate{d.web.Page(c, "desk.certificate"), cert, hex.EncodeToString(sum[:])})
}

func (d *Door) reportDone(c echo.Context, err error, flash string) error {
	return d.done(c, err, "/desk/reports/"+c.Param("id"), flash, d.showReport)
}

func (d *Door) take(c echo.Context) error {
	return d.reportDone(c, d.review.Take(c.Request().Context(), reader(c).Person, id(c)), "desk.taken")
}

func (d *Door) release(c echo.Context) error {
	return d.reportDone(c, d.review.Release(c.Request().Context(), reader(c).Person, id(c)), "desk.released")
}

func (d *Door) close(c echo.Context) error {
	return d.reportDone(c, d.review.Close(c.Request().Context(), reader(c).Person, id(c), models.Closing(c.FormValue("closing")), models.ID(strings.TrimSpace(c.FormValue("of"))), strings.TrimSpace(c.FormValue("reason"))), "desk.closed")
}

func (d *Door) reopen(c echo.Context) error {
	return d.reportDone(c, d.review.Reopen(c.Request().Context(), reader(c).Person, id(c)), "desk.reopened")
}

func (d *Door) route(c echo.Context) error {
	err := d.review.Route(c.Request().Context(), reader(c), id(c), models.ID(c.FormValue("desk")))
	return d.done(c, err, "/desk", "desk.routed", d.showReport)
}

func (d *Door) openCase(c echo.Context) error {
	made, err := d.review.OpenCase(c.Request().Context(), reader(c), id(c), c.FormValue("title"))
	return d.done(c, err, "/desk/cases/"+string(made), "desk.case_opened", d.showReport)
}

func (d *Door) join(c echo.Context) error {
	to := models.ID(c.FormValue("case"))
	err := d.review.JoinCase(c.Request().Context(), reader(c), id(c), to)
	return d.done(c, err, "/desk/cases/"+string(to), "desk.joined", d.showReport)
}
