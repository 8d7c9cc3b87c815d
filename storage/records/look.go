package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// AddRedactionLook keeps a second person's look at a redaction. A redaction that was looked at, or that
// is no longer the newest of its exhibit, is a Conflict.
func (s *Store) AddRedactionLook(ctx context.Context, l models.RedactionLook, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `INSERT INTO redaction_looks (redaction_id, made_by, by_id, fine, note, at)
			SELECT r.id, r.by_id, ?, ?, ?, ? FROM redactions r WHERE r.id = ? AND NOT EXISTS
			(SELECT 1 FROM redactions n WHERE n.case_id = r.case_id AND n.exhibit_id = r.exhibit_id AND n.still_id = r.still_id AND (n.at > r.at OR n.at = r.at AND n.id > r.id))`,
			l.By, l.Fine, l.Note, micros(l.At), l.RedactionID)
	})
}
