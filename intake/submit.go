package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// Form is what a person tells: the facts, and the testimony that will be sealed.
type Form struct {
	Facts     models.Facts // Channel, ReceivedAt and counts are filled in here
	Testimony models.Testimony
	Token     string       // random, made with the form; the same form sent twice is one report. "" draws one.
	Receipt   seal.Receipt // that a monitor's device gets; zero for none
	Sent      *models.Sent // of a device
}

// Accepted is what the sender gets.
type Accepted struct {
	ReportID models.ID
	Receipt  seal.Receipt // zero for a monitor
	Already  bool
	Exhibits int
}

// Limits of the testimony's fields, in characters.
const (
	MaxNarrative = 50000
	MaxWords     = 2000
)

// Submit seals the testimony and hands the report over the line. by is nil for a source.
func (e *Edge) Submit(ctx context.Context, by *models.Person, f Form) (Accepted, error) {
	if err := f.check(); err != nil {
		return Accepted{}, err
	}
	e.count(&f.Facts)
	platform, err := e.in.records.Platform(ctx)
	if err != nil {
		return Accepted{}, fmt.Errorf("reading the platform: %w", err)
	}
	f.Facts.ReceivedAt, f.Testimony.GivenAt = e.in.now(), e.in.now()
	r := models.SealedReport{ID: e.report, PublicKey: string(e.public), SealedAtEdge: true}
	out := Accepted{ReportID: e.report, Exhibits: len(e.exhibits)}
	if by != nil {
		f.Facts.Channel, f.Facts.OrganisationID = cmp.Or(f.Facts.Channel, models.ChannelMonitor), by.OrganisationID
		r.SubmitterID, r.ReplyKey = by.ID, by.PublicKey
		if f.Token != "" {
			r.Once = seal.HashToken("monitor " + f.Token)
		}
		r.ReceiptID, r.Sent, out.Receipt = f.Receipt.LookupID(), f.Sent, f.Receipt
	} else if err := e.receipt(&r, &out, f.Token); err != nil {
		return Accepted{}, err
	} else if f.Facts.Channel == "" {
		f.Facts.Channel = models.ChannelWeb
	}
	f.Facts.SubmitterID = r.SubmitterID
	r.Facts = f.Facts
	if r.Choice, err = e.in.choose(ctx, f.Facts); err != nil {
		return Accepted{}, fmt.Errorf("routing a report: %w", err)
	}
	if r.Keys, err = e.wrap(ctx, &r, platform); err != nil {
		return Accepted{}, err
	}
	if err := e.sealTestimony(&r, f.Testimony); err != nil {
		return Accepted{}, err
	}
	out.Already, err = e.in.Accept(ctx, r)
	if out.Already {
		e.abandon(ctx) // the bytes of the second sending
	}
	return out, err
}

func (e *Edge) receipt(r *models.SealedReport, out *Accepted, token string) (err error) {
	if token == "" {
		out.Receipt, err = seal.NewReceipt(e.in.random)
	} else {
		out.Receipt, err = seal.ReceiptFromSeed([]byte(token))
		r.Once = seal.HashToken("form " + token)
	}
	if err != nil {
		return models.RefuseFields(models.FieldError{Field: "token", Key: "report.error.form"})
	}
	id, reply, err := out.Receipt.Keys()
	r.ReceiptID, r.ReplyKey = id, string(reply.Public())
	return err
}

// wrap gives the report's key to the desk, to the rule's escalation desk, and to recovery. A desk
// that is gone meanwhile leaves the report to recovery: it is never refused.
func (e *Edge) wrap(ctx context.Context, r *models.SealedReport, platform models.Platform) ([]models.WrappedKey, error) {
	label := seal.Label{Kind: models.SealReportKey, IDs: []string{string(r.ID)}}
	var keys []models.WrappedKey
	add := func(h models.Holder, desk models.Desk, to string) error {
		sealed, err := seal.WrapKey(label, e.key, seal.PublicKey(to))
		if err != nil {
			return fmt.Errorf("wrapping a report's key for %s: %w", h, err)
		}
		keys = append(keys, models.WrappedKey{ItemKind: models.ItemReport, ItemID: r.ID, Holder: h, DeskID: desk.ID, Generation: desk.Generation, Sealed: sealed})
		return nil
	}
	for _, h := range []struct {
		holder models.Holder
		desk   *models.ID
	}{{models.HolderDesk, &r.Choice.DeskID}, {models.HolderEscalation, &r.Choice.EscalationDeskID}} {
		if *h.desk == "" {
			continue
		}
		desk, err := e.in.records.Desk(ctx, *h.desk)
		if err != nil && models.KindOf(err) != models.NotFound {
			return nil, fmt.Errorf("reading a desk: %w", err)
		}
		if err != nil || desk.PublicKey == "" || h.holder == models.HolderEscalation && *h.desk == r.Choice.DeskID {
			*h.desk = ""
			continue
		}
		if err := add(h.holder, desk, desk.PublicKey); err != nil {
			return nil, err
		}
	}
	return keys, add(models.HolderRecovery, models.Desk{}, platform.RecoveryKey)
}

func (e *Edge) sealTestimony(r *models.SealedReport, t models.Testimony) error {
	t.Exhibits, t.Consent, t.Language = e.exhibits, r.Facts.Consent, r.Facts.Language
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("writing a testimony: %w", err)
	}
	for _, m := range e.exhibits {
		r.Exhibits = append(r.Exhibits, m.ID)
	}
	r.Testimony, err = seal.Seal(seal.Label{Kind: models.SealTestimony, IDs: []string{string(r.ID)}}, plain, e.public)
	return err
}

func (e *Edge) count(f *models.Facts) {
	f.Photos, f.Others = 0, 0
	for _, m := range e.exhibits {
		if e.kinds[m.ID] == models.Photo {
			f.Photos++
		} else {
			f.Others++
		}
	}
}

// abandon removes what this sending stored. What can't be removed now is swept later.
func (e *Edge) abandon(ctx context.Context) {
	for _, m := range e.exhibits {
		_ = e.in.drop(context.WithoutCancel(ctx), m.ID)
	}
	e.exhibits = nil
}

func (f *Form) check() error {
	t := &f.Testimony
	t.Narrative = strings.TrimSpace(t.Narrative)
	var wrong []models.FieldError
	if t.Narrative == "" {
		wrong = append(wrong, models.FieldError{Field: "narrative", Key: "report.error.narrative"})
	}
	long := func(field, text string, max int) {
		if len([]rune(text)) > max {
			wrong = append(wrong, models.FieldError{Field: field, Key: "report.error.long", Args: map[string]any{"Max": max}})
		}
	}
	long("narrative", t.Narrative, MaxNarrative)
	long("place", t.Place, MaxWords)
	long("victims", t.Victims, MaxWords)
	long("actors", t.Actors, MaxWords)
	long("contact", t.Contact, MaxWords)
	if f.Facts.Consent == "" {
		f.Facts.Consent = models.ConsentReviewers // nothing said allows nothing
	}
	if f.Facts.Language == "" {
		f.Facts.Language = "en"
	}
	if bad := checkFacts(f.Facts); bad != nil {
		if e, ok := errors.AsType[*models.Error](bad); ok {
			wrong = append(wrong, e.Fields...)
		}
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}
