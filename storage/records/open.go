package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // the SQLite engine, in pure Go
)

// Config says where the rows are.
type Config struct {
	Database string    // "" for SQLite at DataDir/loupe.db, else postgres://…
	DataDir  string    // made when it isn't there
	Random   io.Reader // for ids and salts of custody entries
}

// Store keeps the rows. It is safe for many goroutines.
type Store struct {
	writer   *gorm.DB
	reader   *gorm.DB
	postgres bool
	address  string // of PostgreSQL
	random   io.Reader

	generation generation
}

// Open connects to the database and checks its settings. It runs no migration.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{random: c.Random}
	var err error
	switch {
	case c.Database == "":
		err = s.openSQLite(c.DataDir)
	case strings.HasPrefix(c.Database, "postgres://"), strings.HasPrefix(c.Database, "postgresql://"):
		err = s.openPostgres(c.Database)
	default:
		err = errors.New("unknown database: want nothing for SQLite, or postgres://…")
	}
	if err != nil {
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// forGood is the one life of prepared statements with which gorm starts no goroutine to end them. Such a goroutine
// outlives its database, with all that it holds; and it can end a statement between its being found and used. The
// least used leave instead, when there are more than a thousand.
const forGood = 10 * 365 * 24 * time.Hour

func gormConfig() *gorm.Config {
	return &gorm.Config{
		PrepareStmt: true, PrepareStmtMaxSize: 1000, PrepareStmtTTL: forGood,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard, // gorm's own log would print values; errors come back to whoever asked
	}
}

// openSQLite opens two pools: one connection that writes, so that writers wait their turn instead
// of failing, and a few that can only read.
func (s *Store) openSQLite(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	file := filepath.Join(dir, "loupe.db")
	common := "file:" + file + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)"
	var err error
	if s.writer, err = sqliteAt(common+"&_txlock=immediate", 1); err != nil {
		return err
	}
	if s.reader, err = sqliteAt(common+"&_pragma=query_only(1)", max(4, runtime.NumCPU())); err != nil {
		return errors.Join(err, closeDB(s.writer))
	}
	return os.Chmod(file, 0o600)
}

func sqliteAt(dsn string, connections int) (*gorm.DB, error) {
	db, err := gorm.Open(sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: dsn}), gormConfig())
	if err != nil {
		return nil, fmt.Errorf("opening SQLite: %w", err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, fmt.Errorf("opening SQLite: %w", err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	// Settings that the driver doesn't know are passed over in silence, so the effect is looked at.
	var mode string
	var keys int
	if err := pool.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		return nil, errors.Join(fmt.Errorf("SQLite's journal is %q, not wal", mode), err, pool.Close())
	}
	if err := pool.QueryRow("PRAGMA foreign_keys").Scan(&keys); err != nil || keys != 1 {
		return nil, errors.Join(errors.New("SQLite doesn't hold foreign keys"), err, pool.Close())
	}
	return db, nil
}

func (s *Store) openPostgres(url string) error {
	db, err := gorm.Open(postgres.Open(url), gormConfig())
	if err != nil {
		return errors.New("opening PostgreSQL: cannot connect with the address given") // the address may hold a secret
	}
	pool, err := db.DB()
	if err != nil {
		return fmt.Errorf("opening PostgreSQL: %w", err)
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	s.writer, s.reader, s.postgres, s.address = db, db, true, url
	return nil
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	pool, err := s.reader.DB()
	if err == nil {
		err = pool.PingContext(ctx)
	}
	if err != nil {
		return fmt.Errorf("reaching the database: %w", err)
	}
	return nil
}

// Dialect is "sqlite" or "postgres".
func (s *Store) Dialect() string {
	if s.postgres {
		return "postgres"
	}
	return "sqlite"
}

// Close ends all connections.
func (s *Store) Close() error {
	if s.reader == s.writer {
		return closeDB(s.writer)
	}
	return errors.Join(closeDB(s.reader), closeDB(s.writer))
}

func closeDB(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

func (s *Store) pool() (*sql.DB, error) { return s.writer.DB() }
