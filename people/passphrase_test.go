package people

import (
	"crypto/sha1" //nolint:gosec // the form of the list
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWeakPassphrases(t *testing.T) {
	for _, s := range []string{"short", "passwordpassword", "qwertyuiop1234", "aaaaaaaaaaaaaaaaaaaaaaaaaa", "Rebecca Mwangi", "1234567890123456", "abcabcabcabcabc", strings.Repeat("x", 1001)} {
		if weakPassphrase(s, "Rebecca Mwangi", "rebecca@x.example") == nil {
			t.Errorf("%.30q is taken", s)
		}
	}
	for _, s := range []string{"turquoise wheelbarrow overturned marker", "Kofi mange rarement des mangues vertes", "ناقلة الفحم تعبر الجسر القديم"} {
		if f := weakPassphrase(s, "Rebecca Mwangi", "rebecca@x.example"); f != nil {
			t.Errorf("%q is refused: %v", s, f)
		}
	}
}

// TestBreached: every line of a list is found, with a count or without and however the file ends, and
// nothing else is.
func TestBreached(t *testing.T) {
	var lines []string
	for i := range 200 {
		count := ""
		if i%3 > 0 {
			count = fmt.Sprintf(":%d", i*i)
		}
		lines = append(lines, fmt.Sprintf("%X%s", sha1.Sum(fmt.Appendf(nil, "breached %d", i)), count)) //nolint:gosec // as above
	}
	slices.Sort(lines)
	for _, end := range []string{"\n", "\r\n"} {
		path := filepath.Join(t.TempDir(), "list")
		if err := os.WriteFile(path, []byte(strings.Join(lines, end)), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := OpenBreached(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 400 {
			if has, err := list.Has(fmt.Sprint("breached ", i)); err != nil || has != (i < 200) {
				t.Errorf("%d: %t, %v", i, has, err)
			}
		}
	}
	wrong := filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(wrong, []byte("password\nletmein\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenBreached(wrong); err == nil {
		t.Error("a list of words is taken for a list of digests")
	}
}
