package report

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// AskDesk is the form by which anybody writes to the desk of a published case. It takes the same way
// as a report: sealed here for the desk, answered through a receipt, without naming anyone.
type AskDesk struct {
	web.Page
	Form     web.Form
	Ref      string
	Token    string
	Held     string
	Kept     []models.OriginalManifest
	Limits   intake.Limits
	MaxMB    int64
	Purposes []string
	Spoken   []string
}

// purposes are what somebody may want of a case's desk.
var purposes = []string{"question", "correction", "reply", "more"}

var referenceForm = regexp.MustCompile(`^LP-\d{4}-\d{4,9}$`)

func (d *Door) about(c echo.Context) (string, error) {
	ref := strings.ToUpper(c.Param("ref"))
	if !referenceForm.MatchString(ref) {
		return "", models.ErrNotFound
	}
	return ref, d.intake.About(c.Request().Context(), ref)
}

func (d *Door) askForm(c echo.Context) error {
	ref, err := d.about(c)
	if err != nil {
		return err
	}
	return d.showAsk(c, ref, url.Values{}, nil, nil)
}

func (d *Door) showAsk(c echo.Context, ref string, values url.Values, edge *intake.Edge, wrong error) error {
	p := d.web.Page(c, "letter.title", "Ref", ref)
	if values.Get("language") == "" {
		values.Set("language", p.Lang())
	}
	limits := d.intake.Limits()
	page := AskDesk{Page: p, Form: p.Form(values, wrong), Ref: ref, Token: values.Get("token"), Limits: limits, MaxMB: limits.FileSize >> 20, Purposes: purposes, Spoken: spoken}
	var err error
	if page.Token == "" {
		if page.Token, _, err = seal.NewToken(d.web.Random); err != nil {
			return err
		}
	}
	if edge != nil {
		page.Kept = edge.Exhibits()
		if page.Held, err = edge.Hold(); err != nil {
			return err
		}
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) ask(c echo.Context) error {
	ref, err := d.about(c)
	if err != nil {
		return err
	}
	edge, v, err := d.receive(c, d.resume)
	if err == nil {
		var accepted intake.Accepted
		if accepted, err = edge.Submit(c.Request().Context(), nil, letterOf(ref, v, d.web.Page(c, "letter.title", "Ref", ref).Lang())); err == nil {
			return d.web.Render(c, 200, Receipt{Page: d.web.Page(c, "report.receipt.title"), Words: accepted.Receipt.Words(), Exhibits: accepted.Exhibits, Again: accepted.Already})
		}
	}
	if !web.Mendable(err) {
		return err
	}
	return d.showAsk(c, ref, v, edge, err)
}

// letterOf makes a report of a message. Nothing of it may be published unless its sender says so.
func letterOf(ref string, v url.Values, lang string) intake.Form {
	f := intake.Form{Token: v.Get("token")}
	f.Facts = models.Facts{About: ref, Channel: models.ChannelLetter, Language: language(v.Get("language"), lang), Consent: models.ConsentReviewers}
	if v.Get("quote") != "" {
		f.Facts.Consent = models.ConsentAnonymous
	}
	f.Testimony = models.Testimony{Narrative: v.Get("narrative"), Contact: v.Get("contact"), Purpose: among(v.Get("purpose"), purposes)}
	return f
}
