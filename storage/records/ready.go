package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// ReadyMessages lists what a desk has ready, by name.
func (s *Store) ReadyMessages(ctx context.Context, desk models.ID) ([]models.ReadyMessage, error) {
	var rows []struct {
		ID, DeskID, Language, Name, Text, ByName string
		ChangedAt                                int64
	}
	err := s.read(ctx).Raw(`SELECT m.id, m.desk_id, m.language, m.name, m.text, p.name AS by_name, m.changed_at
		FROM ready_messages m JOIN persons p ON p.id = m.changed_by WHERE m.desk_id = ? ORDER BY m.name, m.id`, desk).Scan(&rows).Error
	out := make([]models.ReadyMessage, len(rows))
	for i, r := range rows {
		out[i] = models.ReadyMessage{ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), Language: r.Language, Name: r.Name, Text: r.Text, ChangedBy: r.ByName, ChangedAt: fromMicros(r.ChangedAt)}
	}
	return out, told(err)
}

// PutReadyMessage writes one, new or anew.
func (s *Store) PutReadyMessage(ctx context.Context, m models.ReadyMessage, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `INSERT INTO ready_messages (id, desk_id, language, name, text, changed_by, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET language = excluded.language, name = excluded.name, text = excluded.text, changed_by = excluded.changed_by, changed_at = excluded.changed_at
			WHERE ready_messages.desk_id = excluded.desk_id`, m.ID, m.DeskID, m.Language, m.Name, m.Text, ev.ActorID, micros(ev.At))
	})
}

// DropReadyMessage removes one.
func (s *Store) DropReadyMessage(ctx context.Context, desk, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM ready_messages WHERE id = ? AND desk_id = ?`, id, desk)
	})
}
