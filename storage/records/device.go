package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type deviceRow struct {
	ID, PersonID, Name, Username, Ha1, Secret, TokenHash, MadeBy, UsedOn, Owner string
	MadeAt, RevokedAt                                                           int64
}

const deviceColumns = `SELECT d.id, d.person_id, d.name, d.username, d.ha1, d.secret, d.token_hash, d.made_by, d.made_at, d.used_on, d.revoked_at, p.name AS owner
	FROM devices d JOIN persons p ON p.id = d.person_id`

func (r deviceRow) device() models.DeviceOwner {
	return models.DeviceOwner{Owner: r.Owner, Device: models.Device{
		ID: models.ID(r.ID), PersonID: models.ID(r.PersonID), Name: r.Name, Username: r.Username, HA1: r.Ha1, Secret: r.Secret, TokenHash: r.TokenHash,
		MadeBy: models.ID(r.MadeBy), MadeAt: fromMicros(r.MadeAt), UsedOn: r.UsedOn, RevokedAt: fromMicros(r.RevokedAt),
	}}
}

func (s *Store) devices(ctx context.Context, where string, args ...any) ([]models.DeviceOwner, error) {
	var rows []deviceRow
	err := s.read(ctx).Raw(deviceColumns+where, args...).Scan(&rows).Error
	out := make([]models.DeviceOwner, len(rows))
	for i, r := range rows {
		out[i] = r.device()
	}
	return out, told(err)
}

// AddDevice keeps a new device.
func (s *Store) AddDevice(ctx context.Context, d models.Device, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO devices (id, person_id, name, username, ha1, secret, token_hash, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			d.ID, d.PersonID, d.Name, d.Username, d.HA1, d.Secret, d.TokenHash, d.MadeBy, micros(d.MadeAt))
	})
}

// RevokeDevice ends a device; what is kept of its password goes at once.
func (s *Store) RevokeDevice(ctx context.Context, id models.ID, at time.Time, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE devices SET revoked_at = ?, ha1 = '', secret = '', token_hash = id WHERE id = ? AND revoked_at = 0`, micros(at), id)
	})
}

// Device finds a device by its id.
func (s *Store) Device(ctx context.Context, id models.ID) (models.Device, error) {
	return s.oneDevice(ctx, ` WHERE d.id = ?`, id)
}

// DeviceByName finds a device that may send by its user name.
func (s *Store) DeviceByName(ctx context.Context, username string) (models.Device, error) {
	return s.oneDevice(ctx, ` WHERE d.username = ? AND d.revoked_at = 0`, username)
}

// DeviceByToken finds a device that may send by the digest of its bearer token.
func (s *Store) DeviceByToken(ctx context.Context, hash string) (models.Device, error) {
	return s.oneDevice(ctx, ` WHERE d.token_hash = ? AND d.revoked_at = 0`, hash)
}

func (s *Store) oneDevice(ctx context.Context, where string, arg any) (models.Device, error) {
	list, err := s.devices(ctx, where, arg)
	if err != nil || len(list) == 0 {
		return models.Device{}, orNotFound(err)
	}
	return list[0].Device, nil
}

// Devices lists a person's devices, everybody's for "", newest first.
func (s *Store) Devices(ctx context.Context, person models.ID) ([]models.DeviceOwner, error) {
	if person == "" {
		return s.devices(ctx, ` ORDER BY d.made_at DESC, d.id`)
	}
	return s.devices(ctx, ` WHERE d.person_id = ? ORDER BY d.made_at DESC, d.id`, person)
}

// DeviceUsed keeps the day on which a device was last used.
func (s *Store) DeviceUsed(ctx context.Context, id models.ID, day string) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `UPDATE devices SET used_on = ? WHERE id = ? AND used_on <> ?`, day, id, day)
	})
}

// Secret gives a secret that all nodes share, and keeps fresh as it when there is none yet.
func (s *Store) Secret(ctx context.Context, name, fresh string) (string, error) {
	var value string
	if found(s.read(ctx).Raw(`SELECT value FROM settings WHERE name = ?`, name).Scan(&value)) == nil {
		return value, nil
	}
	err := s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`, name, fresh); err != nil {
			return err
		}
		return found(tx.Raw(`SELECT value FROM settings WHERE name = ?`, name).Scan(&value))
	})
	return value, err
}
