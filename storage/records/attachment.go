package records

import (
	"context"

	"loupe/models"
)

// Attachment finds a file that was sent to a report's source.
func (s *Store) Attachment(ctx context.Context, report, id models.ID) (models.Attachment, error) {
	var row struct {
		ObjectKey string
		Size      int64
	}
	err := found(s.read(ctx).Raw(`SELECT object_key, size FROM attachments WHERE id = ? AND report_id = ?`, id, report).Scan(&row))
	return models.Attachment{ID: id, ReportID: report, Key: row.ObjectKey, Size: row.Size}, err
}
