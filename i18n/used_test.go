package i18n_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// composed are the beginnings of keys that are put together at run time. Each must have messages.
var composed = []string{
	"access.kind.", "common.month.", "common.bytes.", "common.relative.minutes_", "common.relative.hours_",
	"common.relative.days_", "country.", "routing.why.", "routing.error.unknown_",
	"act.", "act.group.", "actor.", "link.", "source.", "outcome.", "state.", "closing.", "precision.",
	"dateprecision.", "grade.source.", "grade.information.", "consent.", "priority.", "role.", "channel.",
	"severity.", "device.name.", "app.say.", "exhibitkind.", "check.", "answer.", "withdrawal.", "followup.",
	"dossier.by.", "admin.rules.field.", "admin.rules.operator.", "routing.strategy.",
	"sms.kind.", "sms.",
	"pressroom.state.", "schedule.held.",
	"letter.purpose.", "notice.", "notice.many.", "talk.ships.",
	"account.sessions.kind.", "bench.kind.", "cut.why.", "paper.refused.", "still.source.",
	"provenance.maker.", "provenance.signature.", "provenance.stamp.",
	"follow.kind.", "follow.party.",
	"verified.information.", "verified.check.", "verified.open.",
}

// notKeys are strings in Go sources that look like keys and aren't: deeds, file names and hosts.
var notKeys = regexp.MustCompile(`^(report|exhibit|message|source|case|publication|platform|person|desk|site|dossier|preview|journalist|gateway)\.[a-z_]+$|\.(html|json|css|js|txt|svg|go|mod|sum|csv|sql|zip|jpg|png|org|com|net|example|xml|atom|cff)$`)

// lineComment is a comment that fills its line; a sentence may show a key by example.
var lineComment = regexp.MustCompile(`(?m)^[ \t]*//.*$`)

// TestEveryUsedKeyExists reads the templates and Go sources of the repository for message keys.
func TestEveryUsedKeyExists(t *testing.T) {
	c := load(t)
	l := c.Localizer("en")
	inTemplate := regexp.MustCompile(`\bT\s+"([^"]+)"`)
	quoted := regexp.MustCompile(`"([a-z]+\.[A-Za-z0-9_.]*[A-Za-z0-9_])"`)
	rooms := rooms(t)
	for _, file := range sources(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".go") {
			text = lineComment.ReplaceAll(text, nil)
		}
		// What T is called with is a key for sure; of other strings, those that begin as a room.
		for _, m := range inTemplate.FindAllSubmatchIndex(text, -1) {
			key := string(text[m[2]:m[3]])
			if !l.Has(key) && !strings.HasSuffix(key, ".") {
				t.Errorf("%s: no English message for %q", where(file, text, m[2]), key)
			}
		}
		for _, m := range quoted.FindAllSubmatchIndex(text, -1) {
			key := string(text[m[2]:m[3]])
			room, _, _ := strings.Cut(key, ".")
			if slices.Contains(rooms, room) && !notKeys.MatchString(key) && !l.Has(key) && !isPrefix(key) {
				t.Errorf("%s: no English message for %q", where(file, text, m[2]), key)
			}
		}
	}
	for _, prefix := range composed {
		if !slices.ContainsFunc(c.Keys(), func(k string) bool { return strings.HasPrefix(k, prefix) }) {
			t.Errorf("no English message begins with %q", prefix)
		}
	}
}

// isPrefix tells whether a string is the beginning of a key that is put together at run time.
func isPrefix(key string) bool {
	return slices.ContainsFunc(composed, func(p string) bool { return strings.HasPrefix(p, key) })
}

// rooms are the first words of all English keys, and "error".
func rooms(t *testing.T) []string {
	t.Helper()
	list := []string{"error"}
	for _, key := range load(t).Keys() {
		room, _, _ := strings.Cut(key, ".")
		list = append(list, room)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sources lists the repository's templates and Go files, without tests.
func sources(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), ".") && d.Name() != "..":
			return fs.SkipDir
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case strings.HasSuffix(path, "_test.go"), d.IsDir():
			return nil
		case strings.HasSuffix(path, ".go"), strings.HasSuffix(path, ".html"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func where(file string, text []byte, at int) string {
	return fmt.Sprintf("%s:%d", strings.TrimPrefix(filepath.ToSlash(file), "../"), 1+bytes.Count(text[:at], []byte("\n")))
}

// TestCatalogFilesAreTidy wants keys sorted and unique, and no empty text, so that translations can
// be compared line by line.
func TestCatalogFilesAreTidy(t *testing.T) {
	files, err := filepath.Glob("catalog/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d catalogs, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for _, m := range regexp.MustCompile(`(?m)^  "([^"]+)":`).FindAllSubmatch(text, -1) {
			key := string(m[1])
			if key <= last {
				t.Errorf("%s: %s stands after %s, want keys sorted and unique", file, key, last)
			}
			last = key
		}
		var messages map[string]any
		if err := json.Unmarshal(text, &messages); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for key, m := range messages {
			if s, ok := m.(string); ok && strings.TrimSpace(s) == "" {
				t.Errorf("%s: %s is empty", file, key)
			}
		}
	}
}
