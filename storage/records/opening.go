package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AddOpening puts an opening on record and tells the desk of it.
func (s *Store) AddOpening(ctx context.Context, o models.Opening, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO openings (id, desk_id, generation, item_kind, item_id, person_id, reason, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			o.ID, o.DeskID, o.Generation, o.ItemKind, o.ItemID, o.PersonID, o.Reason, micros(o.At), micros(o.Until)); err != nil {
			return err
		}
		return addNotices(tx, notices)
	})
}

const openingColumns = `SELECT o.id, o.desk_id, o.generation, o.item_kind, o.item_id, o.person_id, COALESCE(p.name, '') AS name, o.reason, o.at, o.until FROM openings o LEFT JOIN persons p ON p.id = o.person_id`

func openings(db *gorm.DB, where string, args ...any) ([]models.Opening, error) {
	var rows []struct {
		ID, DeskID, ItemKind, ItemID, PersonID, Name string
		Generation                                   int
		Reason                                       []byte
		At, Until                                    int64
	}
	err := db.Raw(openingColumns+where, args...).Scan(&rows).Error
	out := make([]models.Opening, len(rows))
	for i, r := range rows {
		out[i] = models.Opening{
			ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), Generation: r.Generation, ItemKind: r.ItemKind, ItemID: models.ID(r.ItemID),
			PersonID: models.ID(r.PersonID), Name: r.Name, Reason: r.Reason, At: fromMicros(r.At), Until: fromMicros(r.Until),
		}
	}
	return out, told(err)
}

// Openings lists those of some desks, newest first.
func (s *Store) Openings(ctx context.Context, desks []models.ID, limit int) ([]models.Opening, error) {
	if len(desks) == 0 {
		return nil, nil
	}
	return openings(s.read(ctx), ` WHERE o.desk_id IN ? ORDER BY o.at DESC, o.id DESC LIMIT ?`, desks, limit)
}

// OpeningsOf lists those of a person within a period, newest first.
func (s *Store) OpeningsOf(ctx context.Context, person models.ID, from, until time.Time) ([]models.Opening, error) {
	return openings(s.read(ctx), ` WHERE o.person_id = ? AND o.at >= ? AND o.at < ? ORDER BY o.at DESC, o.id DESC`, person, micros(from), micros(until))
}

// openFor lists what a person has open for a reason at a time. A case brings its reports.
func (s *Store) openFor(ctx context.Context, person models.ID, now time.Time) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx).Raw(`SELECT o.item_id FROM openings o WHERE o.person_id = ? AND o.until > ?
		UNION SELECT j.report_id FROM openings o JOIN case_reports j ON o.item_kind = 'case' AND j.case_id = o.item_id WHERE o.person_id = ? AND o.until > ?`,
		person, micros(now), person, micros(now)).Scan(&ids).Error
	return ids, told(err)
}

// ClosedTo lists what lies in the restricted compartments of some desks: open cases, and reports that
// are in none. Newest first.
func (s *Store) ClosedTo(ctx context.Context, desks []models.ID, limit int) ([]models.Closed, error) {
	if len(desks) == 0 {
		return nil, nil
	}
	var rows []struct {
		Kind, ID, DeskID string
		Number           int
		At               int64
	}
	err := s.read(ctx).Raw(`SELECT * FROM (
		SELECT 'report' AS kind, r.id, r.desk_id, 0 AS number, r.received_at AS at FROM reports r WHERE r.desk_id IN ? AND r.restricted AND r.erased_at = 0 AND r.state <> 'joined'
		UNION ALL SELECT 'case' AS kind, c.id, c.desk_id, c.number, c.opened_at AS at FROM cases c WHERE c.desk_id IN ? AND c.restricted AND c.state <> 'merged') x
		ORDER BY at DESC, id DESC LIMIT ?`, desks, desks, limit).Scan(&rows).Error
	out := make([]models.Closed, len(rows))
	for i, r := range rows {
		out[i] = models.Closed{Kind: r.Kind, ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), Number: r.Number, At: fromMicros(r.At)}
	}
	return out, told(err)
}
