package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loupe/models"
	"loupe/seal"
)

// ReportStore is what reading and moving a report needs.
type ReportStore interface {
	Report(ctx context.Context, id models.ID) (models.Report, error)
	Testimony(ctx context.Context, id models.ID) ([]byte, error)
	ReportsAbout(ctx context.Context, ref string) ([]models.Report, error)
	Custody(ctx context.Context, f models.CustodyFilter) ([]models.CustodyEntry, string, error)
	Record(ctx context.Context, ev ...models.Custody) error
	SiteByID(ctx context.Context, id models.ID) (models.Site, error)
	SiteOutline(ctx context.Context, site models.ID) (models.SiteOutline, error)
	Desk(ctx context.Context, id models.ID) (models.Desk, error)
	Platform(ctx context.Context) (models.Platform, error)
	TakeReport(ctx context.Context, id, by models.ID, at time.Time, ev models.Custody) error
	ReleaseReport(ctx context.Context, id models.ID, ev models.Custody) error
	CloseReport(ctx context.Context, id models.ID, why models.Closing, of models.ID, note []byte, ev models.Custody) error
	ClosingNote(ctx context.Context, id models.ID) ([]byte, error)
	ReopenReport(ctx context.Context, id, by models.ID, ev models.Custody) error
	RouteReport(ctx context.Context, id, desk models.ID, key models.WrappedKey, ev models.Custody) error
}

// OpenReport is a report as a reviewer reads it.
type OpenReport struct {
	models.Report
	Testimony   models.Testimony
	Site        *models.Site // of the gazetteer, when the source named one
	Desk        models.Desk
	Exhibits    []OpenExhibit // with the report, then those that came with answers
	Messages    []OpenMessage
	ClosedWhy   string                // the reason that was given for closing it
	Custody     []models.CustodyEntry // newest first
	Desks       []models.Desk         // others that it can be routed to
	Labels      []models.Label        // that it carries
	Unset       []models.Label        // others of its desk
	Cases       []CaseRow             // open cases of the reader's desks that it can join
	May         map[models.Deed]bool  // what the reader can do now
	Restricting *Restricting          // the newest word of a member on whether it is restricted; nil for none
	// ForAReason says that the reader isn't named for it and has it open with a reason.
	ForAReason bool
}

// reportDeeds are the deeds that the report's page may offer.
var reportDeeds = []models.Deed{
	models.DeedReportTake, models.DeedReportRelease, models.DeedReportRoute, models.DeedReportJoin,
	models.DeedReportHold, models.DeedReportErase, models.DeedReportClose, models.DeedReportReopen, models.DeedMessageAsk, models.DeedExhibitOpen,
	models.DeedReportLabel, models.DeedReportRestrict, models.DeedReportUnrestrict,
}

// Report opens a report for a member of its desk. Each reading is on record.
func (r *Review) Report(ctx context.Context, by Reader, id models.ID) (OpenReport, error) {
	row, key, err := r.open(ctx, by, id, models.DeedReportRead)
	if err != nil {
		return OpenReport{}, err
	}
	out := OpenReport{Report: row, May: map[models.Deed]bool{}, ForAReason: row.Restricted && !by.NamedOn(row.DeskID)}
	for _, d := range reportDeeds {
		_, err := models.May(by.Person, d, reportItem(row))
		out.May[d] = err == nil
	}
	if out.Testimony, err = r.testimony(ctx, id, key); err != nil {
		return out, err
	}
	if err := r.around(ctx, by, key, &out); err != nil {
		return out, err
	}
	return out, r.store.Record(ctx, r.custody(by.Person, models.ItemReport, id, models.DeedReportRead, ""))
}

// around reads what stands beside the testimony.
func (r *Review) around(ctx context.Context, by Reader, key seal.PrivateKey, out *OpenReport) (err error) {
	if out.Facts.SiteID != "" {
		site, err := r.store.SiteByID(ctx, out.Facts.SiteID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return fmt.Errorf("reading a site: %w", err)
		}
		if err == nil {
			out.Site = &site
		}
	}
	if out.Desk, err = r.store.Desk(ctx, out.DeskID); err != nil {
		return fmt.Errorf("reading a desk: %w", err)
	}
	if out.Messages, err = r.messages(ctx, by, out.ID, key); err != nil {
		return err
	}
	if out.Exhibits, err = r.exhibits(ctx, out.Report, key, out.Testimony, out.Messages); err != nil {
		return err
	}
	note, err := r.store.ClosingNote(ctx, out.ID)
	if err != nil {
		return fmt.Errorf("reading why a report was closed: %w", err)
	}
	if out.ClosedWhy, err = openText(seal.LabelOf(models.SealReason, out.ID), note, key); err != nil {
		return err
	}
	if out.Custody, _, err = r.store.Custody(ctx, models.CustodyFilter{ItemID: out.ID, Limit: 50}); err != nil {
		return fmt.Errorf("reading custody: %w", err)
	}
	if out.Restricting, err = r.restricting(ctx, out.ID, key); err != nil {
		return err
	}
	if out.Unset, err = r.Labels(ctx, by, out.DeskID); err != nil {
		return err
	}
	labels, err := r.carried(ctx, []models.ID{out.ID}, out.Unset)
	if err != nil {
		return err
	}
	out.Labels = labels[out.ID]
	out.Unset = slices.DeleteFunc(out.Unset, func(l models.Label) bool {
		return slices.ContainsFunc(out.Labels, func(on models.Label) bool { return on.ID == l.ID })
	})
	if out.May[models.DeedReportRoute] {
		if out.Desks, err = r.otherDesks(ctx, out.DeskID); err != nil {
			return err
		}
	}
	if out.May[models.DeedReportJoin] {
		page, err := r.Cases(ctx, by, models.CaseFilter{DeskID: out.DeskID, State: models.CaseVerifying, Limit: 50})
		if err != nil {
			return err
		}
		out.Cases = page.Rows
	}
	return nil
}

func (r *Review) otherDesks(ctx context.Context, but models.ID) ([]models.Desk, error) {
	all, err := r.store.Desks(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading desks: %w", err)
	}
	var open []models.Desk
	for _, d := range all {
		if d.ID != but && d.ClosedAt.IsZero() && d.PublicKey != "" {
			open = append(open, d)
		}
	}
	return open, nil
}

func reportItem(row models.Report) models.Item {
	it := models.Item{ID: row.ID, Restricted: row.Restricted, DeskID: row.DeskID, State: string(row.State)}
	if row.SubmitterID != "" {
		it.Submitters, it.Organisations = []models.ID{row.SubmitterID}, []models.ID{row.Facts.OrganisationID}
	}
	return it
}

// allow asks whether the reader may do a deed to a report, and gives its row.
func (r *Review) allow(ctx context.Context, by models.Person, id models.ID, d models.Deed) (models.Report, error) {
	row, err := r.store.Report(ctx, id)
	if err != nil {
		return models.Report{}, err
	}
	if _, err := models.May(by, d, reportItem(row)); err != nil {
		return models.Report{}, err
	}
	return row, nil
}

// open is allow with the report's key.
func (r *Review) open(ctx context.Context, by Reader, id models.ID, d models.Deed) (models.Report, seal.PrivateKey, error) {
	row, err := r.allow(ctx, by.Person, id, d)
	if err != nil {
		return models.Report{}, seal.PrivateKey{}, err
	}
	if !row.ErasedAt.IsZero() {
		return models.Report{}, seal.PrivateKey{}, models.Refuse(models.Gone, "desk.error.erased")
	}
	key, err := r.ring(by).Report(ctx, id)
	if err != nil {
		return models.Report{}, seal.PrivateKey{}, keyError(err)
	}
	return row, key, nil
}

func (r *Review) testimony(ctx context.Context, id models.ID, key seal.PrivateKey) (models.Testimony, error) {
	sealed, err := r.store.Testimony(ctx, id)
	if err != nil {
		return models.Testimony{}, fmt.Errorf("reading a testimony: %w", err)
	}
	var t models.Testimony
	return t, seal.OpenJSON(seal.LabelOf(models.SealTestimony, id), sealed, key, &t)
}

// Can tells whether the reader can do a deed now.
func (r OpenReport) Can(deed string) bool { return r.May[models.Deed(deed)] }
