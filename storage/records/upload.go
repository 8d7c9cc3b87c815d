package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// ExhibitsBegun lists what was begun under a report's id and is not accepted yet.
func (s *Store) ExhibitsBegun(ctx context.Context, report models.ID) ([]models.Exhibit, error) {
	return exhibits(s.read(ctx), `WHERE report_id = ? AND NOT accepted`, report)
}

// AcceptedOnce tells whether a report with this Once is here.
func (s *Store) AcceptedOnce(ctx context.Context, once string) (bool, error) {
	var n int
	err := s.read(ctx).Raw(`SELECT COUNT(*) FROM reports WHERE once = ?`, once).Scan(&n).Error
	return n > 0, told(err)
}

// NewUpload begins an upload and its exhibit. An exhibit that exists is a Conflict.
func (s *Store) NewUpload(ctx context.Context, u models.Upload) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO exhibits (id, report_id, kind, created_at) VALUES (?, ?, ?, ?)`, u.ExhibitID, u.ReportID, u.Kind, micros(u.TouchedAt)); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO uploads (id, exhibit_id, size, digest, touched_at) VALUES (?, ?, ?, ?, ?)`, u.ID, u.ExhibitID, u.Size, u.Digest, micros(u.TouchedAt))
	})
}

// Upload finds an upload by the hash of its token; ErrNotFound once its exhibit is accepted.
func (s *Store) Upload(ctx context.Context, id string) (models.Upload, error) {
	var row struct {
		ID, Kind            string
		ExhibitID, ReportID models.ID
		Size, Held          int64
		Parts               int
		Digest              []byte
		TouchedAt           int64
	}
	// Asked of the writer: what was just acknowledged has to be in the answer.
	err := found(s.writer.WithContext(ctx).Raw(`SELECT u.id, u.exhibit_id, u.size, u.parts, u.digest, u.touched_at, e.report_id, e.kind, e.sealed_size AS held
		FROM uploads u JOIN exhibits e ON e.id = u.exhibit_id WHERE u.id = ?`, id).Scan(&row))
	return models.Upload{
		ID: row.ID, ExhibitID: row.ExhibitID, ReportID: row.ReportID, Kind: models.ExhibitKind(row.Kind), Size: row.Size, Offset: row.Held,
		Parts: row.Parts, Digest: row.Digest, TouchedAt: fromMicros(row.TouchedAt),
	}, told(err)
}

// LockUpload gives an upload to one writer until a time. While another one has it, it is a Conflict.
func (s *Store) LockUpload(ctx context.Context, id, writer string, now, until time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return must(tx, `UPDATE uploads SET locked_by = ?, locked_until = ? WHERE id = ? AND (locked_by IN ('', ?) OR locked_until < ?)`, writer, micros(until), id, writer, micros(now))
	})
}

// UnlockUpload gives it back; nothing happens when somebody else has it by now.
func (s *Store) UnlockUpload(ctx context.Context, id, writer string) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `UPDATE uploads SET locked_by = '', locked_until = 0 WHERE id = ? AND locked_by = ?`, id, writer)
	})
}

// AddUploadPart adds a durable part to an upload, for the writer who has it, and lets them have it
// until a time. digest is the state of the ciphertext's digest behind the part. A writer who has lost
// it to another gets a Conflict, and the part is nobody's.
func (s *Store) AddUploadPart(ctx context.Context, id, writer string, p models.Part, digest []byte, now, until time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE uploads SET digest = ?, parts = parts + 1, touched_at = ?, locked_until = ? WHERE id = ? AND locked_by = ? AND parts = ?`,
			digest, micros(now), micros(until), id, writer, p.Number); err != nil {
			return err
		}
		return addPart(tx, p)
	})
}
