package i18n_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loupe/i18n"
)

// complete are the languages of which every message must be there. A translator adds a language
// when nothing of it is missing.
var complete = []string{"en", "fr", "pt", "sw"}

// sameWords are English texts that may stand unchanged in another language: names, codes, examples
// and words that both languages share.
var sameWords = []string{
	"API", "Africa's Talking", "Auditor", "Corrections", "Date", "Document", "Dossiers", "Editor", "Extraction", "Improbable", "Item",
	"Latitude", "Licence", "Longitude", "Loupe", "Monitor", "Normal", "Notes", "Organisation", "Organisations", "Original", "Pages",
	"Photo", "Police", "Protection", "Region", "SMS", "Sites", "Source", "Tella", "Torture", "Transport", "Twilio",
	"Type", "Version", "Versions", "Video", "XForm (XML)", "Zoom", "dossier",
}

// letters are a word to translate: codes and units are shorter.
var letters = regexp.MustCompile(`\pL{4,}`)

var inBraces = regexp.MustCompile(`\{\{\.\w+\}\}|\[[a-z]+\]`)

// TestComplete holds every complete language against English.
func TestComplete(t *testing.T) {
	english := texts(t, "en")
	for _, tag := range complete {
		got := texts(t, tag)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			want, have := english[key], got[key]
			if have == nil {
				t.Errorf("%s: %s is missing", tag, key)
				continue
			}
			if (want[""] != "") != (have[""] != "") {
				t.Errorf("%s: %s has plural forms in one language and none in the other", tag, key)
			}
			for form, text := range have {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s %s is empty", tag, key, form)
				}
			}
			if a, b := names(want), names(have); !slices.Equal(a, b) {
				t.Errorf("%s: %s has the placeholders %v, English has %v", tag, key, b, a)
			}
			text := have[""]
			plain := strings.Trim(inBraces.ReplaceAllString(text, ""), " ·:")
			if tag != "en" && text == want[""] && letters.MatchString(plain) && !slices.Contains(sameWords, plain) {
				t.Errorf("%s: %s is as in English: %q", tag, key, text)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(got)) {
			if english[key] == nil {
				t.Errorf("%s: %s is no English key", tag, key)
			}
		}
	}
}

// texts reads the messages of a language by key and plural form; a text without forms has the form
// "".
func texts(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("catalog", tag, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("catalogs of %s: %v, %v", tag, files, err)
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(data, &raw); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, value := range raw {
			var one string
			forms := map[string]string{}
			if json.Unmarshal(value, &one) == nil {
				forms[""] = one
			} else if err := json.Unmarshal(value, &forms); err != nil {
				t.Fatalf("%s: %s: %v", file, key, err)
			}
			all[key] = forms
		}
	}
	return all
}

// names are the placeholders of all forms of a message, sorted.
func names(forms map[string]string) []string {
	var list []string
	for _, text := range forms {
		list = append(list, inBraces.FindAllString(text, -1)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// TestRightToLeft loads a made-up Arabic catalog, every English text of it wrapped, so that a
// language from right to left needs nothing but its words.
func TestRightToLeft(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, tag := range []string{"en", "ar"} {
		messages := map[string]any{}
		for key, forms := range texts(t, "en") {
			wrapped := map[string]string{}
			for form, text := range forms {
				if tag == "ar" {
					text = "⟪" + text + "⟫"
				}
				wrapped[form] = text
			}
			if text, ok := wrapped[""]; ok {
				messages[key] = text
			} else {
				messages[key] = wrapped
			}
		}
		data, err := json.Marshal(messages)
		if err != nil {
			t.Fatal(err)
		}
		fsys[tag+"/all.json"] = &fstest.MapFile{Data: data}
	}
	c, err := i18n.LoadFS(fsys)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.Languages()[1].Tag, " ", c.Languages()[1].Dir)
	if l := c.Localizer("ar-EG"); got != "ar rtl" || l.Tag() != "ar" || l.Dir() != "rtl" {
		t.Errorf("got the language %s, localizer %s %s; want ar, rtl", got, l.Tag(), l.Dir())
	} else if text := l.T("public.site.title", "Name", "Ngoro"); text != "⟪Mine site: Ngoro⟫" {
		t.Errorf("got %q", text)
	} else if text := l.T("common.duration.days", "Count", 3); !strings.HasPrefix(text, "⟪") || !strings.HasSuffix(text, " days⟫") {
		t.Errorf("got %q", text)
	}
	for _, k := range c.Keys() {
		if !c.Localizer("ar").Has(k) {
			t.Errorf("%s is not in the catalog", k)
		}
	}
}
