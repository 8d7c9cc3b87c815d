package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// MergeCase puts the reports of a case into another one of the same desk. The first stays as it is,
// merged: its notes and findings are read there.
func (s *Store) MergeCase(ctx context.Context, from, into models.ID, by models.ID, at time.Time, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE cases SET state = 'merged', merged_into = ?, revision = revision + 1 WHERE id = ? AND state = 'verifying'
			AND desk_id = (SELECT desk_id FROM cases WHERE id = ?)`, into, from, into); err != nil {
			return err
		}
		if err := revise(tx, into); err != nil {
			return err
		}
		if err := exec(tx, `UPDATE cases SET restricted = TRUE WHERE id = ? AND EXISTS (SELECT 1 FROM cases f WHERE f.id = ? AND f.restricted)`, into, from); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO case_reports (case_id, report_id, joined_by, joined_at) SELECT CAST(? AS TEXT), report_id, CAST(? AS TEXT), CAST(? AS BIGINT) FROM case_reports WHERE case_id = ?
			ON CONFLICT DO NOTHING`, into, by, micros(at), from)
	})
}

// SplitReport takes a report out of a case that has more than one. In no other case, it is in the
// hands of who took it out.
func (s *Store) SplitReport(ctx context.Context, id, report, by models.ID, at time.Time, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		if err := revise(tx, id); err != nil {
			return err
		}
		if err := must(tx, `DELETE FROM case_reports WHERE case_id = ? AND report_id = ? AND (SELECT COUNT(*) FROM case_reports x WHERE x.case_id = ?) > 1`, id, report, id); err != nil {
			return err
		}
		return exec(tx, `UPDATE reports SET state = 'triage', taken_by = ?, taken_at = ? WHERE id = ? AND state = 'joined'
			AND NOT EXISTS (SELECT 1 FROM case_reports j JOIN cases c ON c.id = j.case_id WHERE j.report_id = reports.id AND c.state <> 'merged')`, by, micros(at), report)
	})
}

// AddTask adds a task and tells whom it is for.
func (s *Store) AddTask(ctx context.Context, t models.Task, due time.Time, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := addNotices(tx, notices); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO tasks (id, case_id, sealed, for_id, due_at, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)`, t.ID, t.CaseID, t.Sealed, t.For, micros(due), t.By, micros(ev.At))
	})
}

// DoneTask marks an open task as done.
func (s *Store) DoneTask(ctx context.Context, id, task, by models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE tasks SET done_by = ?, done_at = ? WHERE id = ? AND case_id = ? AND done_at = 0`, by, micros(ev.At), task, id)
	})
}

// Tasks lists a case's tasks, open ones first.
func (s *Store) Tasks(ctx context.Context, id models.ID) ([]models.Task, error) {
	var rows []struct {
		ID, CaseID, ForID, ForName, ByID, DoneName string
		Sealed                                     []byte
		DueAt, DoneAt                              int64
	}
	err := s.read(ctx).Raw(`SELECT t.id, t.case_id, t.sealed, t.for_id, COALESCE(p.name, '') AS for_name, t.by_id, COALESCE(d.name, '') AS done_name, t.due_at, t.done_at
		FROM tasks t LEFT JOIN persons p ON p.id = t.for_id LEFT JOIN persons d ON d.id = t.done_by WHERE t.case_id = ? ORDER BY CASE WHEN t.done_at = 0 THEN 0 ELSE 1 END, t.due_at, t.at, t.id`, id).Scan(&rows).Error
	out := make([]models.Task, len(rows))
	for i, r := range rows {
		out[i] = models.Task{ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), Sealed: r.Sealed, For: models.ID(r.ForID), ForName: r.ForName, By: models.ID(r.ByID), Done: r.DoneAt > 0, DoneBy: r.DoneName}
		if r.DueAt > 0 {
			out[i].DueAt = fromMicros(r.DueAt).Format(time.DateOnly)
		}
	}
	return out, told(err)
}
