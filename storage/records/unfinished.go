package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// StartUnfinished begins a file that comes in pieces: its exhibit, and the row that says how far it is.
// Of two that begin the same file at once, one gets a Conflict.
func (s *Store) StartUnfinished(ctx context.Context, u models.Unfinished, kind models.ExhibitKind) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO exhibits (id, report_id, kind, created_at) VALUES (?, ?, ?, ?)`, u.ExhibitID, u.ReportID, kind, micros(u.At)); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO unfinished_files (id, report_id, exhibit_id, person_id, held, sealed, parts, digest, at) VALUES (?, ?, ?, ?, 0, 0, 0, ?, ?)`,
			u.ID, u.ReportID, u.ExhibitID, u.PersonID, u.Digest, micros(u.At))
	})
}

// AddPiece adds a durable piece to an unfinished file, which has to be where u says. Another writer who
// was faster makes it a Conflict: two are never mixed.
func (s *Store) AddPiece(ctx context.Context, u models.Unfinished, p models.Part, digest []byte, at time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE unfinished_files SET held = held + ?, sealed = sealed + ?, parts = parts + 1, digest = ?, at = ? WHERE id = ? AND held = ? AND parts = ?`,
			p.Plain, p.Size, digest, micros(at), u.ID, u.Held, u.Parts); err != nil {
			return err
		}
		if err := must(tx, `UPDATE exhibits SET sealed_size = sealed_size + ? WHERE id = ? AND sealed_size = ? AND NOT complete`, p.Size, p.ExhibitID, p.Offset); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO exhibit_parts (exhibit_id, number, start, size, object_key, plain) VALUES (?, ?, ?, ?, ?, ?)`, p.ExhibitID, p.Number, p.Offset, p.Size, p.Key, p.Plain)
	})
}

// finish ends an unfinished file: its exhibit is whole with what came.
func finish(tx *gorm.DB, u models.Unfinished) error {
	if err := must(tx, `DELETE FROM unfinished_files WHERE id = ? AND held = ?`, u.ID, u.Held); err != nil {
		return err
	}
	return must(tx, `UPDATE exhibits SET complete = TRUE WHERE id = ? AND NOT complete`, u.ExhibitID)
}

type unfinishedRow struct {
	ID, ReportID, ExhibitID, PersonID string
	Held, Sealed, At                  int64
	Parts                             int
	Digest                            []byte
}

func (s *Store) unfinished(ctx context.Context, where string, args ...any) ([]models.Unfinished, error) {
	var rows []unfinishedRow
	err := s.writer.WithContext(ctx).Raw(`SELECT id, report_id, exhibit_id, person_id, held, sealed, parts, digest, at FROM unfinished_files `+where, args...).Scan(&rows).Error
	out := make([]models.Unfinished, len(rows))
	for i, r := range rows {
		out[i] = models.Unfinished{
			ID: r.ID, ReportID: models.ID(r.ReportID), ExhibitID: models.ID(r.ExhibitID), PersonID: models.ID(r.PersonID),
			Held: r.Held, Sealed: r.Sealed, Parts: r.Parts, Digest: r.Digest, At: fromMicros(r.At),
		}
	}
	return out, told(err)
}

// Unfinished finds a file that isn't whole.
func (s *Store) Unfinished(ctx context.Context, id string) (models.Unfinished, error) {
	list, err := s.unfinished(ctx, `WHERE id = ?`, id)
	if err != nil || len(list) == 0 {
		return models.Unfinished{}, orNotFound(err)
	}
	return list[0], nil
}

// UnfinishedBefore lists files to which nothing was added since a time.
func (s *Store) UnfinishedBefore(ctx context.Context, before time.Time, limit int) ([]models.Unfinished, error) {
	return s.unfinished(ctx, `WHERE at < ? ORDER BY at LIMIT ?`, micros(before), limit)
}

// DropUnfinished forgets a file of which nothing came.
func (s *Store) DropUnfinished(ctx context.Context, u models.Unfinished) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := must(tx, `DELETE FROM unfinished_files WHERE id = ? AND held = 0`, u.ID); err != nil {
			return err
		}
		return exec(tx, `DELETE FROM exhibits WHERE id = ? AND NOT accepted`, u.ExhibitID)
	})
}
