package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// keepSent keeps what is known of a device's sending with the deed that took it.
func keepSent(tx *gorm.DB, report models.ID, s *models.Sent, at time.Time) error {
	if s == nil {
		return nil
	}
	if s.ID != "" {
		if err := exec(tx, `INSERT INTO sendings (id, report_id, mark, at) VALUES (?, ?, ?, ?)`, s.ID, report, s.Mark, micros(at)); err != nil {
			return err
		}
	}
	for _, f := range s.Files {
		if err := exec(tx, `INSERT INTO sent_files (id, report_id, mark) VALUES (?, ?, ?)`, f.ID, report, f.Mark); err != nil {
			return err
		}
	}
	return nil
}

// Sending finds where a device's sending went.
func (s *Store) Sending(ctx context.Context, id string) (models.Sending, error) {
	var row struct {
		ReportID, ReceiptID, Mark string
		At                        int64
	}
	err := found(s.writer.WithContext(ctx).Raw(`SELECT s.report_id, COALESCE(r.receipt_id, '') AS receipt_id, s.mark, s.at FROM sendings s JOIN reports r ON r.id = s.report_id WHERE s.id = ?`, id).Scan(&row))
	return models.Sending{ReportID: models.ID(row.ReportID), ReceiptID: row.ReceiptID, Mark: row.Mark, At: fromMicros(row.At)}, told(err)
}

// SentFile gives the mark of a file of a sending; ErrNotFound when it isn't held.
func (s *Store) SentFile(ctx context.Context, id string) (mark string, err error) {
	err = found(s.writer.WithContext(ctx).Raw(`SELECT mark FROM sent_files WHERE id = ?`, id).Scan(&mark))
	return mark, told(err)
}
