package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// DeskAbout gives the desk of a published case, to which a message about it goes; "" when the case is
// nobody's. What isn't published is NotFound, what was withdrawn Gone.
func (s *Store) DeskAbout(ctx context.Context, ref string) (models.ID, error) {
	var row struct {
		State  string
		DeskID models.ID
	}
	err := found(s.read(ctx).Raw(`SELECT p.state, COALESCE(c.desk_id, '') AS desk_id FROM publications p LEFT JOIN cases c ON c.id = p.case_id WHERE p.ref = ?`, ref).Scan(&row))
	if err == nil && models.PublicationState(row.State) == models.Withdrawn {
		return "", models.Refuse(models.Gone, "error.gone.text")
	}
	return row.DeskID, told(err)
}

// ReportsAbout lists the messages about a published case, newest first.
func (s *Store) ReportsAbout(ctx context.Context, ref string) ([]models.Report, error) {
	if ref == "" {
		return nil, nil
	}
	return reports(s.read(ctx), ` WHERE r.about = ? AND r.erased_at = 0 ORDER BY r.received_at DESC, r.id DESC LIMIT 50`, ref)
}

// tellOfLetter gives everybody on the desk a notice of a message about a case.
func (s *Store) tellOfLetter(tx *gorm.DB, r models.SealedReport) error {
	if r.Facts.About == "" || r.Choice.DeskID == "" {
		return nil
	}
	var members []models.ID
	if err := tx.Raw(`SELECT person_id FROM desk_members WHERE desk_id = ? AND state = 'member'`, r.Choice.DeskID).Scan(&members).Error; err != nil {
		return err
	}
	var list []models.Notice
	for _, m := range members {
		id, err := models.NewID(s.random)
		if err != nil {
			return err
		}
		list = append(list, models.Notice{ID: id, PersonID: m, Kind: models.NoticeLetter, ItemKind: models.ItemReport, ItemID: r.ID, At: r.Facts.ReceivedAt})
	}
	return addNotices(tx, list)
}
