package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type exhibitRow struct {
	ID, ReportID, MessageID, Kind, SealedSha string
	Position                                 int
	SealedSize                               int64
	Complete                                 bool
	CreatedAt                                int64
}

func (r exhibitRow) exhibit() models.Exhibit {
	return models.Exhibit{
		ID: models.ID(r.ID), ReportID: models.ID(r.ReportID), MessageID: models.ID(r.MessageID), Position: r.Position, Kind: models.ExhibitKind(r.Kind),
		SealedSize: r.SealedSize, SealedSHA: r.SealedSha, Complete: r.Complete, ReceivedAt: fromMicros(r.CreatedAt),
	}
}

func exhibits(db *gorm.DB, where string, args ...any) ([]models.Exhibit, error) {
	var rows []exhibitRow
	err := db.Raw(`SELECT id, report_id, message_id, kind, sealed_sha, position, sealed_size, complete, created_at FROM exhibits `+where, args...).Scan(&rows).Error
	out := make([]models.Exhibit, len(rows))
	for i, r := range rows {
		out[i] = r.exhibit()
	}
	return out, told(err)
}

// NewExhibit begins an exhibit. It is loose until its report or message is accepted: no page shows it.
func (s *Store) NewExhibit(ctx context.Context, e models.Exhibit) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO exhibits (id, report_id, kind, created_at) VALUES (?, ?, ?, ?)`, e.ID, e.ReportID, e.Kind, micros(e.ReceivedAt))
	})
}

// AddPart adds a durable part to a loose exhibit. It has to start where the last one ended.
func (s *Store) AddPart(ctx context.Context, p models.Part) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error { return addPart(tx, p) })
}

func addPart(tx *gorm.DB, p models.Part) error {
	if err := must(tx, `UPDATE exhibits SET sealed_size = sealed_size + ? WHERE id = ? AND sealed_size = ? AND NOT complete`, p.Size, p.ExhibitID, p.Offset); err != nil {
		return err
	}
	return exec(tx, `INSERT INTO exhibit_parts (exhibit_id, number, start, size, object_key) VALUES (?, ?, ?, ?, ?)`, p.ExhibitID, p.Number, p.Offset, p.Size, p.Key)
}

// CompleteExhibit says that an exhibit's ciphertext is whole: its size has to be what the parts add up to.
func (s *Store) CompleteExhibit(ctx context.Context, id models.ID, kind models.ExhibitKind, size int64, sha string) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return must(tx, `UPDATE exhibits SET complete = TRUE, kind = ?, sealed_sha = ? WHERE id = ? AND sealed_size = ? AND NOT complete`, kind, sha, id, size)
	})
}

// LooseExhibits lists exhibits that were begun before a time and never accepted. What a device sends
// in pieces waits until its upload's life is over.
func (s *Store) LooseExhibits(ctx context.Context, before time.Time, limit int) ([]models.Exhibit, error) {
	return exhibits(s.read(ctx), `WHERE NOT accepted AND created_at < ? AND id NOT IN (SELECT exhibit_id FROM unfinished_files) AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.exhibit_id = exhibits.id AND u.touched_at >= ?) ORDER BY created_at LIMIT ?`,
		micros(before), micros(before.Add(24*time.Hour-models.UploadLife)), limit)
}

// DropExhibit removes a loose exhibit. An accepted one is a Conflict: originals are never removed so.
func (s *Store) DropExhibit(ctx context.Context, id models.ID) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM exhibit_parts WHERE exhibit_id IN (SELECT id FROM exhibits WHERE id = ? AND NOT accepted)`, id); err != nil {
			return err
		}
		return must(tx, `DELETE FROM exhibits WHERE id = ? AND NOT accepted`, id)
	})
}

// Exhibits lists a report's accepted exhibits in order, those of its messages after its own.
func (s *Store) Exhibits(ctx context.Context, report models.ID) ([]models.Exhibit, error) {
	return exhibits(s.read(ctx), `WHERE report_id = ? AND accepted ORDER BY created_at, position, id`, report)
}

// Exhibit finds an accepted exhibit.
func (s *Store) Exhibit(ctx context.Context, id models.ID) (models.Exhibit, error) {
	list, err := exhibits(s.read(ctx), `WHERE id = ? AND accepted`, id)
	if err != nil || len(list) == 0 {
		return models.Exhibit{}, orNotFound(err)
	}
	return list[0], nil
}

// Parts lists an exhibit's parts in order.
func (s *Store) Parts(ctx context.Context, exhibit models.ID) ([]models.Part, error) {
	var rows []struct {
		ExhibitID   models.ID
		Number      int
		Start, Size int64
		Plain       int64
		ObjectKey   string
	}
	err := s.read(ctx).Raw(`SELECT exhibit_id, number, start, size, plain, object_key FROM exhibit_parts WHERE exhibit_id = ? ORDER BY number`, exhibit).Scan(&rows).Error
	out := make([]models.Part, len(rows))
	for i, r := range rows {
		out[i] = models.Part{ExhibitID: r.ExhibitID, Number: r.Number, Offset: r.Start, Size: r.Size, Key: r.ObjectKey, Plain: r.Plain}
	}
	return out, told(err)
}

// NamedObjects tells which of some objects a row names.
func (s *Store) NamedObjects(ctx context.Context, keys []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(keys) == 0 {
		return out, nil
	}
	var found []string
	err := s.read(ctx).Raw(`SELECT object_key FROM exhibit_parts WHERE object_key IN ? UNION SELECT object_key FROM derived WHERE object_key IN ?
		UNION SELECT object_key FROM exhibit_copies WHERE object_key IN ?
		UNION SELECT copy_key FROM redactions WHERE copy_key IN ? UNION SELECT object_key FROM publication_exhibits WHERE object_key IN ?
		UNION SELECT object_key FROM attachments WHERE object_key IN ? UNION SELECT object_key FROM publication_renditions WHERE object_key IN ?`, keys, keys, keys, keys, keys, keys, keys).Scan(&found).Error
	for _, key := range found {
		out[key] = true
	}
	return out, told(err)
}

// DerivedOf lists an exhibit's working copies.
func (s *Store) DerivedOf(ctx context.Context, exhibit models.ID) ([]models.Derived, error) {
	var rows []struct {
		ExhibitID       models.ID
		Kind, ObjectKey string
		Size            int64
	}
	err := s.read(ctx).Raw(`SELECT exhibit_id, kind, object_key, size FROM derived WHERE exhibit_id = ? ORDER BY kind`, exhibit).Scan(&rows).Error
	out := make([]models.Derived, len(rows))
	for i, r := range rows {
		out[i] = models.Derived{ExhibitID: r.ExhibitID, Kind: models.DerivedKind(r.Kind), Key: r.ObjectKey, Size: r.Size}
	}
	return out, told(err)
}

// AddDerived keeps a working copy. Of two made at once the first stays; the row that stands is given.
func (s *Store) AddDerived(ctx context.Context, d models.Derived) (models.Derived, error) {
	err := s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO derived (exhibit_id, kind, object_key, size) VALUES (?, ?, ?, ?) ON CONFLICT (exhibit_id, kind) DO NOTHING`, d.ExhibitID, d.Kind, d.Key, d.Size)
	})
	if err != nil {
		return d, err
	}
	copies, err := s.DerivedOf(ctx, d.ExhibitID)
	for _, c := range copies {
		if c.Kind == d.Kind {
			return c, nil
		}
	}
	return d, err
}
