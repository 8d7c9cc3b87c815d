package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loupe/models"
)

// EraseStore destroys what must not be kept.
type EraseStore interface {
	HoldReport(ctx context.Context, id models.ID, hold bool, ev models.Custody) error
	EraseReport(ctx context.Context, id models.ID, ev models.Custody) (objects []string, err error)
	DueForErasure(ctx context.Context, now time.Time, limit int) ([]models.ID, error)
}

// Hold puts a report under legal hold, or ends it. What is held is never erased.
func (r *Review) Hold(ctx context.Context, by Reader, id models.ID, hold bool) error {
	if _, err := r.allow(ctx, by.Person, id, models.DeedReportHold); err != nil {
		return err
	}
	return r.store.HoldReport(ctx, id, hold, r.custody(by.Person, models.ItemReport, id, models.DeedReportHold, fmt.Sprint(hold)))
}

// Erase destroys a closed report for good, by destroying every copy of its key: nobody can open it
// afterwards, the recovery key included, not even from a copy of the objects. The record of what was
// done with it stays, because its entries hold no content.
func (r *Review) Erase(ctx context.Context, by Reader, id models.ID) error {
	if _, err := r.allow(ctx, by.Person, id, models.DeedReportErase); err != nil {
		return err
	}
	return r.erase(ctx, by.Person, id, "by hand")
}

func (r *Review) erase(ctx context.Context, by models.Person, id models.ID, why string) error {
	objects, err := r.store.EraseReport(ctx, id, r.custody(by, models.ItemReport, id, models.DeedReportErase, why))
	if err != nil {
		return err
	}
	for _, key := range objects {
		err = errors.Join(err, r.objects.Delete(context.WithoutCancel(ctx), key))
	}
	return err
}

// EraseDue destroys closed reports that lie longer than their desk keeps them.
func (r *Review) EraseDue(ctx context.Context) (erased int, err error) {
	due, err := r.store.DueForErasure(ctx, r.now(), 200)
	if err != nil {
		return 0, fmt.Errorf("looking for what must not be kept: %w", err)
	}
	for _, id := range due {
		if err := r.erase(ctx, models.Person{}, id, "retention"); err != nil && models.KindOf(err) != models.Conflict {
			return erased, fmt.Errorf("erasing: %w", err)
		}
		erased++
	}
	return erased, nil
}

// Certificate says that a report was destroyed, and by which entry of the record.
type Certificate struct {
	models.Report
	Entry models.CustodyEntry
}

// Certificate gives the certificate of an erased report to a member of its desk; models.ErrNotFound
// while it isn't erased.
func (r *Review) Certificate(ctx context.Context, by models.Person, id models.ID) (Certificate, error) {
	row, err := r.allow(ctx, by, id, models.DeedReportRead)
	if err != nil {
		return Certificate{}, err
	}
	list, _, err := r.store.Custody(ctx, models.CustodyFilter{ItemID: id, Deed: models.DeedReportErase, Limit: 1})
	if err != nil {
		return Certificate{}, fmt.Errorf("reading custody: %w", err)
	}
	if row.ErasedAt.IsZero() || len(list) == 0 {
		return Certificate{}, models.ErrNotFound
	}
	return Certificate{row, list[0]}, nil
}
