package records

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type caseRow struct {
	ID, DeskID, PublicKey, State, Outcome, Publication, Ref, Country, Region, SiteID, SiteName, OpenedBy, ProposedBy, ConfirmedBy, MergedInto string
	Restricted                                                                                                                                bool
	Number, Priority, Reports, Revision                                                                                                       int
	DueAt, OpenedAt                                                                                                                           int64
}

const caseColumns = `SELECT c.id, c.number, c.desk_id, c.public_key, c.state, c.outcome, c.publication, c.ref, c.country, c.region, c.site_id,
	COALESCE(s.name, '') AS site_name, c.priority, c.due_at, c.opened_by, c.opened_at, c.revision, c.merged_into, c.restricted,
	COALESCE((SELECT d.proposed_by FROM decisions d WHERE d.case_id = c.id AND d.state <> 'sent_back' ORDER BY d.proposed_at DESC, d.id DESC LIMIT 1), '') AS proposed_by,
	COALESCE((SELECT d.second_by FROM decisions d WHERE d.case_id = c.id AND d.state = 'confirmed' ORDER BY d.proposed_at DESC, d.id DESC LIMIT 1), '') AS confirmed_by,
	(SELECT COUNT(*) FROM case_reports cr WHERE cr.case_id = c.id) AS reports
	FROM cases c LEFT JOIN sites s ON s.id = c.site_id`

func cases(db *gorm.DB, where string, args ...any) ([]models.Case, error) {
	var rows []caseRow
	if err := db.Raw(caseColumns+where, args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return nil, told(err)
	}
	out := make([]models.Case, len(rows))
	ids, at := make([]string, len(rows)), map[string]int{}
	for i, r := range rows {
		ids[i], at[r.ID] = r.ID, i
		out[i] = models.Case{
			ID: models.ID(r.ID), Number: r.Number, DeskID: models.ID(r.DeskID), Restricted: r.Restricted, PublicKey: r.PublicKey, State: models.CaseState(r.State), Outcome: models.Outcome(r.Outcome),
			Publication: models.PublicationState(r.Publication), Ref: r.Ref, Country: r.Country, Region: r.Region, SiteID: models.ID(r.SiteID), SiteName: r.SiteName,
			Priority: priorityAt(r.Priority), DueAt: fromMicros(r.DueAt), OpenedBy: models.ID(r.OpenedBy), OpenedAt: fromMicros(r.OpenedAt),
			ProposedBy: models.ID(r.ProposedBy), ConfirmedBy: models.ID(r.ConfirmedBy), Reports: r.Reports, Revision: r.Revision, MergedInto: models.ID(r.MergedInto),
		}
	}
	var pairs []struct{ CaseID, Value string }
	if err := db.Raw(`SELECT case_id, category AS value FROM case_categories WHERE case_id IN ? ORDER BY case_id, position`, ids).Scan(&pairs).Error; err != nil {
		return nil, told(err)
	}
	for _, p := range pairs {
		c := &out[at[p.CaseID]]
		c.Categories = append(c.Categories, p.Value)
	}
	var submitters []struct{ CaseID, Value, Organisation string }
	if err := db.Raw(`SELECT DISTINCT cr.case_id, r.submitter_id AS value, r.organisation_id AS organisation FROM case_reports cr JOIN reports r ON r.id = cr.report_id WHERE cr.case_id IN ? AND r.submitter_id <> ''`, ids).Scan(&submitters).Error; err != nil {
		return nil, told(err)
	}
	for _, p := range submitters {
		c := &out[at[p.CaseID]]
		c.Submitters = append(c.Submitters, models.ID(p.Value))
		if p.Organisation != "" {
			c.Organisations = append(c.Organisations, models.ID(p.Organisation))
		}
	}
	return out, nil
}

// OpenCase begins a case with its first report and gives its number.
func (s *Store) OpenCase(ctx context.Context, c models.Case, keys []models.WrappedKey, file []byte, report models.ID, ev ...models.Custody) (number int, err error) {
	err = s.write(ctx, ev, func(tx *gorm.DB) error {
		if s.postgres { // two who open at once would draw the same number
			if err := exec(tx, `LOCK TABLE cases IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				return err
			}
		}
		if err := tx.Raw(`SELECT COALESCE(MAX(number), 0) + 1 FROM cases`).Scan(&number).Error; err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO cases (id, number, desk_id, public_key, state, outcome, publication, country, region, site_id, priority, due_at, opened_by, opened_at, file)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, number, c.DeskID, c.PublicKey, c.State, c.Outcome, c.Publication, c.Country, c.Region, c.SiteID,
			c.Priority.Rank(), micros(c.DueAt), c.OpenedBy, micros(c.OpenedAt), file); err != nil {
			return err
		}
		if err := putCategories(tx, c); err != nil {
			return err
		}
		for _, k := range keys {
			if err := putKey(tx, k); err != nil {
				return err
			}
		}
		return join(tx, c.ID, report, c.OpenedBy, c.OpenedAt)
	})
	return number, err
}

func putCategories(tx *gorm.DB, c models.Case) error {
	if err := exec(tx, `DELETE FROM case_categories WHERE case_id = ?`, c.ID); err != nil {
		return err
	}
	for i, category := range c.Categories {
		if err := exec(tx, `INSERT INTO case_categories (case_id, position, category) VALUES (?, ?, ?)`, c.ID, i, category); err != nil {
			return err
		}
	}
	return nil
}

func join(tx *gorm.DB, id, report, by models.ID, at time.Time) error {
	if err := must(tx, `UPDATE reports SET state = 'joined' WHERE id = ? AND state IN ('received', 'triage', 'joined')`, report); err != nil {
		return err
	}
	if err := exec(tx, `UPDATE cases SET restricted = TRUE WHERE id = ? AND EXISTS (SELECT 1 FROM reports WHERE id = ? AND restricted)`, id, report); err != nil {
		return err
	}
	return exec(tx, `INSERT INTO case_reports (case_id, report_id, joined_by, joined_at) VALUES (?, ?, ?, ?)`, id, report, by, micros(at))
}

// revise counts a change to what a decision rests on. It needs the case to be under verification.
func revise(tx *gorm.DB, id models.ID) error {
	return must(tx, `UPDATE cases SET revision = revision + 1 WHERE id = ? AND state = 'verifying'`, id)
}

// JoinCase puts a report into a case that is under verification.
func (s *Store) JoinCase(ctx context.Context, id, report, by models.ID, at time.Time, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		if err := revise(tx, id); err != nil {
			return err
		}
		return join(tx, id, report, by, at)
	})
}

// Case finds a case.
func (s *Store) Case(ctx context.Context, id models.ID) (models.Case, error) {
	list, err := cases(s.read(ctx), ` WHERE c.id = ?`, id)
	if err != nil || len(list) == 0 {
		return models.Case{}, orNotFound(err)
	}
	return list[0], nil
}

// CaseList lists the cases of the desks in f.Desks, newest first.
func (s *Store) CaseList(ctx context.Context, f models.CaseFilter) ([]models.Case, string, error) {
	if len(f.Desks) == 0 {
		return nil, "", nil
	}
	in, args := within(`c`, f.Desks, f.Named)
	where := []string{in}
	add := func(use bool, condition string, values ...any) {
		if use {
			where, args = append(where, condition), append(args, values...)
		}
	}
	add(f.DeskID != "", `c.desk_id = ?`, f.DeskID)
	add(f.State != "", `c.state = ?`, f.State)
	add(f.Outcome != "", `c.outcome = ?`, f.Outcome)
	add(f.Publication != "", `c.publication = ?`, f.Publication)
	add(f.Country != "", `c.country = ?`, f.Country)
	add(f.Category != "", `EXISTS (SELECT 1 FROM case_categories k WHERE k.case_id = c.id AND k.category = ?)`, f.Category)
	add(f.Waits == "second", secondLook, f.Person, f.Person)
	add(f.Waits == "back", sentBack, f.Person)
	if f.After != "" {
		var at int64
		var id models.ID
		if err := decodeCursor(f.After, &at, &id); err != nil {
			return nil, "", err
		}
		add(true, `(c.opened_at, c.id) < (?, ?)`, at, id)
	}
	limit := limitOr(f.Limit, models.PageSize)
	list, err := cases(s.read(ctx), ` WHERE `+strings.Join(where, " AND ")+` ORDER BY c.opened_at DESC, c.id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	list = list[:limit]
	return list, encodeCursor(micros(list[limit-1].OpenedAt), list[limit-1].ID), nil
}

// CaseReports lists a case's reports in the order in which they joined.
func (s *Store) CaseReports(ctx context.Context, id models.ID) ([]models.Report, error) {
	return reports(s.read(ctx), ` JOIN case_reports j ON j.report_id = r.id WHERE j.case_id = ? ORDER BY j.joined_at, r.id`, id)
}

// Consents lists what the givers of a case's testimonies allow.
func (s *Store) Consents(ctx context.Context, id models.ID) ([]models.Consent, error) {
	var out []models.Consent
	err := s.read(ctx).Raw(`SELECT r.consent FROM reports r JOIN case_reports j ON j.report_id = r.id WHERE j.case_id = ? ORDER BY j.joined_at, r.id`, id).Scan(&out).Error
	return out, told(err)
}

// CaseFile gives a case's sealed file and its version.
func (s *Store) CaseFile(ctx context.Context, id models.ID) ([]byte, int, error) {
	var row struct {
		File        []byte
		FileVersion int
	}
	err := found(s.read(ctx).Raw(`SELECT file, file_version FROM cases WHERE id = ?`, id).Scan(&row))
	return row.File, row.FileVersion, told(err)
}

// CaseFiles gives the sealed files of many cases at once.
func (s *Store) CaseFiles(ctx context.Context, ids []models.ID) (map[models.ID][]byte, error) {
	out := map[models.ID][]byte{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []struct {
		ID   models.ID
		File []byte
	}
	err := s.read(ctx).Raw(`SELECT id, file FROM cases WHERE id IN ?`, ids).Scan(&rows).Error
	for _, r := range rows {
		out[r.ID] = r.File
	}
	return out, told(err)
}

// SaveCaseFile replaces a case's file and facts. version is the one that the change was made from;
// another one in force is a Conflict.
func (s *Store) SaveCaseFile(ctx context.Context, c models.Case, sealed []byte, version int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := revise(tx, c.ID); err != nil {
			return err
		}
		if err := must(tx, `UPDATE cases SET file = ?, file_version = file_version + 1, country = ?, region = ?, site_id = ? WHERE id = ? AND file_version = ?`,
			sealed, c.Country, c.Region, c.SiteID, c.ID, version); err != nil {
			return err
		}
		return putCategories(tx, c)
	})
}

// Draft gives the sealed draft of a case's public text; nil and 0 while there is none.
func (s *Store) Draft(ctx context.Context, id models.ID) ([]byte, int, error) {
	var row struct {
		Draft        []byte
		DraftVersion int
	}
	err := found(s.read(ctx).Raw(`SELECT draft, draft_version FROM cases WHERE id = ?`, id).Scan(&row))
	return row.Draft, row.DraftVersion, told(err)
}

// SaveDraft replaces the draft of a decided case; another version in force is a Conflict.
func (s *Store) SaveDraft(ctx context.Context, id models.ID, sealed []byte, version int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE cases SET draft = ?, draft_version = draft_version + 1 WHERE id = ? AND draft_version = ? AND state = 'decided'`, sealed, id, version)
	})
}
