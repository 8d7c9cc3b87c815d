package records

import (
	"context"
	"time"

	"loupe/models"
)

// AddAlert keeps a wish that waits for its confirmation.
func (s *Store) AddAlert(ctx context.Context, a models.Alert) error {
	return told(exec(s.writer.WithContext(ctx), `INSERT INTO alerts (id, lookup, address, sealed, made_at) VALUES (?, ?, ?, ?, ?)`, a.ID, a.Lookup, a.Address, a.Sealed, micros(a.MadeAt)))
}

// AlertsAsked counts the wishes of an address since a time.
func (s *Store) AlertsAsked(ctx context.Context, address string, since time.Time) (n int, err error) {
	err = s.read(ctx).Raw(`SELECT COUNT(*) FROM alerts WHERE address = ? AND made_at > ?`, address, micros(since)).Scan(&n).Error
	return n, told(err)
}

func (s *Store) alerts(ctx context.Context, where string, args ...any) ([]models.Alert, error) {
	var rows []struct {
		ID                          string
		Sealed                      []byte
		ConfirmedAt, Change, SentAt int64
	}
	err := s.read(ctx).Raw(`SELECT id, sealed, confirmed_at, change, sent_at FROM alerts `+where, args...).Scan(&rows).Error
	out := make([]models.Alert, len(rows))
	for i, r := range rows {
		out[i] = models.Alert{ID: models.ID(r.ID), Sealed: r.Sealed, Change: r.Change}
		if r.ConfirmedAt > 0 {
			out[i].ConfirmedAt = fromMicros(r.ConfirmedAt)
		}
	}
	return out, told(err)
}

// AlertByLookup finds the alert of a letter's token.
func (s *Store) AlertByLookup(ctx context.Context, lookup string) (models.Alert, error) {
	list, err := s.alerts(ctx, `WHERE lookup = ?`, lookup)
	if err == nil && len(list) == 0 {
		return models.Alert{}, models.ErrNotFound
	}
	if err != nil {
		return models.Alert{}, err
	}
	return list[0], nil
}

// ConfirmAlert begins an alert from a change on.
func (s *Store) ConfirmAlert(ctx context.Context, id models.ID, change int64, at time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE alerts SET confirmed_at = ?, change = ? WHERE id = ? AND confirmed_at = 0`, micros(at), change, id))
}

// DropAlert forgets one.
func (s *Store) DropAlert(ctx context.Context, id models.ID) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM alerts WHERE id = ?`, id))
}

// AlertsDue lists confirmed alerts that were not written to since a time, the longest waiting first.
func (s *Store) AlertsDue(ctx context.Context, before time.Time) ([]models.Alert, error) {
	return s.alerts(ctx, `WHERE confirmed_at > 0 AND sent_at <= ? ORDER BY sent_at, id LIMIT 1000`, micros(before))
}

// SentAlert notes what a digest told.
func (s *Store) SentAlert(ctx context.Context, id models.ID, change int64, at time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE alerts SET change = ?, sent_at = ? WHERE id = ?`, change, micros(at), id))
}

// DropUnconfirmed forgets wishes that were made before a time and never confirmed.
func (s *Store) DropUnconfirmed(ctx context.Context, before time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM alerts WHERE confirmed_at = 0 AND made_at < ?`, micros(before)))
}
