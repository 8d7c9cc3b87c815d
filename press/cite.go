package press

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Work is one version of a published case, or one edition of a dossier, as far as a citation needs it.
type Work struct {
	Ref       string // "LP-2026-0001"; the short name of a dossier
	Version   int
	Edition   string // of a dossier: "2026-03-04"; "" for a case
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
	what := w.what()
	return []Style{
		{"Chicago", fmt.Sprintf("%s. “%s.” %s. %s. %s.", publisher, title, capital(what), on.Format("January 2, 2006"), w.URL)},
		{"APA", fmt.Sprintf("%s. (%s). %s (%s). %s", publisher, on.Format("2006, January 2"), title, capital(what), w.URL)},
		{"MLA", fmt.Sprintf("“%s.” %s, %s, %s, %s.", title, publisher, on.Format("2 Jan. 2006"), what, w.URL)},
		{"OSCOLA", fmt.Sprintf("%s, ‘%s’ (%s, %s) <%s>", publisher, title, what, on.Format("2 January 2006"), w.URL)},
	}
}

// what says which work it is, for the citation.
func (w Work) what() string {
	if w.Edition != "" {
		return "dossier, edition " + w.Edition
	}
	return fmt.Sprintf("case %s, version %d", w.Ref, w.Version)
}

// version is what stands where a format asks for one.
func (w Work) version() string {
	if w.Edition != "" {
		return "edition " + w.Edition
	}
	return fmt.Sprintf("version %d", w.Version)
}

// id names the work in a list of others.
func (w Work) id() string {
	if w.Edition != "" {
		return w.Ref + "-" + w.Edition
	}
	return fmt.Sprintf("%s-v%d", w.Ref, w.Version)
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
	return fmt.Sprintf("@misc{%s,\n  title = {{%s}},\n  author = {{%s}},\n  year = {%d},\n  month = %s,\n  day = {%d},\n  number = {%s},\n  note = {%s},\n  langid = {%s},\n  url = {%s}\n}\n",
		w.id(), tex(w.Title), tex(w.Publisher), on.Year(), strings.ToLower(on.Format("Jan")), on.Day(), w.Ref, tex(capital(w.what())), tex(w.Language), w.URL)
}

// RIS gives a record in the format of reference managers; lines end as it wants them.
func (w Work) RIS() string {
	on := w.Updated.UTC()
	lines := []string{
		"TY  - RPRT", "TI  - " + oneLine(w.Title), "AU  - " + oneLine(w.Publisher) + ",", "PB  - " + oneLine(w.Publisher), "PY  - " + on.Format("2006"), "DA  - " + on.Format("2006/01/02"),
		"SN  - " + w.Ref, "ET  - " + w.version(), "LA  - " + oneLine(w.Language), "AB  - " + oneLine(w.Summary), "UR  - " + w.URL, "ER  - ",
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// CSL gives the item of the Citation Style Language's JSON, in the list that its readers expect.
func (w Work) CSL() ([]byte, error) {
	on := w.Updated.UTC()
	return json.MarshalIndent([]map[string]any{{
		"id": w.id(), "type": "report", "title": oneLine(w.Title), "abstract": oneLine(w.Summary), "author": []map[string]string{{"literal": oneLine(w.Publisher)}},
		"publisher": oneLine(w.Publisher), "number": w.Ref, "version": strings.TrimPrefix(strings.TrimPrefix(w.version(), "version "), "edition "), "language": w.Language, "URL": w.URL,
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
