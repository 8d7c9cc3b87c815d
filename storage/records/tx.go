package records

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"loupe/ledger"
	"loupe/models"
)

// write does a deed: the change, then its custody entries, in one transaction.
func (s *Store) write(ctx context.Context, ev []models.Custody, change func(tx *gorm.DB) error) error {
	err := s.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := change(tx); err != nil {
			return err
		}
		return s.custody(tx, ev)
	})
	return told(err)
}

func one(ev models.Custody) []models.Custody { return []models.Custody{ev} }

func (s *Store) read(ctx context.Context) *gorm.DB { return s.reader.WithContext(ctx) }

// custody appends entries with the digest of their detail.
func (s *Store) custody(tx *gorm.DB, ev []models.Custody) error {
	for _, e := range ev {
		id, err := models.NewID(s.random)
		if err != nil {
			return err
		}
		salt, err := ledger.NewSalt(s.random)
		if err != nil {
			return err
		}
		leaf, err := ledger.Entry{
			ID: string(id), ItemKind: e.ItemKind, ItemID: string(e.ItemID), Deed: string(e.Deed), ActorID: string(e.ActorID),
			At: e.At, Digest: ledger.SaltedDigest(salt, e.Detail),
		}.Encode()
		if err != nil {
			return fmt.Errorf("recording %s: %w", e.Deed, err)
		}
		err = exec(tx, `INSERT INTO custody (id, item_kind, item_id, deed, actor_id, at, leaf) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			id, e.ItemKind, e.ItemID, e.Deed, e.ActorID, micros(e.At), leaf)
		if err == nil {
			err = exec(tx, `INSERT INTO custody_salts (entry_id, salt) VALUES (?, ?)`, id, salt)
		}
		if err != nil {
			return fmt.Errorf("recording %s: %w", e.Deed, err)
		}
	}
	return nil
}

// Record appends entries for deeds that change nothing else: looking at an original, exporting.
func (s *Store) Record(ctx context.Context, ev ...models.Custody) error {
	return s.write(ctx, ev, func(*gorm.DB) error { return nil })
}

func exec(tx *gorm.DB, query string, args ...any) error { return tx.Exec(query, args...).Error }

// must is exec for a change that has to hit a row: when it hits none, somebody was faster.
func must(tx *gorm.DB, query string, args ...any) error {
	r := tx.Exec(query, args...)
	if r.Error == nil && r.RowsAffected == 0 {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	return r.Error
}

// told turns what a database says into what a person can be told.
func told(err error) error {
	if err == nil || models.KindOf(err) != models.Internal {
		return err
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrNotFound
	}
	if constraint(err) {
		return &models.Error{Kind: models.Conflict, Key: "error.moved_on", Cause: err}
	}
	return err
}

func constraint(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "23") // integrity constraint violation
	}
	return strings.Contains(err.Error(), "constraint failed")
}

// found is for a Raw(…).Scan(…) that must give a row.
func found(r *gorm.DB) error {
	if r.Error != nil {
		return r.Error
	}
	if r.RowsAffected == 0 {
		return models.ErrNotFound
	}
	return nil
}

// micros is how times are kept: microseconds since the epoch, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(m int64) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(m).UTC()
}

// orNull keeps an optional unique text as NULL, so that many rows may be without.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
