package records_test

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/storage/records"
)

type store = *records.Store

func openAt(t *testing.T, database string) store {
	t.Helper()
	s, err := records.Open(t.Context(), records.Config{Database: database, DataDir: t.TempDir(), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// eachDatabase runs a test on SQLite and on PostgreSQL: one behaviour.
func eachDatabase(t *testing.T, test func(t *testing.T, s store)) {
	run := func(name string, database func(t *testing.T) string) {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, database(t))
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
	run("sqlite", func(*testing.T) string { return "" })
	run("postgres", func(t *testing.T) string { return testkit.Postgres(t) })
}

func TestMigrationsGoUpDownAndUpAgain(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s store) {
		if err := s.MigrateDown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestCustodyIsNeverChanged(t *testing.T) {
	database := testkit.Postgres(t)
	s := openAt(t, database)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), models.Custody{ItemKind: models.ItemCase, ItemID: "x", Deed: models.DeedCaseRead, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	refuses(t, "pgx", database)
}

func TestCustodyIsNeverChangedInSQLite(t *testing.T) {
	dir := t.TempDir()
	s, err := records.Open(t.Context(), records.Config{DataDir: dir, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), models.Custody{ItemKind: models.ItemCase, ItemID: "x", Deed: models.DeedCaseRead, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	refuses(t, "sqlite", "file:"+dir+"/loupe.db?_pragma=busy_timeout(5000)")
}

func refuses(t *testing.T, driver, address string) {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{`UPDATE custody SET deed = 'other'`, `DELETE FROM custody`} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}

func TestOneOfManyTakesAReport(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s store) {
		r := models.SealedReport{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", PublicKey: "p", ReplyKey: "r", Testimony: []byte("x"), Facts: models.Facts{Consent: models.ConsentPublic, Language: "en", ReceivedAt: time.Now()}}
		ev := models.Custody{ItemKind: models.ItemReport, ItemID: r.ID, Deed: models.DeedReportTake, At: time.Now()}
		if _, err := s.AcceptReport(t.Context(), r, ev); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 16 {
			wg.Go(func() {
				id, _ := models.NewID(rand.Reader)
				err := s.TakeReport(t.Context(), r.ID, id, time.Now(), ev)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if e, ok := errors.AsType[*models.Error](err); !ok || e.Kind != models.Conflict {
					t.Errorf("a loser got %v, want a conflict", err)
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d took it, want one", won)
		}
	})
}
