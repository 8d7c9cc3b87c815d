package records_test

import (
	"context"
	"crypto/rand"
	"testing"

	"loupe/storage/records"
)

func openSQLite(t testing.TB) *records.Store {
	t.Helper()
	s, err := records.Open(context.Background(), records.Config{DataDir: t.TempDir(), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestMigrationsGoUpDownAndUpAgain(t *testing.T) {
	s := openSQLite(t)
	for range 2 {
		if err := s.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := s.MigrateDown(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}
