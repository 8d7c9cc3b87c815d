package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AddFollowUp adds an entry to what follows a case.
func (s *Store) AddFollowUp(ctx context.Context, f models.FollowUpEntry, by models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO follow_ups (id, case_id, kind, sealed, on_day, remind_at, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			f.ID, f.CaseID, f.Kind, f.Sealed, f.OnDay, micros(f.RemindAt), by, micros(ev.At))
	})
}

// FollowUps lists what follows a case, newest day first.
func (s *Store) FollowUps(ctx context.Context, id models.ID) ([]models.FollowUpEntry, error) {
	var rows []struct {
		ID, CaseID, Kind, OnDay, ByName string
		Sealed                          []byte
		RemindAt, RemindedAt, At        int64
	}
	err := s.read(ctx).Raw(`SELECT f.id, f.case_id, f.kind, f.sealed, f.on_day, f.remind_at, f.reminded_at, p.name AS by_name, f.at FROM follow_ups f JOIN persons p ON p.id = f.by_id
		WHERE f.case_id = ? ORDER BY f.on_day DESC, f.at DESC, f.id`, id).Scan(&rows).Error
	out := make([]models.FollowUpEntry, len(rows))
	for i, r := range rows {
		out[i] = models.FollowUpEntry{ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), Kind: models.FollowUpKind(r.Kind), Sealed: r.Sealed, OnDay: r.OnDay, RemindAt: fromMicros(r.RemindAt), ByName: r.ByName, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// FollowUpsDue lists entries whose day of reminding has come and whose desk wasn't told.
func (s *Store) FollowUpsDue(ctx context.Context, now time.Time, limit int) ([]models.FollowUpEntry, error) {
	var rows []struct{ ID, CaseID, DeskID string }
	err := s.read(ctx).Raw(`SELECT f.id, f.case_id, c.desk_id FROM follow_ups f JOIN cases c ON c.id = f.case_id
		WHERE f.remind_at > 0 AND f.reminded_at = 0 AND f.remind_at <= ? ORDER BY f.remind_at LIMIT ?`, micros(now), limit).Scan(&rows).Error
	out := make([]models.FollowUpEntry, len(rows))
	for i, r := range rows {
		out[i] = models.FollowUpEntry{ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), DeskID: models.ID(r.DeskID)}
	}
	return out, told(err)
}

// Reminded tells people of an entry, once; a second time is a Conflict.
func (s *Store) Reminded(ctx context.Context, id models.ID, notices []models.Notice, at time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE follow_ups SET reminded_at = ? WHERE id = ? AND reminded_at = 0`, micros(at), id); err != nil {
			return err
		}
		return addNotices(tx, notices)
	})
}
