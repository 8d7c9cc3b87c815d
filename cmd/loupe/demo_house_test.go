package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"loupe/demo"
	"loupe/internal/testkit"
)

// Building the invented cast stretches passphrases and draws photographs, so it is done once for each
// kind of database, and each test gets a copy of its own.
var kept struct {
	sync.Mutex
	folder   string            // holds the data folders of what was built
	database map[string]string // PostgreSQL databases that copies are made of, by kind
}

// forget removes what was built, at the end of all tests.
func forget() {
	for _, address := range kept.database {
		testkit.DropPostgres(address)
	}
	if kept.folder != "" {
		_ = os.RemoveAll(kept.folder)
	}
}

// openDemo opens a house with the invented cast in it. s names a fresh data folder; onPostgres gives it a
// database of its own. The caller closes the house.
func openDemo(t testing.TB, s *settings, onPostgres bool) *house {
	t.Helper()
	kind := "sqlite"
	if onPostgres {
		kind = "postgres"
	}
	build(t, kind)
	if onPostgres {
		s.Database = testkit.PostgresFrom(t, kept.database[kind])
	}
	if err := os.CopyFS(s.Data, os.DirFS(filepath.Join(kept.folder, kind))); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func build(t testing.TB, kind string) {
	t.Helper()
	kept.Lock()
	defer kept.Unlock()
	if kept.folder == "" {
		folder, err := os.MkdirTemp("", "loupe-demo-")
		if err != nil {
			t.Fatal(err)
		}
		kept.folder, kept.database = folder, map[string]string{}
	}
	data := filepath.Join(kept.folder, kind)
	if _, err := os.Stat(data); err == nil {
		return
	}
	s := &settings{Data: data, Listen: "127.0.0.1:0"}
	if kind == "postgres" {
		s.Database = testkit.KeptPostgres(t)
		kept.database[kind] = s.Database
	}
	h, err := open(t.Context(), s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Build(t.Context(), h.at, time.Now().UTC()); err != nil {
		_ = os.RemoveAll(data)
		t.Fatal(err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
}
