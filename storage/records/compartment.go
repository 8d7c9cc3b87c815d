package records

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// within narrows rows with a desk to some desks and, where those aren't all named, to what lies outside
// of the others' restricted compartments. Who is named everywhere pays for nothing more than the desks.
func within(alias string, desks, named []models.ID) (condition string, args []any) {
	if !slices.ContainsFunc(desks, func(d models.ID) bool { return !slices.Contains(named, d) }) {
		return alias + `.desk_id IN ?`, []any{desks}
	}
	if len(named) == 0 {
		return `(` + alias + `.desk_id IN ? AND NOT ` + alias + `.restricted)`, []any{desks}
	}
	return `(` + alias + `.desk_id IN ? AND (NOT ` + alias + `.restricted OR ` + alias + `.desk_id IN ?))`, []any{desks, named}
}

// known holds for notices (n) of what their person may know of: nothing of a compartment for which they
// aren't named.
const known = `NOT EXISTS (SELECT 1 FROM reports r WHERE n.item_kind = 'report' AND r.id = n.item_id AND r.restricted AND r.desk_id <> '' AND NOT EXISTS (` + isNamed + `r.desk_id))
	AND NOT EXISTS (SELECT 1 FROM cases r WHERE n.item_kind = 'case' AND r.id = n.item_id AND r.restricted AND NOT EXISTS (` + isNamed + `r.desk_id))`

const isNamed = `SELECT 1 FROM desk_members m WHERE m.person_id = n.person_id AND m.state = 'member' AND m.named AND m.desk_id = `

func setNamed(tx *gorm.DB, n models.Naming) error {
	if err := must(tx, `UPDATE desk_members SET named = ? WHERE desk_id = ? AND person_id = ? AND state = 'member' AND named <> ?`, n.Named, n.DeskID, n.PersonID, n.Named); err != nil {
		return err
	}
	return exec(tx, `INSERT INTO namings (id, desk_id, person_id, by_id, named, at) VALUES (?, ?, ?, ?, ?, ?)`, n.ID, n.DeskID, n.PersonID, n.By, n.Named, micros(n.At))
}

// SetNamed names a member for a desk's restricted compartment, or ends that. The compartment always
// keeps somebody.
func (s *Store) SetNamed(ctx context.Context, n models.Naming, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		// The desk's row is held from here on, so that of two who end each other at once the second one sees
		// what the first did.
		if err := must(tx, `UPDATE desks SET name = name WHERE id = ?`, n.DeskID); err != nil {
			return err
		}
		if err := setNamed(tx, n); err != nil || n.Named {
			return err
		}
		if err := exec(tx, `UPDATE reports SET state = 'received', taken_by = '', taken_at = 0 WHERE desk_id = ? AND state = 'triage' AND taken_by = ? AND restricted`, n.DeskID, n.PersonID); err != nil {
			return err
		}
		return must(tx, `UPDATE desks SET name = name WHERE id = ? AND EXISTS (SELECT 1 FROM desk_members WHERE desk_id = ? AND state = 'member' AND named)`, n.DeskID, n.DeskID)
	})
}

// Namings lists when a person was named, or not any more, newest first.
func (s *Store) Namings(ctx context.Context, person models.ID, from, until time.Time) ([]models.Naming, error) {
	var rows []struct {
		ID, DeskID, PersonID, Desk, ByID, ByName string
		Named                                    bool
		At                                       int64
	}
	err := s.read(ctx).Raw(`SELECT n.id, n.desk_id, n.person_id, d.name AS desk, n.by_id, COALESCE(p.name, '') AS by_name, n.named, n.at FROM namings n
		JOIN desks d ON d.id = n.desk_id LEFT JOIN persons p ON p.id = n.by_id WHERE n.person_id = ? AND n.at >= ? AND n.at < ? ORDER BY n.at DESC, n.id DESC`, person, micros(from), micros(until)).Scan(&rows).Error
	out := make([]models.Naming, len(rows))
	for i, r := range rows {
		out[i] = models.Naming{ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), PersonID: models.ID(r.PersonID), Desk: r.Desk, By: models.ID(r.ByID), ByName: r.ByName, Named: r.Named, At: fromMicros(r.At)}
	}
	return out, told(err)
}
