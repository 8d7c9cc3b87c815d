package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// WaitingCopies lists public copies of which no lighter ones were made yet, of what changed last first.
func (s *Store) WaitingCopies(ctx context.Context, limit int) ([]models.PublicCopy, error) {
	var rows []struct{ ID, ObjectKey string }
	err := s.read(ctx).Raw(`SELECT e.id, e.object_key FROM publication_exhibits e JOIN publications p ON p.id = e.publication_id
		WHERE e.renditions_at = 0 AND p.state <> 'withdrawn' ORDER BY p.updated_at DESC, e.id LIMIT ?`, limit).Scan(&rows).Error
	out := make([]models.PublicCopy, len(rows))
	for i, r := range rows {
		out[i] = models.PublicCopy{ID: models.ID(r.ID), Key: r.ObjectKey}
	}
	return out, told(err)
}

// AddRenditions names the lighter copies of a public copy; none when they can't be made. It is a
// Conflict when the publication was withdrawn or somebody else has made them. Nothing is decided
// by it, so it leaves no custody entry.
func (s *Store) AddRenditions(ctx context.Context, exhibit models.ID, list []models.Rendition, at time.Time) error {
	err := s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := s.lockPublications(tx); err != nil {
			return err
		}
		if err := must(tx, `UPDATE publication_exhibits SET renditions_at = ? WHERE id = ? AND renditions_at = 0
			AND EXISTS (SELECT 1 FROM publications p WHERE p.id = publication_id AND p.state <> 'withdrawn')`, micros(at), exhibit); err != nil {
			return err
		}
		for _, r := range list {
			if err := exec(tx, `INSERT INTO publication_renditions (exhibit_id, name, type, width, height, size, sha256, object_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
				exhibit, r.Name, r.Type, r.Width, r.Height, r.Size, r.SHA256, r.Key); err != nil {
				return err
			}
		}
		return nil
	})
	if len(list) > 0 {
		s.changed(ctx)
	}
	return err
}

// removeRenditions takes the lighter copies of a publication away and gives their names in the object store.
func removeRenditions(tx *gorm.DB, ref string) (keys []string, err error) {
	const of = `exhibit_id IN (SELECT e.id FROM publication_exhibits e JOIN publications p ON p.id = e.publication_id WHERE p.ref = ?)`
	if err := tx.Raw(`SELECT object_key FROM publication_renditions WHERE `+of, ref).Scan(&keys).Error; err != nil {
		return nil, err
	}
	return keys, exec(tx, `DELETE FROM publication_renditions WHERE `+of, ref)
}

// Renditions gives the lighter copies of public copies, the narrowest first, those of withdrawn
// publications left out.
func (p *Public) Renditions(ctx context.Context, exhibits []models.ID) (map[models.ID][]models.Rendition, error) {
	out := map[models.ID][]models.Rendition{}
	if len(exhibits) == 0 {
		return out, nil
	}
	var rows []struct {
		ExhibitID                     models.ID
		Name, Type, SHA256, ObjectKey string
		Width, Height                 int
		Size                          int64
	}
	err := p.db.WithContext(ctx).Raw(`SELECT r.exhibit_id, r.name, r.type, r.width, r.height, r.size, r.sha256, r.object_key FROM publication_renditions r
		WHERE r.exhibit_id IN ? AND EXISTS (SELECT 1 FROM publication_exhibits e JOIN publications p ON p.id = e.publication_id WHERE e.id = r.exhibit_id AND p.state <> 'withdrawn')
		ORDER BY r.exhibit_id, r.width, r.name`, exhibits).Scan(&rows).Error
	for _, r := range rows {
		out[r.ExhibitID] = append(out[r.ExhibitID], models.Rendition{Name: r.Name, Type: r.Type, Width: r.Width, Height: r.Height, Size: r.Size, SHA256: r.SHA256, Key: r.ObjectKey})
	}
	return out, told(err)
}
