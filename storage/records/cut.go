package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// BeginRedactionJob keeps a job that begins. One of the same exhibit that was cut off gives way to it; one
// that runs is a Conflict.
func (s *Store) BeginRedactionJob(ctx context.Context, j models.RedactionJob) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `UPDATE redaction_jobs SET state = 'failed', why = 'cut.why.stopped' WHERE case_id = ? AND exhibit_id = ? AND state = 'running' AND touched_at < ?`, j.CaseID, j.ExhibitID, micros(j.StartedAt.Add(-models.JobSilence))); err != nil {
			return err
		}
		return must(tx, `INSERT INTO redaction_jobs (id, case_id, exhibit_id, plan, by_id, state, started_at, touched_at) VALUES (?, ?, ?, ?, ?, 'running', ?, ?) ON CONFLICT DO NOTHING`,
			j.ID, j.CaseID, j.ExhibitID, j.Plan, j.By, micros(j.StartedAt), micros(j.StartedAt))
	})
}

// TouchRedactionJob says that a job goes on and how far it is.
func (s *Store) TouchRedactionJob(ctx context.Context, id models.ID, percent int, at time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return must(tx, `UPDATE redaction_jobs SET percent = ?, touched_at = ? WHERE id = ? AND state = 'running'`, percent, micros(at), id)
	})
}

// EndRedactionJob says how a job ended; why is a message's key, "" when it is done.
func (s *Store) EndRedactionJob(ctx context.Context, id models.ID, why string, at time.Time) error {
	state := models.JobDone
	if why != "" {
		state = models.JobFailed
	}
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return must(tx, `UPDATE redaction_jobs SET state = ?, why = ?, touched_at = ? WHERE id = ? AND state = 'running'`, state, why, micros(at), id)
	})
}

// RedactionJob finds the newest job of an exhibit in a case.
func (s *Store) RedactionJob(ctx context.Context, id, exhibit models.ID) (models.RedactionJob, error) {
	var rows []struct {
		ID, ByID, State, Why string
		Plan                 []byte
		Percent              int
		StartedAt, TouchedAt int64
	}
	err := s.read(ctx).Raw(`SELECT id, by_id, state, why, plan, percent, started_at, touched_at FROM redaction_jobs WHERE case_id = ? AND exhibit_id = ? ORDER BY started_at DESC, id DESC LIMIT 1`, id, exhibit).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return models.RedactionJob{}, orNotFound(told(err))
	}
	r := rows[0]
	return models.RedactionJob{
		ID: models.ID(r.ID), CaseID: id, ExhibitID: exhibit, Plan: r.Plan, By: models.ID(r.ByID), State: models.JobState(r.State), Why: r.Why, Percent: r.Percent,
		StartedAt: fromMicros(r.StartedAt), TouchedAt: fromMicros(r.TouchedAt),
	}, nil
}
