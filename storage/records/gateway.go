package records

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

const textsSetting = "texts"

func (s *Store) gateways(ctx context.Context, where string, args ...any) ([]models.Gateway, error) {
	var rows []struct {
		ID, Slug, Name, Kind, Country string
		Sealed                        []byte
		MadeAt, RevokedAt             int64
	}
	err := s.read(ctx).Raw(`SELECT id, slug, name, kind, country, sealed, made_at, revoked_at FROM gateways `+where, args...).Scan(&rows).Error
	out := make([]models.Gateway, len(rows))
	for i, r := range rows {
		out[i] = models.Gateway{ID: models.ID(r.ID), Slug: r.Slug, Name: r.Name, Kind: r.Kind, Country: r.Country, Sealed: r.Sealed, MadeAt: fromMicros(r.MadeAt)}
		if r.RevokedAt > 0 {
			out[i].RevokedAt = fromMicros(r.RevokedAt)
		}
	}
	return out, told(err)
}

// Gateways lists all, those in force first.
func (s *Store) Gateways(ctx context.Context) ([]models.Gateway, error) {
	return s.gateways(ctx, `ORDER BY revoked_at, name, id`)
}

// Gateway finds one in force by its address; models.ErrNotFound otherwise.
func (s *Store) Gateway(ctx context.Context, slug string) (models.Gateway, error) {
	list, err := s.gateways(ctx, `WHERE slug = ? AND revoked_at = 0`, slug)
	if err == nil && len(list) == 0 {
		return models.Gateway{}, models.ErrNotFound
	}
	if err != nil {
		return models.Gateway{}, err
	}
	return list[0], nil
}

// AddGateway keeps one. An address that is taken is a Conflict.
func (s *Store) AddGateway(ctx context.Context, g models.Gateway, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO gateways (id, slug, name, kind, country, sealed, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)`, g.ID, g.Slug, g.Name, g.Kind, g.Country, g.Sealed, micros(g.MadeAt))
	})
}

// RevokeGateway lets nothing more in from one, and destroys its secrets.
func (s *Store) RevokeGateway(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE gateways SET revoked_at = ?, sealed = ? WHERE id = ? AND revoked_at = 0`, micros(ev.At), []byte{}, id)
	})
}

// Texts gives keywords and information; empty before an admin wrote any.
func (s *Store) Texts(ctx context.Context) (models.Texts, error) {
	var value string
	err := found(s.read(ctx).Raw(`SELECT value FROM settings WHERE name = ?`, textsSetting).Scan(&value))
	if models.KindOf(err) == models.NotFound {
		return models.Texts{}, nil
	}
	if err != nil {
		return models.Texts{}, told(err)
	}
	var t models.Texts
	return t, json.Unmarshal([]byte(value), &t)
}

// SaveTexts replaces them.
func (s *Store) SaveTexts(ctx context.Context, t models.Texts, ev models.Custody) error {
	value, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, textsSetting, string(value))
	})
}

// Conversation gives what is kept of one; models.ErrNotFound when there is none.
func (s *Store) Conversation(ctx context.Context, lookup string) (sealed []byte, version int, err error) {
	var row struct {
		Sealed  []byte
		Version int
	}
	err = found(s.read(ctx).Raw(`SELECT sealed, version FROM conversations WHERE lookup = ?`, lookup).Scan(&row))
	return row.Sealed, row.Version, told(err)
}

// SaveConversation keeps the next state of one. version is the one that was read, 0 for a new one: when
// another message was faster it is a Conflict.
func (s *Store) SaveConversation(ctx context.Context, lookup string, sealed []byte, version int, at time.Time) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if version == 0 {
			return must(tx, `INSERT INTO conversations (lookup, sealed, version, at) VALUES (?, ?, 1, ?) ON CONFLICT (lookup) DO NOTHING`, lookup, sealed, micros(at))
		}
		return must(tx, `UPDATE conversations SET sealed = ?, version = version + 1, at = ? WHERE lookup = ? AND version = ?`, sealed, micros(at), lookup, version)
	})
}

// DropConversation forgets one.
func (s *Store) DropConversation(ctx context.Context, lookup string) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM conversations WHERE lookup = ?`, lookup))
}

// DropConversations forgets those that nobody wrote in since a time.
func (s *Store) DropConversations(ctx context.Context, before time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM conversations WHERE at < ?`, micros(before)))
}
