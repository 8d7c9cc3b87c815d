package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// maxRecoveries is how many wishes to come back a person can have at once: a stranger can make them too.
const maxRecoveries = 20

// SetHelpers replaces a person's helpers. Wishes that wait were for the old ones and end.
func (s *Store) SetHelpers(ctx context.Context, person models.ID, list []models.Helper, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		for _, gone := range []string{`DELETE FROM helpers WHERE person_id = ?`, `DELETE FROM recoveries WHERE person_id = ?`} {
			if err := exec(tx, gone, person); err != nil {
				return err
			}
		}
		for _, h := range list {
			if err := exec(tx, `INSERT INTO helpers (person_id, helper_id, helper_key, sealed, at) VALUES (?, ?, ?, ?, ?)`, person, h.HelperID, h.Key, h.Sealed, micros(h.At)); err != nil {
				return err
			}
		}
		return nil
	})
}

// still holds for helpers (h) who are on a desk of the person's: who left reads nothing of what the person
// reads, and helps no more.
const still = `EXISTS (SELECT 1 FROM desk_members a JOIN desk_members b ON b.desk_id = a.desk_id WHERE a.person_id = h.person_id AND a.state = 'member' AND b.person_id = h.helper_id AND b.state = 'member')`

// Helpers lists who can help a person, by name.
func (s *Store) Helpers(ctx context.Context, person models.ID) ([]models.Helper, error) {
	var rows []struct {
		PersonID, HelperID, Name, HelperKey, KeyNow string
		Sealed                                      []byte
		At                                          int64
	}
	err := s.read(ctx).Raw(`SELECT h.person_id, h.helper_id, p.name, h.helper_key, CASE WHEN p.disabled_at = 0 THEN p.public_key ELSE '' END AS key_now, h.sealed, h.at
		FROM helpers h JOIN persons p ON p.id = h.helper_id WHERE h.person_id = ? AND `+still+` ORDER BY p.name, p.id`, person).Scan(&rows).Error
	out := make([]models.Helper, len(rows))
	for i, r := range rows {
		out[i] = models.Helper{PersonID: models.ID(r.PersonID), HelperID: models.ID(r.HelperID), Name: r.Name, Key: r.HelperKey, KeyNow: r.KeyNow, Sealed: r.Sealed, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// AskRecovery keeps a wish to come back, and tells who can help. Beyond a number of them it is a Conflict.
func (s *Store) AskRecovery(ctx context.Context, r models.Recovery, notices []models.Notice, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM recoveries WHERE expires_at < ?`, micros(r.At)); err != nil {
			return err
		}
		var waiting int
		if err := tx.Raw(`SELECT COUNT(*) FROM recoveries WHERE person_id = ?`, r.PersonID).Scan(&waiting).Error; err != nil {
			return err
		}
		if waiting >= maxRecoveries {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		if err := exec(tx, `INSERT INTO recoveries (id, person_id, public_key, locked_key, kdf, code_hash, at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.PersonID, r.PublicKey, r.Locked.Key, r.Locked.KDF, r.CodeHash, micros(r.At), micros(r.ExpiresAt)); err != nil {
			return err
		}
		return addNotices(tx, notices)
	})
}

// RecoveryByCode finds a wish by the hash of its code, while it lasts.
func (s *Store) RecoveryByCode(ctx context.Context, hash string, now time.Time) (models.Recovery, error) {
	var row struct {
		ID, PersonID, PublicKey, Kdf, CodeHash string
		LockedKey                              []byte
		At, ExpiresAt                          int64
	}
	err := found(s.read(ctx).Raw(`SELECT id, person_id, public_key, locked_key, kdf, code_hash, at, expires_at FROM recoveries WHERE code_hash = ? AND expires_at > ?`, hash, micros(now)).Scan(&row))
	return models.Recovery{
		ID: models.ID(row.ID), PersonID: models.ID(row.PersonID), PublicKey: row.PublicKey, CodeHash: row.CodeHash,
		Locked: models.Locked{Key: row.LockedKey, KDF: row.Kdf}, At: fromMicros(row.At), ExpiresAt: fromMicros(row.ExpiresAt),
	}, told(err)
}

// GiveShare keeps a helper's shares, sealed to a wish. The second time is a Conflict.
func (s *Store) GiveShare(ctx context.Context, g models.RecoveryShare, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO recovery_shares (recovery_id, helper_id, sealed, at) VALUES (?, ?, ?, ?)`, g.RecoveryID, g.HelperID, g.Sealed, micros(g.At))
	})
}

// Shares lists what helpers gave to a wish, oldest first.
func (s *Store) Shares(ctx context.Context, recovery models.ID) ([]models.RecoveryShare, error) {
	var rows []struct {
		RecoveryID, HelperID string
		Sealed               []byte
		At                   int64
	}
	err := s.read(ctx).Raw(`SELECT recovery_id, helper_id, sealed, at FROM recovery_shares WHERE recovery_id = ? ORDER BY at, helper_id`, recovery).Scan(&rows).Error
	out := make([]models.RecoveryShare, len(rows))
	for i, r := range rows {
		out[i] = models.RecoveryShare{RecoveryID: models.ID(r.RecoveryID), HelperID: models.ID(r.HelperID), Sealed: r.Sealed, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// EndRecoveries ends all wishes of a person: they came back with k, or say that it isn't they who ask (nil).
func (s *Store) EndRecoveries(ctx context.Context, person models.ID, k *models.Locked, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `DELETE FROM recoveries WHERE person_id = ?`, person); err != nil || k == nil {
			return err
		}
		if err := exec(tx, `DELETE FROM sessions WHERE person_id = ?`, person); err != nil {
			return err
		}
		return must(tx, `UPDATE persons SET locked_key = ?, kdf = ? WHERE id = ?`, k.Key, k.KDF, person)
	})
}

// Asked tells how many wishes to come back wait for a person, and for how many people somebody is a helper
// whose wishes wait.
func (s *Store) Asked(ctx context.Context, person models.ID, now time.Time) (own, others int, err error) {
	var row struct{ Own, Others int }
	err = s.read(ctx).Raw(`SELECT (SELECT COUNT(*) FROM recoveries WHERE person_id = ? AND expires_at > ?) AS own,
		(SELECT COUNT(*) FROM helpers h WHERE h.helper_id = ? AND `+still+` AND EXISTS (SELECT 1 FROM recoveries r WHERE r.person_id = h.person_id AND r.expires_at > ?)) AS others`,
		person, micros(now), person, micros(now)).Scan(&row).Error
	return row.Own, row.Others, told(err)
}
