package main

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"loupe/templates"
)

// TestPicturesAreVeiled: each page of the desk with pictures, films or sound of reports has the box
// that asks for them, unless it only shows what is public; static/desk.css veils them all until then.
func TestPicturesAreVeiled(t *testing.T) {
	shown := regexp.MustCompile(`<(?:img|video|audio)[^>]* src="(?:/desk/|\{\{(?:\.|\$[a-z.]*)Source)`)
	pages := 0
	for _, folder := range []string{"desk", "partial"} {
		files, err := fs.ReadDir(templates.FS, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := fs.ReadFile(templates.FS, folder+"/"+f.Name())
			if err != nil {
				t.Fatal(err)
			}
			if !shown.Match(text) || f.Name() == "article.html" || f.Name() == "print.html" { // what is public; what was asked for by a choice of its own
				continue
			}
			pages++
			if !strings.Contains(string(text), `class="unveil"`) && !strings.Contains(string(text), `{{template "unveil"`) {
				t.Errorf("%s/%s shows media of reports and has no box to ask for them", folder, f.Name())
			}
		}
	}
	if pages < 5 {
		t.Errorf("only %d pages with media were found", pages)
	}
}
