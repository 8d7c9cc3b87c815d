package openrosa_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/openrosa"
)

// What stands among the sample forms and isn't one. Two are instances without an id, one is a list of
// choices, and one has a bare "&" in its title, which no XML parser of a phone takes either.
var notForms = map[string]bool{
	"populate-nodes-attributes-instance.xml": true, "issue_449_last_saved.xml": true, "external-data.xml": true, "consumeDatasets.xml": true,
}

// Forms that name no id, which a phone opens and no server could list.
var withoutID = map[string]bool{"last-saved-blank.xml": true, "last-saved-filled.xml": true}

func samples(t *testing.T, pattern string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(testkit.Corpus(t), pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files for %s: %v", pattern, err)
	}
	out := map[string][]byte{}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out[path] = b
	}
	return out
}

func TestEverySampleFormIsRead(t *testing.T) {
	languages := 0
	for path, b := range samples(t, "openrosa/*forms*/*.xml") {
		info, err := openrosa.ParseForm(bytes.NewReader(b))
		if notForms[filepath.Base(path)] {
			if !errors.Is(err, openrosa.ErrMalformed) {
				t.Errorf("%s: got %v, want malformed", filepath.Base(path), err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		if info.ID == "" && !withoutID[filepath.Base(path)] || info.Encrypted != bytes.Contains(b, []byte("base64RsaPublicKey")) {
			t.Errorf("%s: got %+v", filepath.Base(path), info)
		}
		// Forms without a field of their own ask for metadata only, or for nothing.
		for _, f := range info.Fields {
			if !strings.HasPrefix(f.Path, "/") || f.Type == "" {
				t.Errorf("%s: field %+v", filepath.Base(path), f)
			}
		}
		languages += len(info.Languages)
	}
	if languages == 0 {
		t.Error("no form has a language")
	}
}

func TestEverySampleSubmissionIsRead(t *testing.T) {
	for path, b := range samples(t, "openrosa/central-instances/*.xml") {
		name := filepath.Base(path)
		s, err := openrosa.Parse(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.FormID == "" || s.InstanceID == "" || len(s.Digest) != 64 || s.Encrypted != strings.HasPrefix(name, "encrypted") {
			t.Errorf("%s: got %+v", name, s)
		}
		if s.Encrypted && (!s.HasKey || len(s.Media) != 1 || s.EncryptedFile != "submission.xml.enc") {
			t.Errorf("%s: got %+v", name, s)
		}
		// Every answer of a form that nobody mapped reaches a reviewer.
		_, testimony, _ := openrosa.Mapping{}.Read(s)
		for _, f := range s.Fields {
			if !strings.Contains(f.Path, "/meta/") && !strings.Contains(testimony.Narrative, f.Value) {
				t.Errorf("%s: %q is lost", name, f.Value)
			}
		}
	}
}

func TestHostileFilesAreRefusedQuickly(t *testing.T) {
	files := samples(t, "hostile/xml/*.xml")
	for path, b := range samples(t, "hostile/fuzz/xml/*") {
		files[path] = b
	}
	for path, b := range files {
		begun := time.Now()
		if _, err := openrosa.Parse(bytes.NewReader(b)); !errors.Is(err, openrosa.ErrMalformed) {
			t.Errorf("%s: got %v, want malformed", filepath.Base(path), err)
		}
		if _, err := openrosa.ParseForm(bytes.NewReader(b)); !errors.Is(err, openrosa.ErrMalformed) {
			t.Errorf("%s as a form: got %v, want malformed", filepath.Base(path), err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %s", filepath.Base(path), took)
		}
	}
}
