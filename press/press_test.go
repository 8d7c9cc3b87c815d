package press_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"loupe/press"
)

// TestFilesOfOneNameAreKeptApart holds that a bag loses no file, whatever the names differ in.
func TestFilesOfOneNameAreKeptApart(t *testing.T) {
	var out bytes.Buffer
	b := press.NewBag(&out, "bag", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
	for _, name := range []string{"photo.jpg", "photo.jpg", "Photo.JPG", "../../photo.jpg", "photo-2.jpg"} {
		if _, err := b.Add(name, strings.NewReader(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(nil); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range z.File {
		if name := strings.ToLower(f.Name); seen[name] || strings.Contains(name, "..") {
			t.Errorf("%s is there twice or leads out", f.Name)
		} else {
			seen[name] = true
		}
	}
	if len(seen) != 10 {
		t.Errorf("the bag has %d files, want 5 and 5", len(seen))
	}
}

// TestCitationsStayInForm gives texts that would break a format.
func TestCitationsStayInForm(t *testing.T) {
	w := press.Work{Ref: "LP-2026-0001", Version: 2, Title: "A {title} with\nER  - and 50% \\input{x} & more", Summary: "a\r\nTY  - b", Publisher: "Watch & Co", URL: "https://x.example/v/2", Language: "en", Updated: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)}
	if got := w.RIS(); strings.Count(got, "\nER  - ") != 1 || strings.Count(got, "TY  - ") != 1 || strings.Contains(got, "\nTY  - b") {
		t.Errorf("RIS:\n%s", got)
	}
	if got := w.BibTeX(); strings.Count(got, "{") != strings.Count(got, "}") || strings.Contains(got, `\input`) || !strings.Contains(got, `50\%`) {
		t.Errorf("BibTeX:\n%s", got)
	}
	for _, s := range w.Styles() {
		if !strings.Contains(s.Text, w.URL) || !strings.Contains(s.Text, "ersion 2") || strings.Contains(s.Text, "\n") {
			t.Errorf("%s: %s", s.Name, s.Text)
		}
	}
}
