package report

import (
	"errors"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// AboutReceipt explains what the words are for.
type AboutReceipt struct{ web.Page }

// ReturnForm asks for the words.
type ReturnForm struct {
	web.Page
	Form web.Form
}

// Returned shows how far a report is, the desk's questions, and a form to answer or add.
type Returned struct {
	web.Page
	intake.Returned
	Form    web.Form
	Action  string
	Receipt string // the words, for the next step of the same person; "" for a monitor
	Token   string
	Step    string // message key of how far it is
	Sent    bool
	Limits  intake.Limits
	MaxMB   int64
}

func (d *Door) aboutReceipt(c echo.Context) error {
	return d.web.Render(c, 200, AboutReceipt{d.web.Page(c, "report.about.title")})
}

func (d *Door) returnForm(c echo.Context) error {
	p := d.web.Page(c, "report.return.title")
	return d.web.Render(c, 200, ReturnForm{p, p.Form(nil, nil)})
}

// returned shows a report to who has its words, and takes what they add.
func (d *Door) returned(c echo.Context) error {
	ctx := c.Request().Context()
	var receipt seal.Receipt
	edge, values, err := d.receive(c, func(fields url.Values) (edge *intake.Edge, err error) {
		if receipt, err = seal.ParseReceipt(fields.Get("receipt")); err != nil {
			return nil, err
		}
		return d.intake.BeginAnswer(ctx, receipt)
	})
	if err != nil {
		return d.refuseReturn(c, values, err)
	}
	sent := false
	if values.Get("answer") != "" || values.Get("text") != "" || len(edge.Exhibits()) > 0 {
		err = edge.Answer(ctx, "", values.Get("text"), values.Get("token"))
		sent = err == nil
	}
	if err != nil && !web.Mendable(err) {
		return err
	}
	page, lookErr := d.intake.Look(ctx, receipt)
	if lookErr != nil {
		return d.refuseReturn(c, values, lookErr)
	}
	if sent {
		values = url.Values{}
	}
	return d.showReturn(c, page, values, err, sent, "/report/return", receipt.Text())
}

func (d *Door) refuseReturn(c echo.Context, values url.Values, err error) error {
	var word seal.ErrReceiptWord
	refused := models.FieldError{Field: "receipt", Key: "report.return.unknown"}
	switch {
	case errors.As(err, &word) && word.Suggestion != "":
		refused.Key, refused.Args = "report.return.word_near", map[string]any{"Position": word.Position, "Word": word.Suggestion}
	case errors.As(err, &word):
		refused.Key, refused.Args = "report.return.word", map[string]any{"Position": word.Position}
	case errors.Is(err, seal.ErrReceiptLength):
		refused.Key = "report.return.length"
	case errors.Is(err, seal.ErrReceiptChecksum):
		refused.Key = "report.return.checksum"
	case models.KindOf(err) != models.NotFound:
		return err
	}
	p := d.web.Page(c, "report.return.title")
	wrong := models.RefuseFields(refused)
	return d.web.Render(c, web.Status(wrong), ReturnForm{p, p.Form(values, wrong)})
}

func (d *Door) showReturn(c echo.Context, r intake.Returned, values url.Values, wrong error, sent bool, action, words string) error {
	p := d.web.Page(c, "report.return.title")
	limits := d.intake.Limits()
	token, _, err := seal.NewToken(d.web.Random)
	if err != nil {
		return err
	}
	return d.web.Render(c, web.Status(wrong), Returned{
		Page: p, Returned: r, Form: p.Form(values, wrong), Action: action, Receipt: words, Token: token, Step: step(r.Return), Sent: sent, Limits: limits, MaxMB: limits.FileSize >> 20,
	})
}

// step says in one word how far a report is.
func step(r models.Return) string {
	switch {
	case r.Public == models.Published || r.Public == models.Corrected:
		return "report.step.published"
	case r.CaseState == models.CaseDecided:
		return "report.step.decided"
	case r.Report.State == models.ReportJoined:
		return "report.step.verifying"
	case r.Report.State == models.ReportClosed:
		return "report.step.closed"
	case r.Report.State == models.ReportTaken:
		return "report.step.reading"
	}
	return "report.step.received"
}
