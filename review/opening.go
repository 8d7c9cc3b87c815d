package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// OpeningStore keeps who opened what of a restricted compartment for a reason.
type OpeningStore interface {
	AddOpening(ctx context.Context, o models.Opening, notices []models.Notice, ev models.Custody) error
	Openings(ctx context.Context, desks []models.ID, limit int) ([]models.Opening, error)
	ClosedTo(ctx context.Context, desks []models.ID, limit int) ([]models.Closed, error)
	People(ctx context.Context) ([]models.Person, error)
}

const (
	maxOpenings = 100
	reasonLeast = 20 // characters: "please" is no reason
	reasonMost  = 1000
)

// OpeningRow is an opening as the desk's members see it.
type OpeningRow struct {
	models.Opening
	Text string // the reason; "" when it can't be opened
	Desk string
	Mine bool // and not over yet
}

// OpeningPage is what was opened on a person's desks, and what a lead can open.
type OpeningPage struct {
	Rows   []OpeningRow
	Closed []models.Closed
	Lead   bool // leads a desk for whose compartment they aren't named
	Names  map[models.ID]string
}

// Openings lists what was opened for a reason on the reader's desks; and for a lead who isn't named for a
// desk's compartment, that there is something in it: no act, no place, no word.
func (r *Review) Openings(ctx context.Context, by Reader) (OpeningPage, error) {
	page := OpeningPage{Names: map[models.ID]string{}}
	desks, err := r.OwnDesks(ctx, by.Person)
	if err != nil {
		return page, err
	}
	for _, d := range desks {
		page.Names[d.ID] = d.Name
	}
	list, err := r.store.Openings(ctx, by.Desks, maxOpenings)
	if err != nil {
		return page, fmt.Errorf("reading openings: %w", err)
	}
	ring := r.ring(by)
	for _, o := range list {
		row := OpeningRow{Opening: o, Desk: page.Names[o.DeskID], Mine: o.PersonID == by.ID && o.Until.After(r.now())}
		if key, err := ring.Desk(ctx, o.DeskID, o.Generation); err == nil {
			row.Text, _ = openText(seal.LabelOf(models.SealOpening, o.ID), o.Reason, key) // it shows without as well
		}
		page.Rows = append(page.Rows, row)
	}
	var leads []models.ID
	for _, d := range by.Desks {
		if by.LeadOf(d) && !by.NamedOn(d) {
			leads = append(leads, d)
		}
	}
	page.Lead = len(leads) > 0
	page.Closed, err = r.store.ClosedTo(ctx, leads, maxOpenings)
	return page, err
}

// MakeOpening opens something restricted for a lead who isn't named for it, for reading and for an hour.
// The reason is sealed to the desk and to the auditors; all the desk's members are told at once, and
// nothing takes the notice back.
func (r *Review) MakeOpening(ctx context.Context, by models.Person, kind string, item models.ID, reason string) (models.Opening, error) {
	var it models.Item
	if kind == models.ItemCase {
		c, err := r.store.Case(ctx, item)
		if err != nil {
			return models.Opening{}, err
		}
		it = c.Item()
	} else {
		kind = models.ItemReport
		row, err := r.store.Report(ctx, item)
		if err != nil {
			return models.Opening{}, err
		}
		it = reportItem(row)
	}
	if err := models.MayOpen(by, kind, it); err != nil {
		return models.Opening{}, err
	}
	reason = strings.TrimSpace(reason)
	if len([]rune(reason)) < reasonLeast {
		return models.Opening{}, models.RefuseFields(models.FieldError{Field: "reason", Key: "compartment.error.reason", Args: map[string]any{"Min": reasonLeast}})
	}
	if err := textWithin("reason", reason, reasonMost); err != nil {
		return models.Opening{}, err
	}
	o := models.Opening{DeskID: it.DeskID, ItemKind: kind, ItemID: item, PersonID: by.ID, At: r.now().Truncate(time.Microsecond)}
	o.Until = o.At.Add(models.OpeningLife)
	var err error
	if o.ID, err = models.NewID(r.random); err != nil {
		return o, err
	}
	if err := r.sealReason(ctx, &o, reason); err != nil {
		return o, err
	}
	notices, err := r.noticesFor(ctx, it.DeskID, models.NoticeOpening, models.ItemOpening, o.ID, false, false)
	if err != nil {
		return o, err
	}
	notices = slices.DeleteFunc(notices, func(n models.Notice) bool { return n.PersonID == by.ID })
	return o, r.store.AddOpening(ctx, o, notices, r.custody(by, kind, item, models.DeedOpening, string(o.ID)))
}

// sealReason seals why to the desk and to everybody who is an auditor now.
func (r *Review) sealReason(ctx context.Context, o *models.Opening, reason string) error {
	desk, err := r.store.Desk(ctx, o.DeskID)
	if err != nil {
		return fmt.Errorf("reading a desk: %w", err)
	}
	all, err := r.store.People(ctx)
	if err != nil {
		return fmt.Errorf("reading who audits: %w", err)
	}
	to := []seal.PublicKey{seal.PublicKey(desk.PublicKey)}
	for _, p := range all {
		if p.Has(models.RoleAuditor) {
			to = append(to, seal.PublicKey(p.PublicKey))
		}
	}
	o.Generation = desk.Generation
	o.Reason, err = seal.Seal(seal.LabelOf(models.SealOpening, o.ID), []byte(reason), to...)
	return err
}
