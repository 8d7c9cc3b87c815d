package review

import (
	"context"
	"fmt"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// RestrictionStore keeps which reports were put into the restricted compartment by hand.
type RestrictionStore interface {
	RestrictReport(ctx context.Context, r models.Restriction, ev models.Custody) error
	LastRestriction(ctx context.Context, report models.ID) (*models.Restriction, error)
}

// Restricting is the newest word on whether a report is restricted, when a member had one.
type Restricting struct {
	models.Restriction
	Why string
}

// Restrict puts a report into the restricted compartment of its desk: from then on those who are named for
// it know of the report and its cases, and nobody else, the reader among them. The reason is sealed to the
// report.
func (r *Review) Restrict(ctx context.Context, by models.Person, id models.ID, why string) error {
	row, err := r.allow(ctx, by, id, models.DeedReportRestrict)
	if err != nil {
		return err
	}
	if row.Restricted {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	return r.restrict(ctx, by, row, true, why)
}

// Unrestrict takes it out again, which only somebody who is named can. What its acts say it is, it stays.
func (r *Review) Unrestrict(ctx context.Context, by models.Person, id models.ID, why string) error {
	row, err := r.allow(ctx, by, id, models.DeedReportUnrestrict)
	if err != nil {
		return err
	}
	if !row.Restricted || row.Facts.Restricted() {
		return models.Refuse(models.Conflict, "restrict.error.acts")
	}
	return r.restrict(ctx, by, row, false, why)
}

func (r *Review) restrict(ctx context.Context, by models.Person, row models.Report, on bool, why string) (err error) {
	why = strings.TrimSpace(why)
	if len([]rune(why)) < reasonLeast {
		return models.RefuseFields(models.FieldError{Field: "why", Key: "compartment.error.reason", Args: map[string]any{"Min": reasonLeast}})
	}
	if err := textWithin("why", why, reasonMost); err != nil {
		return err
	}
	if !row.ErasedAt.IsZero() {
		return models.Refuse(models.Gone, "desk.error.erased")
	}
	x := models.Restriction{ReportID: row.ID, By: by.ID, Restricted: on, At: r.now()}
	if x.ID, err = models.NewID(r.random); err != nil {
		return err
	}
	if x.Reason, err = seal.Seal(seal.LabelOf(models.SealRestriction, row.ID, x.ID), []byte(why), seal.PublicKey(row.PublicKey)); err != nil {
		return err
	}
	deed := models.DeedReportRestrict
	if !on {
		deed = models.DeedReportUnrestrict
	}
	return r.store.RestrictReport(ctx, x, r.custody(by, models.ItemReport, row.ID, deed, ""))
}

// restricting reads the newest word on it.
func (r *Review) restricting(ctx context.Context, id models.ID, key seal.PrivateKey) (*Restricting, error) {
	last, err := r.store.LastRestriction(ctx, id)
	if err != nil || last == nil {
		if err != nil {
			err = fmt.Errorf("reading why a report is restricted: %w", err)
		}
		return nil, err
	}
	why, err := openText(seal.LabelOf(models.SealRestriction, id, last.ID), last.Reason, key)
	return &Restricting{*last, why}, err
}

// Knows tells whether a person may know of a report now.
func (r *Review) Knows(ctx context.Context, by models.Person, id models.ID) (bool, error) {
	_, err := r.allow(ctx, by, id, models.DeedReportRead)
	if models.KindOf(err) == models.NotFound {
		return false, nil
	}
	return err == nil, err
}
