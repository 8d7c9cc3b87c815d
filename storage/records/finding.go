package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// AddGrade adds a grade to a case under verification.
func (s *Store) AddGrade(ctx context.Context, g models.Grade, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := revise(tx, g.CaseID); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO grades (id, case_id, report_id, axis, grade, note, by_id, settles, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			g.ID, g.CaseID, g.ReportID, g.Axis, g.Grade, g.Note, g.By, g.Settles, micros(g.At))
	})
}

// Grades lists a case's grades, newest last.
func (s *Store) Grades(ctx context.Context, id models.ID) ([]models.Grade, error) {
	var rows []struct {
		ID, CaseID, ReportID, Axis, Grade, ByID, ByName string
		Note                                            []byte
		Settles                                         bool
		At                                              int64
	}
	err := s.read(ctx).Raw(`SELECT g.settles, g.id, g.case_id, g.report_id, g.axis, g.grade, g.by_id, COALESCE(p.name, '') AS by_name, g.note, g.at
		FROM grades g LEFT JOIN persons p ON p.id = g.by_id WHERE g.case_id = ? ORDER BY g.at, g.id`, id).Scan(&rows).Error
	out := make([]models.Grade, len(rows))
	for i, r := range rows {
		out[i] = models.Grade{
			ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), ReportID: models.ID(r.ReportID), Axis: models.Axis(r.Axis), Grade: r.Grade,
			Note: r.Note, By: models.ID(r.ByID), ByName: r.ByName, Settles: r.Settles, At: fromMicros(r.At),
		}
	}
	return out, told(err)
}

// AddCheckAnswer adds an answer to a case under verification.
func (s *Store) AddCheckAnswer(ctx context.Context, a models.CheckAnswer, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := revise(tx, a.CaseID); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO check_answers (id, case_id, exhibit_id, check_name, answer, note, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			a.ID, a.CaseID, a.ExhibitID, a.Check, a.Answer, a.Note, a.By, micros(a.At))
	})
}

// CheckAnswers lists a case's answers, newest last.
func (s *Store) CheckAnswers(ctx context.Context, id models.ID) ([]models.CheckAnswer, error) {
	var rows []struct {
		ID, CaseID, ExhibitID, CheckName, Answer, ByID, ByName string
		Note                                                   []byte
		At                                                     int64
	}
	err := s.read(ctx).Raw(`SELECT a.id, a.case_id, a.exhibit_id, a.check_name, a.answer, a.by_id, COALESCE(p.name, '') AS by_name, a.note, a.at
		FROM check_answers a LEFT JOIN persons p ON p.id = a.by_id WHERE a.case_id = ? ORDER BY a.at, a.id`, id).Scan(&rows).Error
	out := make([]models.CheckAnswer, len(rows))
	for i, r := range rows {
		out[i] = models.CheckAnswer{
			ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), ExhibitID: models.ID(r.ExhibitID), Check: models.Check(r.CheckName), Answer: models.Answer(r.Answer),
			Note: r.Note, By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At),
		}
	}
	return out, told(err)
}

// AddNote adds a note, and tells those whom it names.
func (s *Store) AddNote(ctx context.Context, n models.Note, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := addNotices(tx, notices); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO notes (id, case_id, sealed, by_id, at) VALUES (?, ?, ?, ?, ?)`, n.ID, n.CaseID, n.Sealed, n.By, micros(n.At))
	})
}

// Notes lists a case's notes, oldest first.
func (s *Store) Notes(ctx context.Context, id models.ID) ([]models.Note, error) {
	var rows []struct {
		ID, CaseID, ByID, ByName string
		Sealed                   []byte
		At                       int64
	}
	err := s.read(ctx).Raw(`SELECT n.id, n.case_id, n.by_id, COALESCE(p.name, '') AS by_name, n.sealed, n.at
		FROM notes n LEFT JOIN persons p ON p.id = n.by_id WHERE n.case_id = ? ORDER BY n.at, n.id`, id).Scan(&rows).Error
	out := make([]models.Note, len(rows))
	for i, r := range rows {
		out[i] = models.Note{ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), Sealed: r.Sealed, By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// Propose records a proposal and puts the case before the second person. A case that changed since
// d.Revision, or has an open proposal, is a Conflict.
func (s *Store) Propose(ctx context.Context, d models.Decision, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := addNotices(tx, notices); err != nil {
			return err
		}
		if err := must(tx, `UPDATE cases SET state = 'proposed' WHERE id = ? AND state = 'verifying' AND revision = ?`, d.CaseID, d.Revision); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO decisions (id, case_id, outcome, state, revision, reason, proposed_by, proposed_at) VALUES (?, ?, ?, 'proposed', ?, ?, ?, ?)`,
			d.ID, d.CaseID, d.Outcome, d.Revision, d.Reason, d.ProposedBy, micros(d.ProposedAt))
	})
}

// SecondLook records what the second person said of the open proposal: d.State is confirmed or
// sent back. The proposer is refused here and by the database's own constraint.
func (s *Store) SecondLook(ctx context.Context, d models.Decision, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := addNotices(tx, notices); err != nil {
			return err
		}
		if err := must(tx, `UPDATE decisions SET state = ?, second_by = ?, second_at = ?, second_note = ? WHERE id = ? AND case_id = ? AND state = 'proposed' AND proposed_by <> ?`,
			d.State, d.SecondBy, micros(d.SecondAt), d.SecondNote, d.ID, d.CaseID, d.SecondBy); err != nil {
			return err
		}
		if d.State == models.DecisionConfirmed {
			return must(tx, `UPDATE cases SET state = 'decided', outcome = ? WHERE id = ? AND state = 'proposed'`, d.Outcome, d.CaseID)
		}
		return must(tx, `UPDATE cases SET state = 'verifying' WHERE id = ? AND state = 'proposed'`, d.CaseID)
	})
}

// ReopenCase takes a decided case back into verification.
func (s *Store) ReopenCase(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE cases SET state = 'verifying', revision = revision + 1 WHERE id = ? AND state = 'decided'`, id)
	})
}

// Decisions lists a case's decisions, newest first.
func (s *Store) Decisions(ctx context.Context, id models.ID) ([]models.Decision, error) {
	var rows []struct {
		ID, CaseID, Outcome, State, ProposedBy, SecondBy string
		Revision                                         int
		Reason, SecondNote                               []byte
		ProposedAt, SecondAt                             int64
	}
	err := s.read(ctx).Raw(`SELECT id, case_id, outcome, state, revision, reason, proposed_by, proposed_at, second_by, second_at, second_note
		FROM decisions WHERE case_id = ? ORDER BY proposed_at DESC, id DESC`, id).Scan(&rows).Error
	out := make([]models.Decision, len(rows))
	for i, r := range rows {
		out[i] = models.Decision{
			ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), Outcome: models.Outcome(r.Outcome), State: models.DecisionState(r.State), Revision: r.Revision, Reason: r.Reason,
			ProposedBy: models.ID(r.ProposedBy), ProposedAt: fromMicros(r.ProposedAt), SecondBy: models.ID(r.SecondBy), SecondAt: fromMicros(r.SecondAt), SecondNote: r.SecondNote,
		}
	}
	return out, told(err)
}

// AddRedaction keeps a redaction; the newest per exhibit, or per still of one, is the one in force.
func (s *Store) AddRedaction(ctx context.Context, r models.Redaction, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO redactions (id, case_id, exhibit_id, still_id, plan, copy_key, copy_size, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.CaseID, r.ExhibitID, r.StillID, r.Plan, r.CopyKey, r.CopySize, r.By, micros(r.At))
	})
}

// Redactions lists a case's redactions with what a second person found, newest last.
func (s *Store) Redactions(ctx context.Context, id models.ID) ([]models.Redaction, error) {
	var rows []struct {
		ID, CaseID, ExhibitID, StillID, CopyKey, ByID string
		LookBy, LookName                              string
		Plan, Note                                    []byte
		CopySize, At, LookAt                          int64
		Fine                                          bool
	}
	err := s.read(ctx).Raw(`SELECT r.id, r.case_id, r.exhibit_id, r.still_id, r.plan, r.copy_key, r.copy_size, r.by_id, r.at, COALESCE(l.by_id, '') AS look_by, COALESCE(p.name, '') AS look_name,
		l.note, COALESCE(l.fine, FALSE) AS fine, COALESCE(l.at, 0) AS look_at FROM redactions r LEFT JOIN redaction_looks l ON l.redaction_id = r.id LEFT JOIN persons p ON p.id = l.by_id
		WHERE r.case_id = ? ORDER BY r.at, r.id`, id).Scan(&rows).Error
	out := make([]models.Redaction, len(rows))
	for i, r := range rows {
		out[i] = models.Redaction{ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), ExhibitID: models.ID(r.ExhibitID), StillID: models.ID(r.StillID), Plan: r.Plan, CopyKey: r.CopyKey, CopySize: r.CopySize, By: models.ID(r.ByID), At: fromMicros(r.At)}
		if r.LookBy != "" {
			out[i].Look = &models.RedactionLook{RedactionID: out[i].ID, MadeBy: out[i].By, By: models.ID(r.LookBy), ByName: r.LookName, Fine: r.Fine, Note: r.Note, At: fromMicros(r.LookAt)}
		}
	}
	return out, told(err)
}
