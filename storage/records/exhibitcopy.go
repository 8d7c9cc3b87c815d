package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// AddExhibitCopy keeps a working copy. Of two of one kind at one position the first stays, which is no
// error. What a person did for it is on record; a page that is drawn is no deed.
func (s *Store) AddExhibitCopy(ctx context.Context, c models.ExhibitCopy, ev ...models.Custody) error {
	var key any
	if c.Key != "" {
		key = c.Key
	}
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO exhibit_copies (id, exhibit_id, kind, position, sealed, object_key, size, by_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (exhibit_id, kind, position) DO NOTHING`, c.ID, c.ExhibitID, c.Kind, c.Position, c.Sealed, key, c.Size, c.By, micros(c.At))
	})
}

// ExhibitCopies lists an exhibit's working copies of one kind by position, from one on to before another.
func (s *Store) ExhibitCopies(ctx context.Context, exhibit models.ID, kind models.CopyKind, from, to int64) ([]models.ExhibitCopy, error) {
	var rows []struct {
		ID, ByID, ByName   string
		Position, Size, At int64
		Sealed             []byte
		ObjectKey          *string
	}
	err := s.read(ctx).Raw(`SELECT c.id, c.by_id, COALESCE(p.name, '') AS by_name, c.position, c.size, c.at, c.sealed, c.object_key
		FROM exhibit_copies c LEFT JOIN persons p ON p.id = c.by_id WHERE c.exhibit_id = ? AND c.kind = ? AND c.position >= ? AND c.position < ? ORDER BY c.position`, exhibit, kind, from, to).Scan(&rows).Error
	out := make([]models.ExhibitCopy, len(rows))
	for i, r := range rows {
		out[i] = models.ExhibitCopy{
			ID: models.ID(r.ID), ExhibitID: exhibit, Kind: kind, Position: r.Position, Sealed: r.Sealed, Size: r.Size,
			By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At),
		}
		if r.ObjectKey != nil {
			out[i].Key = *r.ObjectKey
		}
	}
	return out, told(err)
}
