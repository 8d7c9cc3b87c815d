package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// EndSessionOf ends one session of a person. Another's, or one that has ended, is a Conflict.
func (s *Store) EndSessionOf(ctx context.Context, person models.ID, id string, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM sessions WHERE person_id = ? AND id = ?`, person, id)
	})
}

// NameSession keeps what kind of device its person says that a session is on.
func (s *Store) NameSession(ctx context.Context, person models.ID, id, kind string) error {
	return told(must(s.writer.WithContext(ctx), `UPDATE sessions SET kind = ? WHERE person_id = ? AND id = ?`, kind, person, id))
}

// ProveSession notes that whoever acts in a session has shown again who they are.
func (s *Store) ProveSession(ctx context.Context, id string, at time.Time, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE sessions SET proved_at = ? WHERE id = ?`, micros(at), id)
	})
}
