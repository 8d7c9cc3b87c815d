package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AddExhibitNote adds a finding to an exhibit.
func (s *Store) AddExhibitNote(ctx context.Context, n models.ExhibitNote, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO exhibit_notes (id, exhibit_id, sealed, by_id, at) VALUES (?, ?, ?, ?, ?)`, n.ID, n.ExhibitID, n.Sealed, n.By, micros(n.At))
	})
}

// ExhibitNotes lists an exhibit's findings, oldest first.
func (s *Store) ExhibitNotes(ctx context.Context, exhibit models.ID) ([]models.ExhibitNote, error) {
	var rows []struct {
		ID, ByID, ByName string
		Sealed           []byte
		At               int64
	}
	err := s.read(ctx).Raw(`SELECT n.id, n.by_id, COALESCE(p.name, '') AS by_name, n.sealed, n.at
		FROM exhibit_notes n LEFT JOIN persons p ON p.id = n.by_id WHERE n.exhibit_id = ? ORDER BY n.at, n.id`, exhibit).Scan(&rows).Error
	out := make([]models.ExhibitNote, len(rows))
	for i, r := range rows {
		out[i] = models.ExhibitNote{ID: models.ID(r.ID), ExhibitID: exhibit, By: models.ID(r.ByID), ByName: r.ByName, Sealed: r.Sealed, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// Exposure counts the exhibits that a person looked at since a time, each once.
func (s *Store) Exposure(ctx context.Context, person models.ID, since time.Time) (int, error) {
	var n int
	err := s.read(ctx).Raw(`SELECT COUNT(DISTINCT item_id) FROM custody WHERE actor_id = ? AND deed IN (?, ?) AND at >= ?`,
		person, models.DeedExhibitView, models.DeedExhibitOpen, micros(since)).Scan(&n).Error
	return n, told(err)
}
