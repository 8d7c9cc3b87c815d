package records

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"loupe/migrations"
)

// Migrate brings the schema to this program's version. On PostgreSQL several nodes may start at
// once: one migrates, the others wait.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.migrations()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	if err := s.index(ctx); err != nil {
		return fmt.Errorf("indexing the words of publications: %w", err)
	}
	return nil
}

// MigrateDown takes the schema back to nothing. All rows are lost; it is for tests of the migrations.
func (s *Store) MigrateDown(ctx context.Context) error {
	p, err := s.migrations()
	if err != nil {
		return err
	}
	if _, err := p.DownTo(ctx, 0); err != nil {
		return fmt.Errorf("migrating down: %w", err)
	}
	return nil
}

func (s *Store) migrations() (*goose.Provider, error) {
	pool, err := s.pool()
	if err != nil {
		return nil, fmt.Errorf("migrating: %w", err)
	}
	files, err := fs.Sub(migrations.FS, s.Dialect())
	if err != nil {
		return nil, fmt.Errorf("migrating: %w", err)
	}
	dialect := goose.DialectSQLite3
	// Changes that were made side by side may reach a database in another order than their numbers.
	options := []goose.ProviderOption{goose.WithAllowOutofOrder(true)}
	if s.postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("migrating: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return nil, fmt.Errorf("migrating: %w", err)
	}
	return p, nil
}
