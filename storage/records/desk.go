package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type deskRow struct {
	ID, Name, PublicKey string
	Generation          int
	Stale               bool
	RetentionMonths     int
	CreatedAt, ClosedAt int64
}

func (r deskRow) desk() models.Desk {
	return models.Desk{ID: models.ID(r.ID), Name: r.Name, PublicKey: r.PublicKey, Generation: r.Generation, Stale: r.Stale, CreatedAt: fromMicros(r.CreatedAt), ClosedAt: fromMicros(r.ClosedAt), RetentionMonths: r.RetentionMonths}
}

func desks(db *gorm.DB, query string, args ...any) ([]models.Desk, error) {
	var rows []deskRow
	err := db.Raw(`SELECT d.id, d.name, d.public_key, d.generation, d.stale, d.created_at, d.closed_at, d.retention_months FROM desks d`+query, args...).Scan(&rows).Error
	out := make([]models.Desk, len(rows))
	for i, r := range rows {
		out[i] = r.desk()
	}
	return out, told(err)
}

// Desks lists all desks, oldest first.
func (s *Store) Desks(ctx context.Context) ([]models.Desk, error) {
	return desks(s.read(ctx), ` ORDER BY d.created_at, d.name`)
}

// Desk finds a desk.
func (s *Store) Desk(ctx context.Context, id models.ID) (models.Desk, error) {
	list, err := desks(s.read(ctx), ` WHERE d.id = ?`, id)
	if err != nil || len(list) == 0 {
		return models.Desk{}, orNotFound(err)
	}
	return list[0], nil
}

// AddDesk adds a desk; a name that is taken is a Conflict.
func (s *Store) AddDesk(ctx context.Context, d models.Desk, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return addDesk(tx, d) })
}

func addDesk(tx *gorm.DB, d models.Desk) error {
	return exec(tx, `INSERT INTO desks (id, name, created_at) VALUES (?, ?, ?)`, d.ID, d.Name, micros(d.CreatedAt))
}

// CloseDesk closes a desk to new reports.
func (s *Store) CloseDesk(ctx context.Context, id models.ID, at time.Time, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE desks SET closed_at = ? WHERE id = ? AND closed_at = 0`, micros(at), id)
	})
}

// Members lists a desk's members and those who wait, removed ones left out.
func (s *Store) Members(ctx context.Context, desk models.ID) ([]models.Member, error) {
	var rows []struct {
		DeskID, PersonID, Name, PublicKey, State, ProposedBy, ConfirmedBy string
		Lead, Named                                                       bool
		At                                                                int64
	}
	err := s.read(ctx).Raw(`SELECT m.desk_id, m.person_id, p.name, p.public_key, m.state, m.proposed_by, m.confirmed_by, m.lead, m.named, m.at
		FROM desk_members m JOIN persons p ON p.id = m.person_id WHERE m.desk_id = ? AND m.state <> 'removed' ORDER BY p.name, p.id`, desk).Scan(&rows).Error
	out := make([]models.Member, len(rows))
	for i, r := range rows {
		out[i] = models.Member{
			DeskID: models.ID(r.DeskID), PersonID: models.ID(r.PersonID), Name: r.Name, PublicKey: r.PublicKey, State: models.MemberState(r.State),
			ProposedBy: models.ID(r.ProposedBy), ConfirmedBy: models.ID(r.ConfirmedBy), Lead: r.Lead, Named: r.Named, At: fromMicros(r.At),
		}
	}
	return out, told(err)
}

// SetLead says whether a member leads a desk: leads are told what is overdue.
func (s *Store) SetLead(ctx context.Context, desk, person models.ID, lead bool, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE desk_members SET lead = ? WHERE desk_id = ? AND person_id = ? AND state = 'member'`, lead, desk, person)
	})
}

// ProposeMember proposes a person for a desk. One who is a member or proposed already is a Conflict.
func (s *Store) ProposeMember(ctx context.Context, m models.Member, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return proposeMember(tx, m) })
}

func proposeMember(tx *gorm.DB, m models.Member) error {
	if err := exec(tx, `DELETE FROM desk_members WHERE desk_id = ? AND person_id = ? AND state = 'removed'`, m.DeskID, m.PersonID); err != nil {
		return err
	}
	return exec(tx, `INSERT INTO desk_members (desk_id, person_id, state, proposed_by, at) VALUES (?, ?, 'proposed', ?, ?)`, m.DeskID, m.PersonID, m.ProposedBy, micros(m.At))
}

// MakeDeskKey gives a desk its first key, made by its first member, who is a member from then on.
func (s *Store) MakeDeskKey(ctx context.Context, desk models.ID, publicKey string, c models.DeskKeyCopy, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE desks SET public_key = ?, generation = 1 WHERE id = ? AND generation = 0`, publicKey, desk); err != nil {
			return err
		}
		if err := must(tx, `UPDATE desk_members SET state = 'member', named = TRUE, at = ? WHERE desk_id = ? AND person_id = ? AND state = 'proposed'`, micros(ev.At), desk, c.PersonID); err != nil {
			return err
		}
		return addCopies(tx, []models.DeskKeyCopy{c})
	})
}

func addCopies(tx *gorm.DB, copies []models.DeskKeyCopy) error {
	for _, c := range copies {
		if err := exec(tx, `INSERT INTO desk_keys (desk_id, generation, person_id, sealed) VALUES (?, ?, ?, ?)`, c.DeskID, c.Generation, c.PersonID, c.Sealed); err != nil {
			return err
		}
	}
	return nil
}

// ConfirmMember makes a proposed person a member, with copies of every live generation of the key: a
// Conflict when the key in force isn't among them, because it changed meanwhile.
// naming is nil unless they are named for the restricted compartment with it.
func (s *Store) ConfirmMember(ctx context.Context, desk, person, by models.ID, copies []models.DeskKeyCopy, naming *models.Naming, ev ...models.Custody) error {
	newest := 0
	for _, c := range copies {
		newest = max(newest, c.Generation)
	}
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE desks SET name = name WHERE id = ? AND generation = ?`, desk, newest); err != nil {
			return err
		}
		if err := must(tx, `UPDATE desk_members SET state = 'member', named = FALSE, confirmed_by = ?, at = ? WHERE desk_id = ? AND person_id = ? AND state = 'proposed'`, by, micros(ev[0].At), desk, person); err != nil {
			return err
		}
		if naming != nil {
			if err := setNamed(tx, *naming); err != nil {
				return err
			}
		}
		return addCopies(tx, copies)
	})
}

// RemoveMember ends a membership or proposal. Their copies are gone at once; the desk's key is due
// to be changed by a remaining member.
func (s *Store) RemoveMember(ctx context.Context, desk, person models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE desk_members SET state = 'removed', at = ? WHERE desk_id = ? AND person_id = ? AND state <> 'removed'`, micros(ev.At), desk, person); err != nil {
			return err
		}
		gone := tx.Exec(`DELETE FROM desk_keys WHERE desk_id = ? AND person_id = ?`, desk, person)
		if gone.Error != nil || gone.RowsAffected == 0 {
			return gone.Error // was only proposed: never held the key
		}
		if err := exec(tx, `UPDATE reports SET state = 'received', taken_by = '', taken_at = 0 WHERE desk_id = ? AND state = 'triage' AND taken_by = ?`, desk, person); err != nil {
			return err
		}
		return exec(tx, `UPDATE desks SET stale = TRUE WHERE id = ?`, desk)
	})
}

// changing holds of desks whose key is due to be changed, or has been and not all is wrapped to it yet.
const changing = `d.closed_at = 0 AND (d.stale OR EXISTS (SELECT 1 FROM wrapped_keys w WHERE w.desk_id = d.id AND w.generation < d.generation))`

// StaleDesks lists the desks of a member whose key is due to be changed.
func (s *Store) StaleDesks(ctx context.Context, person models.ID) ([]models.Desk, error) {
	return desks(s.read(ctx), ` JOIN desk_members m ON m.desk_id = d.id WHERE m.person_id = ? AND m.state = 'member' AND `+changing+` ORDER BY d.name`, person)
}

// DeskKeyCopies gives a person's copies of the keys of the desks that they are an active member of.
func (s *Store) DeskKeyCopies(ctx context.Context, person models.ID) ([]models.DeskKeyCopy, error) {
	var rows []models.DeskKeyCopy
	err := s.read(ctx).Raw(`SELECT k.desk_id, k.generation, k.person_id, k.sealed FROM desk_keys k
		JOIN desk_members m ON m.desk_id = k.desk_id AND m.person_id = k.person_id
		JOIN persons p ON p.id = k.person_id
		WHERE k.person_id = ? AND m.state = 'member' AND p.disabled_at = 0 ORDER BY k.desk_id, k.generation`, person).Scan(&rows).Error
	return rows, told(err)
}

// RotateDesk puts a new generation of a desk's key in force. It has to follow the current one, and
// copies has to hold one for each active member: a Conflict when either changed meanwhile.
func (s *Store) RotateDesk(ctx context.Context, desk models.ID, generation int, publicKey string, copies []models.DeskKeyCopy, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE desks SET public_key = ?, generation = ?, stale = FALSE WHERE id = ? AND generation = ?`, publicKey, generation, desk, generation-1); err != nil {
			return err
		}
		var members []models.ID
		if err := tx.Raw(`SELECT person_id FROM desk_members WHERE desk_id = ? AND state = 'member'`, desk).Scan(&members).Error; err != nil {
			return err
		}
		has := map[models.ID]bool{}
		for _, c := range copies {
			has[c.PersonID] = true
		}
		for _, m := range members {
			if !has[m] {
				return models.Refuse(models.Conflict, "error.moved_on")
			}
		}
		if len(has) != len(members) {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		// The index is made anew under the new key: who left could open the old one.
		if err := exec(tx, `DELETE FROM index_segments WHERE desk_id = ?`, desk); err != nil {
			return err
		}
		return addCopies(tx, copies)
	})
}

// WrappedForDesk lists items whose copy for a desk is of an older generation.
func (s *Store) WrappedForDesk(ctx context.Context, desk models.ID, below, limit int) ([]models.WrappedKey, error) {
	var rows []models.WrappedKey
	err := s.read(ctx).Raw(wrappedColumns+` WHERE desk_id = ? AND generation < ? ORDER BY item_id LIMIT ?`, desk, below, limit).Scan(&rows).Error
	return rows, told(err)
}

// Moving tells how far the changed keys of a person's desks are.
func (s *Store) Moving(ctx context.Context, person models.ID) ([]models.Moving, error) {
	stale, err := s.StaleDesks(ctx, person)
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, stale)
}

// AllMoving is Moving for all desks, for who administers them.
func (s *Store) AllMoving(ctx context.Context) ([]models.Moving, error) {
	stale, err := desks(s.read(ctx), ` WHERE `+changing)
	if err != nil {
		return nil, err
	}
	return s.moved(ctx, stale)
}

func (s *Store) moved(ctx context.Context, stale []models.Desk) ([]models.Moving, error) {
	var out []models.Moving
	for _, d := range stale {
		var m models.Moving
		below := d.Generation
		if d.Stale { // the change hasn't begun: all of it is still to be moved
			below++
		}
		err := s.read(ctx).Raw(`SELECT COUNT(*) AS total, COUNT(CASE WHEN generation >= ? THEN 1 END) AS moved FROM wrapped_keys WHERE desk_id = ?`, below, d.ID).Scan(&m).Error
		if err != nil {
			return out, told(err)
		}
		m.DeskID, m.Desk = d.ID, d.Name // after: to scan empties what it scans into
		out = append(out, m)
	}
	return out, nil
}

// Rewrap replaces copies by ones of a newer generation. It changes who can open nothing, so it
// leaves no entry; the change of the desk's key did.
func (s *Store) Rewrap(ctx context.Context, keys []models.WrappedKey) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		for _, k := range keys {
			if err := exec(tx, `UPDATE wrapped_keys SET generation = ?, sealed = ? WHERE item_id = ? AND holder = ? AND desk_id = ? AND generation < ?`,
				k.Generation, k.Sealed, k.ItemID, k.Holder, k.DeskID, k.Generation); err != nil {
				return err
			}
		}
		return nil
	})
}

const wrappedColumns = `SELECT item_kind, item_id, holder, desk_id, generation, sealed FROM wrapped_keys`

// WrappedKeys gives the copies of an item's key that are for desks. Escalation and recovery copies
// are not given out here.
func (s *Store) WrappedKeys(ctx context.Context, kind string, item models.ID) ([]models.WrappedKey, error) {
	var rows []models.WrappedKey
	err := s.read(ctx).Raw(wrappedColumns+` WHERE item_kind = ? AND item_id = ? AND holder = 'desk'`, kind, item).Scan(&rows).Error
	return rows, told(err)
}

// WrappedKeysOf is WrappedKeys for many items at once.
func (s *Store) WrappedKeysOf(ctx context.Context, kind string, items []models.ID) (map[models.ID][]models.WrappedKey, error) {
	out := map[models.ID][]models.WrappedKey{}
	if len(items) == 0 {
		return out, nil
	}
	var rows []models.WrappedKey
	err := s.read(ctx).Raw(wrappedColumns+` WHERE item_kind = ? AND item_id IN ? AND holder = 'desk'`, kind, items).Scan(&rows).Error
	for _, r := range rows {
		out[r.ItemID] = append(out[r.ItemID], r)
	}
	return out, told(err)
}

// RecoveryKeys pages through the copies for the recovery key, in the order of items.
func (s *Store) RecoveryKeys(ctx context.Context, after models.ID, limit int) ([]models.WrappedKey, error) {
	var rows []models.WrappedKey
	err := s.read(ctx).Raw(wrappedColumns+` WHERE holder = 'recovery' AND item_id > ? ORDER BY item_id LIMIT ?`, after, limit).Scan(&rows).Error
	return rows, told(err)
}

// DeskOf tells which desk an item belongs to.
func (s *Store) DeskOf(ctx context.Context, kind string, item models.ID) (models.ID, error) {
	table := "reports"
	if kind == models.ItemCase {
		table = "cases"
	}
	var desk string
	err := found(s.read(ctx).Raw(`SELECT desk_id FROM `+table+` WHERE id = ?`, item).Scan(&desk))
	return models.ID(desk), told(err)
}

// Recover gives a desk a copy of an item's key that was opened with the recovery key. An item that
// had no desk comes to this one.
func (s *Store) Recover(ctx context.Context, k models.WrappedKey, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := putKey(tx, k); err != nil {
			return err
		}
		if k.ItemKind == models.ItemReport {
			if err := exec(tx, `UPDATE report_categories SET desk_id = ? WHERE report_id = ? AND desk_id = ''`, k.DeskID, k.ItemID); err != nil {
				return err
			}
			return exec(tx, `UPDATE reports SET desk_id = ? WHERE id = ? AND desk_id = ''`, k.DeskID, k.ItemID)
		}
		return nil
	})
}

func putKey(tx *gorm.DB, k models.WrappedKey) error {
	if err := exec(tx, `DELETE FROM wrapped_keys WHERE item_kind = ? AND item_id = ? AND holder = ? AND desk_id = ?`, k.ItemKind, k.ItemID, k.Holder, k.DeskID); err != nil {
		return err
	}
	return exec(tx, `INSERT INTO wrapped_keys (`+keyFields+`) VALUES (?, ?, ?, ?, ?, ?)`, keyValues(k)...)
}

const keyFields = `item_kind, item_id, holder, desk_id, generation, sealed`

func keyValues(k models.WrappedKey) []any {
	return []any{k.ItemKind, k.ItemID, k.Holder, k.DeskID, k.Generation, k.Sealed}
}
