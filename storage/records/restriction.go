package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// RestrictReport puts a report into the restricted compartment of its desk, with the cases that it is in,
// or takes it out; cases stay, because what was written in them came from there. Whoever has the report
// taken without being named for the compartment has it no more.
func (s *Store) RestrictReport(ctx context.Context, r models.Restriction, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		// Cases are held before their reports everywhere; of a case that it joins meanwhile we learn after.
		if err := restrictCases(tx, r); err != nil {
			return err
		}
		if err := must(tx, `UPDATE reports SET restricted = ? WHERE id = ? AND restricted <> ? AND erased_at = 0`, r.Restricted, r.ReportID, r.Restricted); err != nil {
			return err
		}
		if err := restrictCases(tx, r); err != nil {
			return err
		}
		if err := exec(tx, `UPDATE report_categories SET restricted = ? WHERE report_id = ?`, r.Restricted, r.ReportID); err != nil {
			return err
		}
		if err := exec(tx, `UPDATE reports SET state = 'received', taken_by = '', taken_at = 0 WHERE id = ? AND state = 'triage' AND restricted
			AND NOT EXISTS (SELECT 1 FROM desk_members m WHERE m.desk_id = reports.desk_id AND m.person_id = reports.taken_by AND m.state = 'member' AND m.named)`, r.ReportID); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO restrictions (id, report_id, by_id, restricted, reason, at) VALUES (?, ?, ?, ?, ?, ?)`, r.ID, r.ReportID, r.By, r.Restricted, r.Reason, micros(r.At))
	})
}

func restrictCases(tx *gorm.DB, r models.Restriction) error {
	if !r.Restricted {
		return nil
	}
	return exec(tx, `UPDATE cases SET restricted = TRUE WHERE NOT restricted AND id IN (SELECT case_id FROM case_reports WHERE report_id = ?)`, r.ReportID)
}

// LastRestriction gives the newest one of a report; nil when there is none.
func (s *Store) LastRestriction(ctx context.Context, report models.ID) (*models.Restriction, error) {
	var rows []struct {
		ID, ByID, ByName string
		Restricted       bool
		Reason           []byte
		At               int64
	}
	err := s.read(ctx).Raw(`SELECT x.id, x.by_id, COALESCE(p.name, '') AS by_name, x.restricted, x.reason, x.at FROM restrictions x
		LEFT JOIN persons p ON p.id = x.by_id WHERE x.report_id = ? ORDER BY x.at DESC, x.id DESC LIMIT 1`, report).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, told(err)
	}
	x := rows[0]
	return &models.Restriction{ID: models.ID(x.ID), ReportID: report, By: models.ID(x.ByID), ByName: x.ByName, Restricted: x.Restricted, Reason: x.Reason, At: fromMicros(x.At)}, nil
}
