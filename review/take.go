package review

import (
	"context"
	"slices"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// Take puts a waiting report into the reader's hands. Of several who try at once, one has it.
func (r *Review) Take(ctx context.Context, by models.Person, id models.ID) error {
	if _, err := r.allow(ctx, by, id, models.DeedReportTake); err != nil {
		return err
	}
	return r.store.TakeReport(ctx, id, by.ID, r.now(), r.custody(by, models.ItemReport, id, models.DeedReportTake, ""))
}

// Release puts a report back into the queue. It undoes Take.
func (r *Review) Release(ctx context.Context, by models.Person, id models.ID) error {
	if _, err := r.allow(ctx, by, id, models.DeedReportRelease); err != nil {
		return err
	}
	return r.store.ReleaseReport(ctx, id, r.custody(by, models.ItemReport, id, models.DeedReportRelease, ""))
}

// Close ends a report without a case. Reopen undoes it. of names the report that it is a duplicate of,
// when that is the reason and it is known; the reason in words is sealed to the report.
func (r *Review) Close(ctx context.Context, by models.Person, id models.ID, why models.Closing, of models.ID, reason string) error {
	if !slices.Contains([]models.Closing{models.ClosedDuplicate, models.ClosedOutOfScope}, why) {
		return models.RefuseFields(models.FieldError{Field: "closing", Key: "desk.error.choose"})
	}
	row, err := r.allow(ctx, by, id, models.DeedReportClose)
	if err != nil {
		return err
	}
	var note []byte
	if len([]rune(reason)) > noteLength {
		return textWithin("reason", reason, noteLength)
	}
	if reason != "" {
		if note, err = seal.Seal(seal.LabelOf(models.SealReason, id), []byte(reason), seal.PublicKey(row.PublicKey)); err != nil {
			return err
		}
	}
	if of != "" {
		if _, err := r.allow(ctx, by, of, models.DeedReportRead); err != nil || why != models.ClosedDuplicate || of == id {
			return models.RefuseFields(models.FieldError{Field: "of", Key: "desk.error.choose"})
		}
	}
	return r.store.CloseReport(ctx, id, why, of, note, r.custody(by, models.ItemReport, id, models.DeedReportClose, string(why)))
}

// Reopen puts a closed report back into the queue, or into the hands of the reader when they had it when it
// was closed: so it takes back a closing as if it had not been.
func (r *Review) Reopen(ctx context.Context, by models.Person, id models.ID) error {
	if _, err := r.allow(ctx, by, id, models.DeedReportReopen); err != nil {
		return err
	}
	return r.store.ReopenReport(ctx, id, by.ID, r.custody(by, models.ItemReport, id, models.DeedReportReopen, ""))
}

// Route gives a report to another desk: its key is wrapped for that desk, and the copy of the desk
// that had it is dropped, so that its members can open it no more.
func (r *Review) Route(ctx context.Context, by Reader, id, to models.ID) error {
	_, key, err := r.open(ctx, by, id, models.DeedReportRoute)
	if err != nil {
		return err
	}
	desk, err := r.store.Desk(ctx, to)
	if err != nil || !desk.ClosedAt.IsZero() || desk.PublicKey == "" {
		return models.RefuseFields(models.FieldError{Field: "desk", Key: "desk.error.choose"})
	}
	sealed, err := seal.WrapKey(keyring.ItemLabel(models.ItemReport, id), key, seal.PublicKey(desk.PublicKey))
	if err != nil {
		return err
	}
	copy := models.WrappedKey{ItemKind: models.ItemReport, ItemID: id, Holder: models.HolderDesk, DeskID: to, Generation: desk.Generation, Sealed: sealed}
	return r.store.RouteReport(ctx, id, to, copy, r.custody(by.Person, models.ItemReport, id, models.DeedReportRoute, string(to)))
}
