// Package intake is the first leg of a report's way: what a person tells becomes a sealed report
// and a receipt. It is handed recipients only and cannot open what it has sealed.
//
// The line is Accept: behind it there are facts, wrapped keys, a sealed testimony and references to
// sealed exhibits, whoever sealed them. The edge sealer in edge.go is the maker of such reports for
// forms that arrive in plain text; a browser or a device can be another.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"loupe/models"
)

// Records is what intake asks of the store.
type Records interface {
	Platform(ctx context.Context) (models.Platform, error)
	Desk(ctx context.Context, id models.ID) (models.Desk, error)
	NewExhibit(ctx context.Context, e models.Exhibit) error
	AddPart(ctx context.Context, p models.Part) error
	CompleteExhibit(ctx context.Context, id models.ID, kind models.ExhibitKind, size int64, sha string) error
	ExhibitsBegun(ctx context.Context, report models.ID) ([]models.Exhibit, error)
	UploadRecords
	AcceptedOnce(ctx context.Context, once string) (bool, error)
	Parts(ctx context.Context, exhibit models.ID) ([]models.Part, error)
	LooseExhibits(ctx context.Context, before time.Time, limit int) ([]models.Exhibit, error)
	DropExhibit(ctx context.Context, id models.ID) error
	AcceptReport(ctx context.Context, r models.SealedReport, ev models.Custody) (already bool, err error)
	Return(ctx context.Context, receiptID string) (models.Return, error)
	ReturnOf(ctx context.Context, report, submitter models.ID) (models.Return, error)
	ReportsBySubmitter(ctx context.Context, person models.ID, after string, limit int) ([]models.Return, string, error)
	AddMessage(ctx context.Context, m models.Message, exhibits []models.ID, once string, ev models.Custody) (already bool, err error)
	Attachment(ctx context.Context, report, id models.ID) (models.Attachment, error)
	ReadMessages(ctx context.Context, report models.ID, bySource bool, at time.Time, ev ...models.Custody) error
	Sites(ctx context.Context) ([]models.Site, error)
	DeskAbout(ctx context.Context, ref string) (models.ID, error)
	sendingRecords
	Sign(ctx context.Context, purpose, text string) (models.Signed, error)
	pieceRecords
	ObjectNames
}

// Objects is what intake asks of the object store.
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	Delete(ctx context.Context, key string) error
	List(ctx context.Context, prefix string, fn func(key string, size int64) error) error
}

// Router chooses the desk from the facts, before anything is sealed.
type Router interface {
	Choose(ctx context.Context, f models.Facts) (models.Choice, error)
	Plan(ctx context.Context) (models.RoutePlan, error)
}

// Limits are said to people before the first byte.
type Limits struct {
	Files    int   // exhibits in one sending
	FileSize int64 // bytes of one exhibit
}

// DefaultLimits fit what phones record.
func DefaultLimits() Limits { return Limits{Files: 20, FileSize: 256 << 20} }

// Intake takes reports in. It is safe for many goroutines.
type Intake struct {
	records Records
	objects Objects
	router  Router
	limits  Limits
	now     func() time.Time
	random  io.Reader
	orphans map[string]bool // objects without a row in the last sweep
}

// New makes an Intake.
func New(records Records, objects Objects, router Router, limits Limits, now func() time.Time, random io.Reader) *Intake {
	return &Intake{records: records, objects: objects, router: router, limits: limits, now: now, random: random}
}

// Limits gives what may be sent.
func (in *Intake) Limits() Limits { return in.limits }

// Sites gives the gazetteer, for forms.
func (in *Intake) Sites(ctx context.Context) ([]models.Site, error) { return in.records.Sites(ctx) }

// About tells whether a published case can be written about: NotFound when there is none, Gone when it
// was withdrawn.
func (in *Intake) About(ctx context.Context, ref string) error {
	_, err := in.records.DeskAbout(ctx, ref)
	return err
}

// letterDue is how long a desk has to answer a message about a case.
const letterDue = 7 * 24 * time.Hour

// choose asks the rules, or, for a message about a case, gives it to the case's desk.
func (in *Intake) choose(ctx context.Context, f models.Facts) (models.Choice, error) {
	choice, err := in.router.Choose(ctx, f)
	if err != nil || f.About == "" {
		return choice, err
	}
	desk, err := in.records.DeskAbout(ctx, f.About)
	if err != nil || desk == "" {
		return choice, err
	}
	return models.Choice{DeskID: desk, EscalationDeskID: choice.EscalationDeskID, Priority: models.PriorityNormal, Due: letterDue}, nil
}

// Accept takes a sealed report. The same Once twice is one report: already is true then. What is
// not in form is an Invalid error and leaves nothing behind.
func (in *Intake) Accept(ctx context.Context, r models.SealedReport) (already bool, err error) {
	if err := checkSealed(r); err != nil {
		return false, err
	}
	event := models.Custody{
		ItemKind: models.ItemReport, ItemID: r.ID, Deed: models.DeedReportAccept, ActorID: r.SubmitterID, At: r.Facts.ReceivedAt,
		Detail: fmt.Sprintf("desk %s rule %d exhibits %d", r.Choice.DeskID, r.Choice.RulePosition, len(r.Exhibits)),
	}
	return in.records.AcceptReport(ctx, r, event)
}

func checkSealed(r models.SealedReport) error {
	malformed := func(what string) error {
		return &models.Error{Kind: models.Invalid, Key: "report.error.form", Cause: errors.New("a sealed report's " + what + " is not in form")}
	}
	switch {
	case !r.ID.Valid():
		return malformed("id")
	case len(r.Testimony) == 0 || len(r.Testimony) > 1<<20:
		return malformed("testimony")
	case r.PublicKey == "" || r.ReplyKey == "":
		return malformed("key")
	case !slices.ContainsFunc(r.Keys, func(k models.WrappedKey) bool { return k.Holder == models.HolderRecovery }):
		return malformed("recovery copy")
	case r.Choice.DeskID != "" && !slices.ContainsFunc(r.Keys, func(k models.WrappedKey) bool { return k.Holder == models.HolderDesk && k.DeskID == r.Choice.DeskID }):
		return malformed("desk copy")
	case !slices.Contains(models.Consents, r.Facts.Consent):
		return malformed("consent")
	}
	return checkFacts(r.Facts)
}

func checkFacts(f models.Facts) error {
	var wrong []models.FieldError
	if len(f.Categories) > 12 || slices.ContainsFunc(f.Categories, func(c string) bool { _, ok := models.FindAct(c); return !ok }) {
		wrong = append(wrong, models.FieldError{Field: "category", Key: "report.error.category"})
	}
	if f.Country != "" && (len(f.Country) != 2 || f.Country[0] < 'A' || f.Country[0] > 'Z' || f.Country[1] < 'A' || f.Country[1] > 'Z') {
		wrong = append(wrong, models.FieldError{Field: "country", Key: "report.error.country"})
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

// Sweep removes exhibits that were begun a day ago and never accepted, bytes first.
func (in *Intake) Sweep(ctx context.Context) (removed int, err error) {
	loose, err := in.records.LooseExhibits(ctx, in.now().Add(-24*time.Hour), 500)
	if err != nil {
		return 0, fmt.Errorf("sweeping: %w", err)
	}
	for _, e := range loose {
		if err := in.drop(ctx, e.ID); err != nil {
			return removed, fmt.Errorf("sweeping: %w", err)
		}
		removed++
	}
	return removed, nil
}

// drop removes a loose exhibit: its row first, which the store refuses for an accepted one, and only
// then its bytes. A cut in between leaves sealed bytes that nothing names; the other order could
// destroy evidence.
func (in *Intake) drop(ctx context.Context, id models.ID) error {
	parts, err := in.records.Parts(ctx, id)
	if err != nil {
		return err
	}
	if err := in.records.DropExhibit(ctx, id); err != nil {
		return err
	}
	for _, p := range parts {
		if err := in.objects.Delete(ctx, p.Key); err != nil {
			return err
		}
	}
	return nil
}
