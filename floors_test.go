package loupe_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which rooms of the house each room may import. docs/house.md draws the same table.
// A room that isn't listed doesn't exist: a new one is argued for here and there.
var rooms = map[string][]string{
	"models":                      {},
	"seal":                        {},
	"ledger":                      {},
	"media":                       {},
	"i18n":                        {},
	"migrations":                  {},
	"templates":                   {},
	"static":                      {},
	"words":                       {},
	"sun":                         {},
	"dossier":                     {},
	"gazetteer":                   {"models", "words"},
	"mirror":                      {"models", "words"},
	"mail":                        {},
	"sms":                         {},
	"press":                       {},
	"openrosa":                    {"models"},
	"keyring":                     {"models", "seal"},
	"parts":                       {"models", "seal"},
	"intake":                      {"models", "seal", "media"},
	"routing":                     {"models"},
	"paper":                       {"media"},
	"provenance":                  {"media"},
	"review":                      {"models", "seal", "media", "paper", "keyring", "parts", "words", "provenance"},
	"publish":                     {"models", "seal", "media", "keyring", "parts", "dossier", "words"},
	"browse":                      {"models", "words", "dossier"},
	"alerts":                      {"models", "seal"},
	"push":                        {"models"},
	"wake":                        {"models", "seal"},
	"texting":                     {"models", "seal", "sms", "words"},
	"people":                      {"models", "seal", "keyring", "openrosa", "gazetteer"},
	"storage/records":             {"models", "ledger", "migrations", "words"},
	"storage/objects":             {},
	"storage/objects/objectstest": {"storage/objects"},
	"server/web":                  {"models", "seal", "i18n", "media", "static", "templates"},
	"server/report":               {"server/web", "models", "seal", "intake", "i18n", "static"},
	"server/desk":                 {"server/web", "models", "seal", "media", "paper", "review", "publish", "sun"},
	"server/public":               {"server/web", "models", "browse", "dossier", "ledger", "press", "i18n", "static", "templates"},
	"server/press":                {"server/web", "models", "seal", "publish", "alerts"},
	"server/account":              {"server/web", "models", "seal", "people", "wake", "i18n"},
	"server/admin":                {"server/web", "models", "seal", "people", "gazetteer", "routing", "i18n"},
	"server/collect":              {"server/web", "models", "seal", "intake", "people", "openrosa", "i18n", "texting", "sms", "words"},
	"server":                      {"server/web", "server/report", "server/collect", "server/desk", "server/public", "server/press", "server/account", "server/admin", "models"},
	"demo/pictures":               {},
	"demo/seeded":                 {"models"},
	"demo":                        {"demo/pictures", "models", "intake", "routing", "review", "publish", "people"},
}

// only says in which rooms a library may be used, so that changing it is one room's work.
var only = map[string][]string{
	"gorm.io/":                  {"storage/records"},
	"github.com/minio/minio-go": {"storage/objects"},
	"github.com/labstack/echo":  {"server"},
	"filippo.io/age":            {"seal"},
	"golang.org/x/crypto":       {"seal"},
	"crypto/aes":                {"seal"},
	"crypto/cipher":             {"seal"},
	"crypto/hkdf":               {"seal"},
	"crypto/pbkdf2":             {"seal"},
	"crypto/mlkem":              {"seal"},
	"crypto/ecdh":               {"seal"},
	"crypto/ed25519":            {"ledger"},
	"github.com/ProtonMail":     {"provenance"},
	"github.com/golang-jwt":     {"push"},
	"golang.org/x/mod/sumdb":    {"ledger"},
	"unsafe":                    {},
	"math/rand":                 {"demo/seeded"}, // what is seeded follows from its number
	"os/exec":                   {"paper", "media"},
	"github.com/klippa-app":     {"paper"},
	"github.com/tetratelabs":    {"paper"},
}

// TestFloors holds the house: who may know of whom.
func TestFloors(t *testing.T) {
	for _, f := range goFiles(t) {
		room := filepath.ToSlash(filepath.Dir(f.path))
		if room == "." || strings.HasPrefix(room, "tools") || strings.HasPrefix(room, "internal/") || strings.HasPrefix(room, "cmd/") {
			continue
		}
		allowed, known := rooms[room]
		if !known && !strings.HasSuffix(room, "test") {
			t.Errorf("%s: the room %q is not in the plan of the house", f.path, room)
			continue
		}
		for _, imported := range f.imports {
			if inner, ok := strings.CutPrefix(imported, "loupe/"); ok && inner != room && known && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s; %s may import %v", f.path, inner, room, allowed)
			}
			if room == "models" && strings.Contains(strings.Split(imported, "/")[0], ".") {
				t.Errorf("%s imports %s; models stands on the standard library alone", f.path, imported)
			}
			for library, where := range only {
				if strings.HasPrefix(imported, library) && !slices.ContainsFunc(where, func(w string) bool { return room == w || strings.HasPrefix(room, w+"/") }) {
					t.Errorf("%s imports %s, which is for %v", f.path, imported, where)
				}
			}
		}
	}
}

// TestSmallRooms holds the habit that a file is one noun or action.
func TestSmallRooms(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.lines > 500 {
			t.Errorf("%s has %d lines; split it before 500", f.path, f.lines)
		}
	}
}

type goFile struct {
	path    string
	imports []string
	lines   int
}

// goFiles lists the product's own Go files, tests left out.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			if err == nil {
				return filepath.SkipDir
			}
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(set, path, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := goFile{path: path, lines: bytes.Count(text, []byte("\n"))}
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, name)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("found no Go file")
	}
	return files
}
