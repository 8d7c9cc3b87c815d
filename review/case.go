package review

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// CaseStore keeps cases and their sealed files.
type CaseStore interface {
	OpenCase(ctx context.Context, c models.Case, keys []models.WrappedKey, file []byte, report models.ID, ev ...models.Custody) (number int, err error)
	JoinCase(ctx context.Context, id, report, by models.ID, at time.Time, ev ...models.Custody) error
	Case(ctx context.Context, id models.ID) (models.Case, error)
	CaseList(ctx context.Context, f models.CaseFilter) ([]models.Case, string, error)
	CaseReports(ctx context.Context, id models.ID) ([]models.Report, error)
	CaseFile(ctx context.Context, id models.ID) (sealed []byte, version int, err error)
	CaseFiles(ctx context.Context, ids []models.ID) (map[models.ID][]byte, error)
	SaveCaseFile(ctx context.Context, c models.Case, sealed []byte, version int, ev models.Custody) error
	Person(ctx context.Context, id models.ID) (models.Person, error)
}

// CaseRow is a case in a list, with its sealed title opened.
type CaseRow struct {
	models.Case
	Title string
}

// CasePage is one page of the cases.
type CasePage struct {
	Rows   []CaseRow
	Next   string
	Desks  []models.Desk
	Counts models.QueueCounts
}

// Cases lists the cases of the reader's desks. Cases built on the reader's own reports are not shown.
func (r *Review) Cases(ctx context.Context, by Reader, f models.CaseFilter) (CasePage, error) {
	if !by.Has(models.RoleReviewer) && !by.Has(models.RoleEditor) || f.DeskID != "" && !by.MemberOf(f.DeskID) {
		return CasePage{}, models.ErrNotFound
	}
	f.Desks, f.Named, f.Person = by.Desks, by.Named, by.ID
	rows, next, err := r.store.CaseList(ctx, f)
	if err != nil {
		return CasePage{}, fmt.Errorf("reading cases: %w", err)
	}
	page := CasePage{Next: next}
	if page.Counts, err = r.store.QueueCounts(ctx, by.Desks, by.Named, by.ID, r.now()); err != nil {
		return page, fmt.Errorf("counting the queue: %w", err)
	}
	if page.Desks, err = r.OwnDesks(ctx, by.Person); err != nil {
		return page, err
	}
	var ids []models.ID
	for _, c := range rows {
		ids = append(ids, c.ID)
	}
	keys, err := r.ring(by).Many(ctx, models.ItemCase, ids)
	if err != nil {
		return page, err
	}
	files, err := r.store.CaseFiles(ctx, ids)
	if err != nil {
		return page, fmt.Errorf("reading case files: %w", err)
	}
	for _, c := range rows {
		row := CaseRow{Case: c}
		_, refused := models.May(by.Person, models.DeedCaseRead, c.Item())
		if key, ok := keys[c.ID]; ok && refused == nil {
			var file models.CaseFile
			if seal.OpenJSON(seal.LabelOf(models.SealCaseFile, c.ID), files[c.ID], key, &file) == nil {
				row.Title = file.Title
			}
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// OpenCase begins a case with a report. The case gets a key of its own, wrapped for the report's
// desk and for recovery; its file starts from what the testimony says.
func (r *Review) OpenCase(ctx context.Context, by Reader, report models.ID, title string) (models.ID, error) {
	row, reportKey, err := r.open(ctx, by, report, models.DeedReportJoin)
	if err != nil {
		return "", err
	}
	title = strings.TrimSpace(title)
	if err := textWithin("title", title, 200); err != nil {
		return "", err
	}
	t, err := r.testimony(ctx, report, reportKey)
	if err != nil {
		return "", err
	}
	c := models.Case{
		DeskID: row.DeskID, State: models.CaseVerifying, Outcome: models.Unassessed, Publication: models.Private,
		Categories: row.Facts.Categories, Country: row.Facts.Country, Region: row.Facts.Region, SiteID: row.Facts.SiteID,
		Priority: row.Priority, DueAt: row.DueAt, OpenedBy: by.ID, OpenedAt: r.now(),
	}
	keys, err := r.newCaseKey(ctx, &c)
	if err != nil {
		return "", err
	}
	file := models.CaseFile{
		Title: title, Place: t.Place, OccurredOn: t.OccurredOn, OccurredUntil: t.OccurredUntil, Precision: t.Precision,
		ActorTypes: t.ActorTypes, Link: t.Link, VictimsMin: t.VictimsMin, VictimsMax: t.VictimsMax,
	}
	sealed, err := seal.JSON(seal.LabelOf(models.SealCaseFile, c.ID), file, c.PublicKey)
	if err != nil {
		return "", err
	}
	_, err = r.store.OpenCase(ctx, c, keys, sealed, report,
		r.custody(by.Person, models.ItemCase, c.ID, models.DeedCaseOpen, string(report)),
		r.custody(by.Person, models.ItemReport, report, models.DeedReportJoin, string(c.ID)))
	return c.ID, err
}

// newCaseKey gives c an id and a key, and wraps the key for its desk and for recovery.
func (r *Review) newCaseKey(ctx context.Context, c *models.Case) ([]models.WrappedKey, error) {
	id, err := models.NewID(r.random)
	if err != nil {
		return nil, err
	}
	key, err := seal.NewPrivateKey(r.random)
	if err != nil {
		return nil, err
	}
	desk, err := r.store.Desk(ctx, c.DeskID)
	if err != nil {
		return nil, fmt.Errorf("reading a desk: %w", err)
	}
	platform, err := r.store.Platform(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the platform: %w", err)
	}
	c.ID, c.PublicKey = id, string(key.Public())
	var keys []models.WrappedKey
	for _, h := range []models.WrappedKey{
		{Holder: models.HolderDesk, DeskID: desk.ID, Generation: desk.Generation, Sealed: []byte(desk.PublicKey)},
		{Holder: models.HolderRecovery, Sealed: []byte(platform.RecoveryKey)},
	} {
		to := seal.PublicKey(h.Sealed)
		h.ItemKind, h.ItemID = models.ItemCase, id
		if h.Sealed, err = seal.WrapKey(keyring.ItemLabel(models.ItemCase, id), key, to); err != nil {
			return nil, fmt.Errorf("wrapping a case's key: %w", err)
		}
		keys = append(keys, h)
	}
	return keys, nil
}

// JoinCase puts a report into a case of the same desk.
func (r *Review) JoinCase(ctx context.Context, by Reader, report, id models.ID) error {
	row, err := r.allow(ctx, by.Person, report, models.DeedReportJoin)
	if err != nil {
		return err
	}
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseEdit)
	if err != nil {
		return err
	}
	if c.DeskID != row.DeskID {
		return models.Refuse(models.Conflict, "case.error.other_desk")
	}
	return r.store.JoinCase(ctx, id, report, by.ID, r.now(),
		r.custody(by.Person, models.ItemReport, report, models.DeedReportJoin, string(id)),
		r.custody(by.Person, models.ItemCase, id, models.DeedReportJoin, string(report)))
}

func (r *Review) allowCase(ctx context.Context, by models.Person, id models.ID, d models.Deed) (models.Case, error) {
	c, err := r.store.Case(ctx, id)
	if err != nil {
		return models.Case{}, err
	}
	if _, err := models.May(by, d, c.Item()); err != nil {
		return models.Case{}, err
	}
	return c, nil
}

func (r *Review) openCase(ctx context.Context, by Reader, id models.ID, d models.Deed) (models.Case, seal.PrivateKey, error) {
	c, err := r.allowCase(ctx, by.Person, id, d)
	if err != nil {
		return models.Case{}, seal.PrivateKey{}, err
	}
	key, err := r.ring(by).Case(ctx, id)
	if err != nil {
		return models.Case{}, seal.PrivateKey{}, keyError(err)
	}
	return c, key, nil
}

// name gives a colleague's name for a page; their id when the account is gone.
func (r *Review) name(ctx context.Context, id models.ID) string {
	p, err := r.store.Person(ctx, id)
	if err != nil {
		return string(id)
	}
	return p.Name
}
