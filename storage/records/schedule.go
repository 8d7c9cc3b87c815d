package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type scheduleRow struct {
	CaseID, State, Held, ByID, ByName string
	At, MadeAt                        int64
	Revision, DraftVersion            int
	Correction                        bool
	Sealed                            []byte
}

const scheduleColumns = `SELECT s.case_id, s.at, s.state, s.held, s.revision, s.draft_version, s.correction, s.sealed, s.by_id, COALESCE(p.name, '') AS by_name, s.made_at
	FROM schedules s LEFT JOIN persons p ON p.id = s.by_id`

func (r scheduleRow) schedule() models.Schedule {
	return models.Schedule{
		CaseID: models.ID(r.CaseID), At: fromMicros(r.At), State: models.ScheduleState(r.State), Held: r.Held, Revision: r.Revision, DraftVersion: r.DraftVersion,
		Correction: r.Correction, Sealed: r.Sealed, By: models.ID(r.ByID), ByName: r.ByName, MadeAt: fromMicros(r.MadeAt),
	}
}

// Schedule keeps a version that is to become public. What was held or done before is replaced; what
// still waits is a Conflict.
func (s *Store) Schedule(ctx context.Context, v models.Schedule, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM schedules WHERE case_id = ? AND state <> 'waiting'`, v.CaseID); err != nil {
			return err
		}
		var waits int
		if err := tx.Raw(`SELECT COUNT(*) FROM schedules WHERE case_id = ?`, v.CaseID).Scan(&waits).Error; err != nil {
			return err
		}
		if waits > 0 {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		return exec(tx, `INSERT INTO schedules (case_id, at, state, revision, draft_version, correction, sealed, by_id, made_at) VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?)`,
			v.CaseID, micros(v.At), v.Revision, v.DraftVersion, v.Correction, v.Sealed, v.By, micros(v.MadeAt))
	})
}

// ScheduleOf finds what is scheduled of a case, or how it ended.
func (s *Store) ScheduleOf(ctx context.Context, id models.ID) (models.Schedule, error) {
	var row scheduleRow
	err := found(s.read(ctx).Raw(scheduleColumns+` WHERE s.case_id = ?`, id).Scan(&row))
	return row.schedule(), told(err)
}

// SchedulesDue lists what waits and whose time has come, the oldest first.
func (s *Store) SchedulesDue(ctx context.Context, now time.Time) ([]models.Schedule, error) {
	var rows []scheduleRow
	err := s.read(ctx).Raw(scheduleColumns+` WHERE s.state = 'waiting' AND s.at <= ? ORDER BY s.at, s.case_id LIMIT 100`, micros(now)).Scan(&rows).Error
	out := make([]models.Schedule, len(rows))
	for i, r := range rows {
		out[i] = r.schedule()
	}
	return out, told(err)
}

// EndSchedule says how what waited ended, and tells who has to know.
func (s *Store) EndSchedule(ctx context.Context, id models.ID, state models.ScheduleState, held string, tell []models.Notice, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE schedules SET state = ?, held = ? WHERE case_id = ? AND state = 'waiting'`, state, held, id); err != nil {
			return err
		}
		return addNotices(tx, tell)
	})
}

// CancelSchedule takes back what waits.
func (s *Store) CancelSchedule(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM schedules WHERE case_id = ? AND state = 'waiting'`, id)
	})
}
