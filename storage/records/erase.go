package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// HoldReport puts a closed report under legal hold, or ends it: what is held is never erased.
func (s *Store) HoldReport(ctx context.Context, id models.ID, hold bool, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE reports SET hold = ? WHERE id = ? AND hold <> ? AND erased_at = 0`, hold, id, hold)
	})
}

// EraseReport destroys a closed report that isn't held: every copy of its key, its sealed words, what
// the index knew of it. Its row and its custody stay, and say that it was. It gives the objects that
// held its exhibits, for removal; without the key they open for nobody.
func (s *Store) EraseReport(ctx context.Context, id models.ID, ev models.Custody) (objects []string, err error) {
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE reports SET erased_at = ?, testimony = ?, closing_note = NULL, receipt_id = receipt_id WHERE id = ? AND state = 'closed' AND NOT hold AND erased_at = 0`, micros(ev.At), []byte{}, id); err != nil {
			return err
		}
		if err := dropSegments(tx, id); err != nil {
			return err
		}
		if err := tx.Raw(`SELECT object_key FROM exhibit_parts WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)
			UNION SELECT object_key FROM derived WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)
			UNION SELECT object_key FROM exhibit_copies WHERE object_key IS NOT NULL AND exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)
			UNION SELECT object_key FROM attachments WHERE report_id = ?`, id, id, id, id).Scan(&objects).Error; err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM wrapped_keys WHERE item_kind = 'report' AND item_id = ?`,
			`DELETE FROM exhibit_notes WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)`,
			`DELETE FROM report_labels WHERE report_id = ?`,
			`DELETE FROM restrictions WHERE report_id = ?`,
			`DELETE FROM attachments WHERE report_id = ?`,
			`DELETE FROM messages WHERE report_id = ?`,
			`DELETE FROM unfinished_files WHERE report_id = ?`,
			`DELETE FROM exhibit_parts WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)`,
			`DELETE FROM derived WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)`,
			`DELETE FROM exhibit_copies WHERE exhibit_id IN (SELECT id FROM exhibits WHERE report_id = ?)`,
			`DELETE FROM notices WHERE item_id = ?`,
		} {
			if err := exec(tx, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
	return objects, err
}

// DueForErasure lists closed reports that lie longer than their desk keeps them, held ones left out.
func (s *Store) DueForErasure(ctx context.Context, now time.Time, limit int) ([]models.ID, error) {
	var desks []struct {
		ID     string
		Months int
	}
	if err := s.read(ctx).Raw(`SELECT id, retention_months AS months FROM desks WHERE retention_months > 0`).Scan(&desks).Error; err != nil {
		return nil, told(err)
	}
	var out []models.ID
	for _, d := range desks {
		var ids []models.ID
		if err := s.read(ctx).Raw(`SELECT id FROM reports WHERE desk_id = ? AND state = 'closed' AND NOT hold AND erased_at = 0 AND received_at < ? ORDER BY received_at LIMIT ?`,
			d.ID, micros(now.AddDate(0, -d.Months, 0)), limit).Scan(&ids).Error; err != nil {
			return nil, told(err)
		}
		out = append(out, ids...)
	}
	return out, nil
}

// SetRetention says for how many months after receipt a desk keeps closed reports; 0 keeps them.
func (s *Store) SetRetention(ctx context.Context, desk models.ID, months int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE desks SET retention_months = ? WHERE id = ?`, months, desk)
	})
}
