package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// AddPasskey keeps a passkey.
func (s *Store) AddPasskey(ctx context.Context, k models.Passkey, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO passkeys (id, person_id, credential_id, credential, name, sealed_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			k.ID, k.PersonID, k.CredentialID, k.Credential, k.Name, k.Sealed, micros(k.CreatedAt))
	})
}

func passkeys(db *gorm.DB, where string, args ...any) ([]models.Passkey, error) {
	var rows []struct {
		ID, PersonID, Name                  string
		CredentialID, Credential, SealedKey []byte
		CreatedAt, UsedAt                   int64
	}
	err := db.Raw(`SELECT id, person_id, credential_id, credential, name, sealed_key, created_at, used_at FROM passkeys`+where, args...).Scan(&rows).Error
	out := make([]models.Passkey, len(rows))
	for i, r := range rows {
		out[i] = models.Passkey{ID: models.ID(r.ID), PersonID: models.ID(r.PersonID), Name: r.Name, CredentialID: r.CredentialID, Credential: r.Credential, Sealed: r.SealedKey, CreatedAt: fromMicros(r.CreatedAt), UsedAt: fromMicros(r.UsedAt)}
	}
	return out, told(err)
}

// Passkeys lists a person's passkeys, oldest first.
func (s *Store) Passkeys(ctx context.Context, person models.ID) ([]models.Passkey, error) {
	return passkeys(s.read(ctx), ` WHERE person_id = ? ORDER BY created_at, id`, person)
}

// PasskeyByCredential finds a passkey by its authenticator's id for it.
func (s *Store) PasskeyByCredential(ctx context.Context, credential []byte) (models.Passkey, error) {
	list, err := passkeys(s.read(ctx), ` WHERE credential_id = ?`, credential)
	if err != nil || len(list) == 0 {
		return models.Passkey{}, orNotFound(err)
	}
	return list[0], nil
}

// UsedPasskey keeps the counters of a passkey after it was used. The sign-in is what is on record.
func (s *Store) UsedPasskey(ctx context.Context, id models.ID, credential []byte, at time.Time) error {
	return told(must(s.writer.WithContext(ctx), `UPDATE passkeys SET credential = ?, used_at = ? WHERE id = ?`, credential, micros(at), id))
}

// NamePasskey gives one of a person's passkeys another name.
func (s *Store) NamePasskey(ctx context.Context, person, id models.ID, name string) error {
	return told(must(s.writer.WithContext(ctx), `UPDATE passkeys SET name = ? WHERE person_id = ? AND id = ?`, name, person, id))
}

// RemovePasskey forgets one of a person's passkeys.
func (s *Store) RemovePasskey(ctx context.Context, person, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM passkeys WHERE person_id = ? AND id = ?`, person, id)
	})
}

// KeepChallenge keeps what a browser is asked to sign, and forgets what nobody answered in time.
func (s *Store) KeepChallenge(ctx context.Context, id string, data []byte, now, expires time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM passkey_challenges WHERE expires_at < ?`, micros(now)); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO passkey_challenges (id, data, expires_at) VALUES (?, ?, ?)`, id, data, micros(expires))
	})
}

// TakeChallenge gives it back, once.
func (s *Store) TakeChallenge(ctx context.Context, id string, now time.Time) ([]byte, error) {
	var row struct{ Data []byte }
	err := s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := found(tx.Raw(`SELECT data FROM passkey_challenges WHERE id = ? AND expires_at > ?`, id, micros(now)).Scan(&row)); err != nil {
			return err
		}
		return must(tx, `DELETE FROM passkey_challenges WHERE id = ?`, id)
	})
	return row.Data, err
}
