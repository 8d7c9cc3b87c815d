package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AddJournalist keeps an application. The same once twice is one.
func (s *Store) AddJournalist(ctx context.Context, j models.Journalist, keys []models.WrappedKey, once string) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		r := tx.Exec(`INSERT INTO journalists (id, state, sealed, once, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (once) DO NOTHING`, j.ID, j.State, j.Sealed, once, micros(j.At))
		if r.Error != nil || r.RowsAffected == 0 {
			return r.Error
		}
		for _, k := range keys {
			if err := putKey(tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) journalists(ctx context.Context, where string, args ...any) ([]models.Journalist, error) {
	var rows []struct {
		ID, State, DecidedBy string
		Sealed               []byte
		DecidedAt, At        int64
	}
	err := s.read(ctx).Raw(`SELECT id, state, sealed, decided_by, decided_at, at FROM journalists `+where, args...).Scan(&rows).Error
	out := make([]models.Journalist, len(rows))
	for i, r := range rows {
		out[i] = models.Journalist{ID: models.ID(r.ID), State: models.JournalistState(r.State), Sealed: r.Sealed, DecidedBy: models.ID(r.DecidedBy), DecidedAt: fromMicros(r.DecidedAt), At: fromMicros(r.At)}
	}
	return out, told(err)
}

// Journalists lists all, who waits first, then newest first.
func (s *Store) Journalists(ctx context.Context) ([]models.Journalist, error) {
	return s.journalists(ctx, `ORDER BY CASE state WHEN 'applied' THEN 0 ELSE 1 END, at DESC, id LIMIT 500`)
}

// Journalist finds one; models.ErrNotFound when there is none.
func (s *Store) Journalist(ctx context.Context, id models.ID) (models.Journalist, error) {
	list, err := s.journalists(ctx, `WHERE id = ?`, id)
	if err == nil && len(list) == 0 {
		return models.Journalist{}, models.ErrNotFound
	}
	if err != nil {
		return models.Journalist{}, err
	}
	return list[0], nil
}

// DecideJournalist changes a state; another one in force than those of from is a Conflict.
func (s *Store) DecideJournalist(ctx context.Context, id models.ID, from []models.JournalistState, to models.JournalistState, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE journalists SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state IN ?`, to, ev.ActorID, micros(ev.At), id, from)
	})
}

type previewRow struct {
	ID, CaseID, JournalistID, Lookup, ByID, ByName string
	Sealed                                         []byte
	MadeAt, ExpiresAt, RevokedAt, OpenedAt         int64
	Opened                                         int
}

const previewColumns = `SELECT v.id, v.case_id, v.journalist_id, v.lookup, v.sealed, v.by_id, COALESCE(p.name, '') AS by_name, v.made_at, v.expires_at, v.revoked_at, v.opened, v.opened_at
	FROM previews v LEFT JOIN persons p ON p.id = v.by_id`

func (r previewRow) preview() models.Preview {
	p := models.Preview{
		ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), JournalistID: models.ID(r.JournalistID), Lookup: r.Lookup, Sealed: r.Sealed, By: models.ID(r.ByID), ByName: r.ByName,
		MadeAt: fromMicros(r.MadeAt), ExpiresAt: fromMicros(r.ExpiresAt), Opened: r.Opened,
	}
	if r.RevokedAt > 0 {
		p.RevokedAt = fromMicros(r.RevokedAt)
	}
	if r.OpenedAt > 0 {
		p.OpenedAt = fromMicros(r.OpenedAt)
	}
	return p
}

// AddPreview keeps a preview.
func (s *Store) AddPreview(ctx context.Context, p models.Preview, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO previews (id, case_id, journalist_id, lookup, sealed, by_id, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			p.ID, p.CaseID, p.JournalistID, p.Lookup, p.Sealed, p.By, micros(p.MadeAt), micros(p.ExpiresAt))
	})
}

// Previews lists those of a case, newest first.
func (s *Store) Previews(ctx context.Context, id models.ID) ([]models.Preview, error) {
	var rows []previewRow
	err := s.read(ctx).Raw(previewColumns+` WHERE v.case_id = ? ORDER BY v.made_at DESC, v.id LIMIT 200`, id).Scan(&rows).Error
	out := make([]models.Preview, len(rows))
	for i, r := range rows {
		out[i] = r.preview()
	}
	return out, told(err)
}

// PreviewByLookup finds what a link may open now: not expired, not revoked, of a journalist who is
// still approved, of a case that was not withdrawn.
func (s *Store) PreviewByLookup(ctx context.Context, lookup string, now time.Time) (models.Preview, error) {
	var row previewRow
	err := found(s.read(ctx).Raw(previewColumns+` JOIN journalists j ON j.id = v.journalist_id JOIN cases c ON c.id = v.case_id
		WHERE v.lookup = ? AND v.revoked_at = 0 AND v.expires_at > ? AND j.state = 'approved' AND c.publication <> 'withdrawn'`, lookup, micros(now)).Scan(&row))
	return row.preview(), told(err)
}

// OpenPreview records that a preview was opened.
func (s *Store) OpenPreview(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `UPDATE previews SET opened = opened + 1, opened_at = ? WHERE id = ?`, micros(ev.At), id)
	})
}

// RevokePreview takes back a preview of a case.
func (s *Store) RevokePreview(ctx context.Context, id, of models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE previews SET revoked_at = ? WHERE id = ? AND case_id = ? AND revoked_at = 0`, micros(ev.At), id, of)
	})
}

// EndedPreviews lists those that open nothing any more and whose keys are still there.
func (s *Store) EndedPreviews(ctx context.Context, now time.Time) ([]models.ID, error) {
	var out []models.ID
	err := s.read(ctx).Raw(`SELECT v.id FROM previews v JOIN journalists j ON j.id = v.journalist_id JOIN cases c ON c.id = v.case_id
		WHERE length(v.sealed) > 0 AND (v.expires_at <= ? OR v.revoked_at > 0 OR j.state <> 'approved' OR c.publication = 'withdrawn') LIMIT 200`, micros(now)).Scan(&out).Error
	return out, told(err)
}

// DropPreview destroys a preview's key; the row stays as the record that it was given.
func (s *Store) DropPreview(ctx context.Context, id models.ID) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `UPDATE previews SET sealed = ?, revoked_at = CASE WHEN revoked_at = 0 THEN expires_at ELSE revoked_at END WHERE id = ?`, []byte{}, id)
	})
}
