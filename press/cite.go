package press

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Work is one version of a published case, as far as a citation needs it.
type Work struct {
	Ref       string // "LP-2026-0001"
	Version   int
	Title     string
	Summary   string
	Publisher string
	URL       string // permanent, of this version
	Language  string // BCP 47
	Published time.Time
	Updated   time.Time // of this version
}

// Style is a citation as text.
type Style struct{ Name, Text string }

// Styles gives a work's citation in the common styles. They are written in English, as their
// manuals are; the title stays in its own language.
func (w Work) Styles() []Style {
	on, title, publisher := w.Updated.UTC(), oneLine(w.Title), oneLine(w.Publisher)
	what := fmt.Sprintf("case %s, version %d", w.Ref, w.Version)
	return []Style{
		{"Chicago", fmt.Sprintf("%s. “%s.” %s. %s. %s.", publisher, title, capital(what), on.Format("January 2, 2006"), w.URL)},
		{"APA", fmt.Sprintf("%s. (%s). %s (%s). %s", publisher, on.Format("2006, January 2"), title, capital(what), w.URL)},
		{"MLA", fmt.Sprintf("“%s.” %s, %s, %s, %s.", title, publisher, on.Format("2 Jan. 2006"), what, w.URL)},
		{"OSCOLA", fmt.Sprintf("%s, ‘%s’ (%s, %s) <%s>", publisher, title, what, on.Format("2 January 2006"), w.URL)},
	}
}

// Text is all styles, one a paragraph.
func (w Work) Text() string {
	var b strings.Builder
	for _, s := range w.Styles() {
		fmt.Fprintf(&b, "%s\n%s\n\n", s.Name, s.Text)
	}
	return b.String()
}

// BibTeX gives an entry that BibTeX and biber read.
func (w Work) BibTeX() string {
	on := w.Updated.UTC()
	return fmt.Sprintf("@misc{%s-v%d,\n  title = {{%s}},\n  author = {{%s}},\n  year = {%d},\n  month = %s,\n  day = {%d},\n  number = {%s},\n  note = {Version %d},\n  langid = {%s},\n  url = {%s}\n}\n",
		w.Ref, w.Version, tex(w.Title), tex(w.Publisher), on.Year(), strings.ToLower(on.Format("Jan")), on.Day(), w.Ref, w.Version, tex(w.Language), w.URL)
}

// RIS gives a record in the format of reference managers; lines end as it wants them.
func (w Work) RIS() string {
	on := w.Updated.UTC()
	lines := []string{
		"TY  - RPRT", "TI  - " + oneLine(w.Title), "AU  - " + oneLine(w.Publisher) + ",", "PB  - " + oneLine(w.Publisher), "PY  - " + on.Format("2006"), "DA  - " + on.Format("2006/01/02"),
		"SN  - " + w.Ref, "ET  - " + fmt.Sprintf("version %d", w.Version), "LA  - " + oneLine(w.Language), "AB  - " + oneLine(w.Summary), "UR  - " + w.URL, "ER  - ",
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// CSL gives the item of the Citation Style Language's JSON, in the list that its readers expect.
func (w Work) CSL() ([]byte, error) {
	on := w.Updated.UTC()
	return json.MarshalIndent([]map[string]any{{
		"id": fmt.Sprintf("%s-v%d", w.Ref, w.Version), "type": "report", "title": oneLine(w.Title), "abstract": oneLine(w.Summary), "author": []map[string]string{{"literal": oneLine(w.Publisher)}},
		"publisher": oneLine(w.Publisher), "number": w.Ref, "version": fmt.Sprint(w.Version), "language": w.Language, "URL": w.URL,
		"issued": map[string]any{"date-parts": [][]int{{on.Year(), int(on.Month()), on.Day()}}},
	}}, "", " ")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// oneLine keeps a text from beginning a line of its own in a format of lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func tex(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s) {
		switch r {
		case '{', '}', '\\':
		case '&', '%', '$', '#', '_':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
