// Package testkit finds the programs that some tests need: PostgreSQL, an S3 server, Chromium, a
// folder of real files. A test that lacks one is skipped and says so; with LOUPE_TEST_REQUIRE=all it
// fails instead.
package testkit

import (
	"database/sql"
	_ "embed"
	"encoding/hex"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to make databases with
)

// DecodeQR is the reader of QR codes by another hand than the one that draws ours, as a script that
// defines qrDecode.default; static/vendor.sh pins it.
//
//go:embed qr/decode.min.js
var DecodeQR string

// Axe is axe-core, the accessibility checker, at the version that static/vendor.sh pins.
//
//go:embed axe/axe.min.js
var Axe string

// Require skips a test whose machine lacks something, saying what; with LOUPE_TEST_REQUIRE=all the test fails.
func Require(t testing.TB, what string, found bool) {
	t.Helper()
	if found {
		return
	}
	if os.Getenv("LOUPE_TEST_REQUIRE") == "all" {
		t.Fatalf("%s is required and was not found", what)
	}
	t.Skipf("needs %s", what)
}

func name() string {
	b := make([]byte, 8)
	for i := range b {
		b[i] = byte(rand.N(256))
	}
	return "loupe" + hex.EncodeToString(b)
}

// Postgres gives the address of a fresh, empty database on the server of LOUPE_TEST_POSTGRES. It is
// dropped when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	made := create(t, "")
	t.Cleanup(func() { DropPostgres(made) })
	return made
}

// KeptPostgres gives the address of a fresh database that stays when the test ends, for copies to be made
// of (PostgresFrom); DropPostgres removes it.
func KeptPostgres(t testing.TB) string {
	t.Helper()
	return create(t, "")
}

// PostgresFrom gives the address of a copy of a database to which nobody is connected. It is dropped when
// the test ends.
func PostgresFrom(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	made := create(t, u.Path[1:])
	t.Cleanup(func() { DropPostgres(made) })
	return made
}

// create makes a database, empty or as a copy of another.
func create(t testing.TB, of string) string {
	t.Helper()
	server := os.Getenv("LOUPE_TEST_POSTGRES")
	Require(t, "PostgreSQL (LOUPE_TEST_POSTGRES=postgres://…)", server != "")
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	made, statement := name(), ""
	if statement = "CREATE DATABASE " + made; of != "" {
		statement += " TEMPLATE " + of
	}
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + made
	return u.String()
}

// DropPostgres removes a database of ours.
func DropPostgres(address string) {
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	db, err := sql.Open("pgx", os.Getenv("LOUPE_TEST_POSTGRES"))
	if err != nil {
		return
	}
	defer db.Close()
	_, _ = db.Exec("DROP DATABASE IF EXISTS " + u.Path[1:] + " WITH (FORCE)")
}

// S3 gives the location of a fresh bucket on the server of LOUPE_TEST_S3, "s3://key:secret@host:port/?tls=off".
func S3(t testing.TB) string {
	t.Helper()
	server := os.Getenv("LOUPE_TEST_S3")
	Require(t, "an S3 server (LOUPE_TEST_S3=s3://…)", server != "")
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name()
	return u.String()
}

// Chromium gives the path of a browser.
func Chromium(t testing.TB) string {
	t.Helper()
	for _, candidate := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Require(t, "Chromium", false)
	return ""
}

// Program gives the path of a program that .ci/run installs, by its name: one of tools/bin, one of those
// that node runs, or one of the machine's.
func Program(t testing.TB, name string) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	tools := filepath.Join(filepath.Dir(file), "..", "..", "tools")
	for _, candidate := range []string{filepath.Join(tools, "bin", name), filepath.Join(tools, "web", "node_modules", ".bin", name), name} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	Require(t, name+" (see .ci/run for how it is installed)", false)
	return ""
}

// Corpus gives the folder of real and hostile files, LOUPE_TEST_CORPUS.
func Corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("LOUPE_TEST_CORPUS")
	Require(t, "a folder of real files (LOUPE_TEST_CORPUS)", dir != "")
	return dir
}
