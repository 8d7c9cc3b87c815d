package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AcceptReport takes a sealed report: its row, its keys, its exhibits, its custody entry, all or
// nothing. The same Once twice is the same report, already there. Exhibits have to be whole and
// begun under this report's id.
func (s *Store) AcceptReport(ctx context.Context, r models.SealedReport, ev models.Custody) (already bool, err error) {
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := acceptExhibits(tx, r.ID, "", r.Exhibits, ev.At); err != nil {
			return err
		}
		if err := addReport(tx, r); err != nil {
			return err
		}
		if err := keepSent(tx, r.ID, r.Sent, ev.At); err != nil {
			return err
		}
		return s.tellOfLetter(tx, r)
	})
	if err != nil && r.Once != "" && models.KindOf(err) == models.Conflict {
		var id string
		if found(s.writer.WithContext(ctx).Raw(`SELECT id FROM reports WHERE once = ?`, r.Once).Scan(&id)) == nil {
			return true, nil
		}
	}
	return false, err
}

func acceptExhibits(tx *gorm.DB, report, message models.ID, list []models.ID, at time.Time) error {
	for i, id := range list {
		if err := must(tx, `UPDATE exhibits SET accepted = TRUE, position = ?, message_id = ?, created_at = ? WHERE id = ? AND report_id = ? AND complete AND NOT accepted`,
			i+1, message, micros(at), id, report); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM uploads WHERE exhibit_id = ?`, id); err != nil { // its address ends here
			return err
		}
	}
	return nil
}

// reportFields and reportValues go together; so do categoryFields and categoryValues.
const reportFields = `id, about, channel, country, region, site_id, language, organisation_id, submitter_id, urgent, restricted, consent, photos, others,
	public_key, testimony, at_edge, state, desk_id, priority, due_at, rule_position, rule_text, taken_by, taken_at, receipt_id, reply_key, once, received_at`

func reportValues(r models.SealedReport) []any {
	f := r.Facts
	due := int64(0)
	if r.Choice.Due > 0 {
		due = micros(f.ReceivedAt.Add(r.Choice.Due))
	}
	state, takenAt := models.ReportReceived, int64(0)
	if r.Choice.AssigneeID != "" {
		state, takenAt = models.ReportTaken, micros(f.ReceivedAt)
	}
	return []any{
		r.ID, f.About, f.Channel, f.Country, f.Region, f.SiteID, f.Language, f.OrganisationID, r.SubmitterID, f.Urgent, f.Restricted(), f.Consent, f.Photos, f.Others,
		r.PublicKey, r.Testimony, r.SealedAtEdge, state, r.Choice.DeskID, r.Choice.Priority.Rank(), due, r.Choice.RulePosition, r.Choice.Why,
		r.Choice.AssigneeID, takenAt, orNull(r.ReceiptID), r.ReplyKey, orNull(r.Once), micros(f.ReceivedAt),
	}
}

const categoryFields = `report_id, position, category, desk_id, received_at, restricted`

func categoryValues(r models.SealedReport, position int) []any {
	return []any{r.ID, position, r.Facts.Categories[position], r.Choice.DeskID, micros(r.Facts.ReceivedAt), r.Facts.Restricted()}
}

func addReport(tx *gorm.DB, r models.SealedReport) error {
	report, categories := bulk{into: `reports (` + reportFields + `)`}, bulk{into: `report_categories (` + categoryFields + `)`}
	report.add(reportValues(r)...)
	for i := range r.Facts.Categories {
		categories.add(categoryValues(r, i)...)
	}
	if err := report.insert(tx); err != nil {
		return err
	}
	if err := categories.insert(tx); err != nil {
		return err
	}
	for _, k := range r.Keys {
		if err := putKey(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// moved tells what is kept apart from a report that it is another desk's now.
func moved(tx *gorm.DB, report, desk models.ID) error {
	if err := unlabel(tx, report); err != nil {
		return err
	}
	return exec(tx, `UPDATE report_categories SET desk_id = ? WHERE report_id = ?`, desk, report)
}

type reportRow struct {
	ID, About, Channel, Country, Region, SiteID, SiteName, Language, OrganisationID, SubmitterID, Consent string
	PublicKey, State, Closing, DeskID, RuleText, TakenBy, TakenByName, ReplyKey, CaseID                   string
	DuplicateOf                                                                                           string
	Hold, Urgent, Restricted, AtEdge, Waiting, Asked                                                      bool
	Photos, Others, Priority, RulePosition, Escalated                                                     int
	DueAt, TakenAt, ReceivedAt, ErasedAt                                                                  int64
}

const reportColumns = `SELECT r.hold, r.erased_at, r.id, r.about, r.channel, r.country, r.region, r.site_id, COALESCE(s.name, '') AS site_name, r.language, r.organisation_id, r.submitter_id, r.consent,
	r.public_key, r.state, r.closing, r.desk_id, r.rule_text, r.taken_by, COALESCE(p.name, '') AS taken_by_name, r.reply_key,
	COALESCE((SELECT MIN(cr.case_id) FROM case_reports cr WHERE cr.report_id = r.id), '') AS case_id,
	r.duplicate_of, r.asked, r.escalated, r.urgent, r.restricted, r.at_edge, r.waiting, r.photos, r.others, r.priority, r.rule_position, r.due_at, r.taken_at, r.received_at
	FROM reports r LEFT JOIN sites s ON s.id = r.site_id LEFT JOIN persons p ON p.id = r.taken_by`

func (r reportRow) report() models.Report {
	return models.Report{
		ID: models.ID(r.ID), PublicKey: r.PublicKey, State: models.ReportState(r.State), Closing: models.Closing(r.Closing), DeskID: models.ID(r.DeskID),
		Facts: models.Facts{
			About: r.About, Country: r.Country, Region: r.Region, SiteID: models.ID(r.SiteID), Language: r.Language, Channel: models.Channel(r.Channel),
			OrganisationID: models.ID(r.OrganisationID), SubmitterID: models.ID(r.SubmitterID), Urgent: r.Urgent, Consent: models.Consent(r.Consent), Photos: r.Photos, Others: r.Others, ReceivedAt: fromMicros(r.ReceivedAt),
		},
		Priority: priorityAt(r.Priority), DueAt: fromMicros(r.DueAt), RoutedBy: r.RulePosition, RoutedWhy: r.RuleText,
		TakenBy: models.ID(r.TakenBy), TakenByName: r.TakenByName, TakenAt: fromMicros(r.TakenAt), CaseID: models.ID(r.CaseID), ReplyKey: r.ReplyKey,
		SubmitterID: models.ID(r.SubmitterID), AtEdge: r.AtEdge, SiteName: r.SiteName, Waiting: r.Waiting,
		Restricted: r.Restricted, Hold: r.Hold, ErasedAt: fromMicros(r.ErasedAt), Asked: r.Asked, Escalated: r.Escalated, DuplicateOf: models.ID(r.DuplicateOf),
	}
}

func priorityAt(rank int) models.Priority {
	if rank < 0 || rank >= len(models.Priorities) {
		return models.PriorityNormal
	}
	return models.Priorities[rank]
}

// reports reads rows and then their categories in one more query.
func reports(db *gorm.DB, where string, args ...any) ([]models.Report, error) {
	var rows []reportRow
	if err := db.Raw(reportColumns+where, args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return nil, told(err)
	}
	out := make([]models.Report, len(rows))
	ids, at := make([]string, len(rows)), map[string]int{}
	for i, r := range rows {
		out[i], ids[i], at[r.ID] = r.report(), r.ID, i
	}
	var categories []struct{ ReportID, Category string }
	if err := db.Raw(`SELECT report_id, category FROM report_categories WHERE report_id IN ? ORDER BY report_id, position`, ids).Scan(&categories).Error; err != nil {
		return nil, told(err)
	}
	for _, c := range categories {
		f := &out[at[c.ReportID]].Facts
		f.Categories = append(f.Categories, c.Category)
	}
	return out, nil
}

// Report finds a report's row.
func (s *Store) Report(ctx context.Context, id models.ID) (models.Report, error) {
	list, err := reports(s.read(ctx), ` WHERE r.id = ?`, id)
	if err != nil || len(list) == 0 {
		return models.Report{}, orNotFound(err)
	}
	return list[0], nil
}

// Testimony gives a report's sealed testimony.
func (s *Store) Testimony(ctx context.Context, id models.ID) ([]byte, error) {
	all, err := s.Testimonies(ctx, []models.ID{id})
	if err == nil && all[id] == nil {
		err = models.ErrNotFound
	}
	return all[id], err
}

// Testimonies gives the sealed testimonies of many reports at once.
func (s *Store) Testimonies(ctx context.Context, ids []models.ID) (map[models.ID][]byte, error) {
	out := map[models.ID][]byte{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []struct {
		ID        models.ID
		Testimony []byte
	}
	err := s.read(ctx).Raw(`SELECT id, testimony FROM reports WHERE id IN ?`, ids).Scan(&rows).Error
	for _, r := range rows {
		out[r.ID] = r.Testimony
	}
	return out, told(err)
}

// TakeReport gives a waiting report to a reviewer. Of several who try at once, one has it; the
// others get a Conflict.
func (s *Store) TakeReport(ctx context.Context, id, by models.ID, at time.Time, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE reports SET state = 'triage', taken_by = ?, taken_at = ? WHERE id = ? AND state = 'received'`, by, micros(at), id)
	})
}

// ReleaseReport puts a taken report back.
func (s *Store) ReleaseReport(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE reports SET state = 'received', taken_by = '', taken_at = 0 WHERE id = ? AND state = 'triage'`, id)
	})
}

// CloseReport ends a report without a case; of names the report that it is a duplicate of, or nothing.
func (s *Store) CloseReport(ctx context.Context, id models.ID, why models.Closing, of models.ID, note []byte, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE reports SET state = 'closed', closing = ?, duplicate_of = ?, closing_note = ? WHERE id = ? AND state IN ('received', 'triage')`, why, of, note, id)
	})
}

// ClosingNote gives the sealed reason for closing a report; nil when none was given.
func (s *Store) ClosingNote(ctx context.Context, id models.ID) ([]byte, error) {
	var row struct{ ClosingNote []byte }
	err := found(s.read(ctx).Raw(`SELECT closing_note FROM reports WHERE id = ?`, id).Scan(&row))
	return row.ClosingNote, told(err)
}

// ReopenReport puts a closed report back into the queue; whoever had it when it was closed has it again
// when they are the one who reopens it.
func (s *Store) ReopenReport(ctx context.Context, id, by models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE reports SET state = CASE WHEN taken_by = ? THEN 'triage' ELSE 'received' END, taken_at = CASE WHEN taken_by = ? THEN taken_at ELSE 0 END,
			taken_by = CASE WHEN taken_by = ? THEN taken_by ELSE '' END, closing = '', duplicate_of = '' WHERE id = ? AND state = 'closed' AND erased_at = 0`, by, by, by, id)
	})
}

// RouteReport gives a report to another desk: the copy of its key for the old desk goes, the new
// one comes.
func (s *Store) RouteReport(ctx context.Context, id, desk models.ID, k models.WrappedKey, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE reports SET desk_id = ?, state = 'received', taken_by = '', taken_at = 0, rule_position = 0, rule_text = '' WHERE id = ? AND state IN ('received', 'triage')`, desk, id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM wrapped_keys WHERE item_kind = 'report' AND item_id = ? AND holder = 'desk'`, id); err != nil {
			return err
		}
		if err := dropSegments(tx, id); err != nil { // the old desk's index must not speak of it
			return err
		}
		if err := moved(tx, id, desk); err != nil {
			return err
		}
		return putKey(tx, k)
	})
}

// EscalateReport puts an escalation on record and only then gives the copy that has been there
// since sealing to its desk.
func (s *Store) EscalateReport(ctx context.Context, id, desk models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE wrapped_keys SET holder = 'desk' WHERE item_kind = 'report' AND item_id = ? AND holder = 'escalation' AND desk_id = ?`, id, desk); err != nil {
			return err
		}
		if err := dropSegments(tx, id); err != nil {
			return err
		}
		if err := moved(tx, id, desk); err != nil {
			return err
		}
		return must(tx, `UPDATE reports SET desk_id = ?, state = 'received', taken_by = '', taken_at = 0, escalated = 2 WHERE id = ? AND state IN ('received', 'triage')`, desk, id)
	})
}

// Late lists waiting reports that were due before a time and of which nobody was told.
func (s *Store) Late(ctx context.Context, before time.Time, limit int) ([]models.Report, error) {
	return reports(s.read(ctx), ` WHERE r.due_at > 0 AND r.due_at < ? AND r.state IN ('received', 'triage') AND r.escalated = 0 ORDER BY r.due_at, r.id LIMIT ?`, micros(before), limit)
}

// StillLate lists those of which leads were told before a time.
func (s *Store) StillLate(ctx context.Context, before time.Time, limit int) ([]models.Report, error) {
	return reports(s.read(ctx), ` WHERE r.due_at > 0 AND r.state IN ('received', 'triage') AND r.escalated = 1 AND r.escalated_at < ? ORDER BY r.due_at, r.id LIMIT ?`, micros(before), limit)
}

// EscalationDesk tells for which desk a report's escalation copy is; "" when there is none.
func (s *Store) EscalationDesk(ctx context.Context, id models.ID) (models.ID, error) {
	var desk string
	err := s.read(ctx).Raw(`SELECT desk_id FROM wrapped_keys WHERE item_kind = 'report' AND item_id = ? AND holder = 'escalation'`, id).Scan(&desk).Error
	return models.ID(desk), told(err)
}

// TellLeads puts on record that a report's lateness was told, with the notices that tell it.
func (s *Store) TellLeads(ctx context.Context, id models.ID, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE reports SET escalated = 1, escalated_at = ? WHERE id = ? AND escalated = 0`, micros(ev.At), id); err != nil {
			return err
		}
		return addNotices(tx, notices)
	})
}
