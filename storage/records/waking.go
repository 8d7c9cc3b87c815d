package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type wakingRow struct {
	ID, PersonID string
	Sealed       []byte
	MadeAt       int64
}

func wakings(rows []wakingRow) []models.Waking {
	out := make([]models.Waking, len(rows))
	for i, r := range rows {
		out[i] = models.Waking{ID: models.ID(r.ID), PersonID: models.ID(r.PersonID), Sealed: r.Sealed, MadeAt: fromMicros(r.MadeAt)}
	}
	return out
}

// AddWaking keeps a browser; of more than most, a person's oldest go.
func (s *Store) AddWaking(ctx context.Context, w models.Waking, most int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO wakings (id, person_id, sealed, made_at, woken_at) VALUES (?, ?, ?, ?, ?)`, w.ID, w.PersonID, w.Sealed, micros(w.MadeAt), micros(w.MadeAt)); err != nil {
			return err
		}
		return exec(tx, `DELETE FROM wakings WHERE person_id = ? AND id NOT IN (SELECT id FROM wakings WHERE person_id = ? ORDER BY made_at DESC, id LIMIT ?)`, w.PersonID, w.PersonID, most)
	})
}

// Wakings lists a person's browsers, newest first.
func (s *Store) Wakings(ctx context.Context, person models.ID) ([]models.Waking, error) {
	var rows []wakingRow
	err := s.read(ctx).Raw(`SELECT id, person_id, sealed, made_at FROM wakings WHERE person_id = ? ORDER BY made_at DESC, id`, person).Scan(&rows).Error
	return wakings(rows), told(err)
}

// DropWaking ends one.
func (s *Store) DropWaking(ctx context.Context, person, id models.ID, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM wakings WHERE id = ? AND person_id = ?`, id, person)
	})
}

// WakingsDue lists browsers of people for whom something waits that came after they were woken last,
// which was long enough ago.
func (s *Store) WakingsDue(ctx context.Context, now time.Time, rest time.Duration, limit int) ([]models.Waking, error) {
	var rows []wakingRow
	err := s.read(ctx).Raw(`SELECT w.id, w.person_id, w.sealed, w.made_at FROM wakings w JOIN persons p ON p.id = w.person_id AND p.disabled_at = 0
		WHERE (w.woken_at <= ? OR w.woken_at = w.made_at) AND EXISTS (SELECT 1 FROM notices n WHERE n.person_id = w.person_id AND n.read_at = 0 AND n.at > w.woken_at AND `+known+`)
		ORDER BY w.woken_at, w.id LIMIT ?`, micros(now.Add(-rest)), limit).Scan(&rows).Error
	return wakings(rows), told(err)
}

// Woken notes that a browser was woken.
func (s *Store) Woken(ctx context.Context, id models.ID, at time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE wakings SET woken_at = ?, failed = 0 WHERE id = ?`, micros(at), id))
}

// WakingFailed counts how often in a row a browser couldn't be reached.
func (s *Store) WakingFailed(ctx context.Context, id models.ID) (times int, err error) {
	err = s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE wakings SET failed = failed + 1 WHERE id = ?`, id); err != nil {
			return err
		}
		return tx.Raw(`SELECT failed FROM wakings WHERE id = ?`, id).Scan(&times).Error
	})
	return times, err
}
