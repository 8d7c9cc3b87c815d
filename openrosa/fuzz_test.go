package openrosa_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"loupe/models"
	"loupe/openrosa"
)

// seeds adds real files where they are; without them the fuzzers start from what stands here.
func seeds(f *testing.F, patterns ...string) {
	for _, pattern := range patterns {
		paths, _ := filepath.Glob(filepath.Join(os.Getenv("LOUPE_TEST_CORPUS"), pattern))
		for _, path := range paths {
			if b, err := os.ReadFile(path); err == nil && os.Getenv("LOUPE_TEST_CORPUS") != "" {
				f.Add(b)
			}
		}
	}
}

func typed(err error) bool {
	return errors.Is(err, openrosa.ErrMalformed) || errors.Is(err, openrosa.ErrTooLarge) || errors.Is(err, openrosa.ErrNoInstance)
}

// FuzzParse: no bytes panic, every error is typed, and whatever is read keeps the promises that a
// door and intake rely on.
func FuzzParse(f *testing.F) {
	seeds(f, "openrosa/central-instances/*.xml", "hostile/xml/*.xml", "hostile/fuzz/xml/*")
	f.Add([]byte(foreign))
	f.Add([]byte(`<data id="loupe-report">` + meta + `<category>TOR.1 X</category><location>1 2 3 4</location><occurred_on>2026-03-04</occurred_on><site>` + siteID + `</site><victims_count>3-5</victims_count></data>`))
	f.Add([]byte(`<data id="f" encrypted="yes" xmlns="http://opendatakit.org/submissions">` + meta + `<base64EncryptedKey/><media><file>a</file></media></data>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`))
	m := openrosa.Mapping{
		Fields: map[string]string{"narrative": "/data/narrative", "place": "/data/location", "location": "/data/location", "occurred_on": "/data/occurred_on", "category": "/data/category"},
		Values: map[string]map[string]string{"category": {"X": "KIL.1"}},
		Labels: map[string]string{"/data/site": "Site"},
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := openrosa.Parse(bytes.NewReader(b))
		if err != nil {
			if !typed(err) {
				t.Fatalf("an error of no type: %v", err)
			}
			return
		}
		if s.InstanceID == "" || len(s.InstanceID) > 256 || len(s.Digest) != 64 || len(s.Fields) > openrosa.SubmissionElements || s.Encrypted && s.Fields != nil {
			t.Fatalf("got %+v", s)
		}
		for _, field := range s.Fields {
			if !utf8.ValidString(field.Value) || strings.ContainsRune(field.Value, 0) || !strings.HasPrefix(field.Path, "/") || len(field.Path) > openrosa.MaxPath {
				t.Fatalf("field %+v", field)
			}
		}
		facts, testimony, point := openrosa.Read(s)
		checkReading(t, facts, testimony, point)
		facts, testimony, point = m.Read(s)
		checkReading(t, facts, testimony, point)
		if utf8.RuneCountInString(testimony.Place) > openrosa.MaxWords {
			t.Fatalf("a place of %d characters", utf8.RuneCountInString(testimony.Place))
		}
	})
}

func checkReading(t *testing.T, f models.Facts, testimony models.Testimony, point *openrosa.Point) {
	for _, c := range f.Categories {
		if _, known := models.FindAct(c); !known {
			t.Fatalf("act %q", c)
		}
	}
	if len(f.Categories) > openrosa.MaxActs || f.SiteID != "" && !f.SiteID.Valid() || f.Country != "" && len(f.Country) != 2 {
		t.Fatalf("facts %+v", f)
	}
	if testimony.OccurredOn != "" && !openrosa.DateForm.MatchString(testimony.OccurredOn) || testimony.Precision == "" || testimony.VictimsMin > testimony.VictimsMax {
		t.Fatalf("testimony %+v", testimony)
	}
	if point != nil && (point.Lat < -90 || point.Lat > 90 || !strings.Contains(testimony.Place, point.String())) {
		t.Fatalf("point %+v in %q", point, testimony.Place)
	}
}

// FuzzParseForm: no bytes panic, every error is typed, and a form that is read has fields with paths and types.
func FuzzParseForm(f *testing.F) {
	seeds(f, "openrosa/*forms*/*.xml", "hostile/xml/*.xml", "hostile/fuzz/xml/*")
	f.Add([]byte(foreignForm))
	f.Add(write(f, reportForm()))
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := openrosa.ParseForm(bytes.NewReader(b))
		if err != nil {
			if !typed(err) {
				t.Fatalf("an error of no type: %v", err)
			}
			return
		}
		if len(info.Fields) > openrosa.SubmissionElements {
			t.Fatalf("got %+v", info)
		}
		seen := map[string]bool{}
		for _, field := range info.Fields {
			if field.Type == "" || !strings.HasPrefix(field.Path, "/") || seen[field.Path] || len(field.Path) > openrosa.MaxPath {
				t.Fatalf("field %+v", field)
			}
			seen[field.Path] = true
		}
	})
}

// FuzzDigest: no header panics, what is read prints back to a header that reads the same, and nobody
// is let in by chance.
func FuzzDigest(f *testing.F) {
	f.Add(strings.NewReplacer("%s", "MD5").Replace(mufasa))
	f.Add(`Digest username="a\"b\\", realm=r, nonce="n", uri="/", qop="auth", nc=00000001, cnonce="c", response="` + strings.Repeat("0", 32) + `", opaque=`)
	f.Add(`Digest username="é", realm="", nonce=n, uri=x, qop=auth, nc=ffffffff, cnonce=c, algorithm=SHA-256, response="` + strings.Repeat("0", 64) + `"`)
	f.Add(openrosa.Challenge("r", "n", true))
	f.Fuzz(func(t *testing.T, header string) {
		c, err := openrosa.ParseDigest(header)
		if err != nil {
			if !typed(err) {
				t.Fatalf("an error of no type: %v", err)
			}
			return
		}
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
		again, err := openrosa.ParseDigest(`Digest username="` + quoted.Replace(c.Username) + `", realm="` + quoted.Replace(c.Realm) + `", nonce="` + quoted.Replace(c.Nonce) + `", uri="` + quoted.Replace(c.URI) +
			`", cnonce="` + quoted.Replace(c.CNonce) + `", nc=` + c.NC + `, qop=auth, algorithm=` + c.Algorithm + `, response=` + c.Response)
		if len(header) < 1000 && (err != nil || again != c) {
			t.Fatalf("got %+v, %v\nwant %+v", again, err, c)
		}
		if c.Verify("GET", openrosa.HA1(c.Algorithm, c.Username, c.Realm, "a password that is drawn here")) || c.Verify("GET", "") {
			t.Fatal("let in")
		}
	})
}
