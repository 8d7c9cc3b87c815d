package openrosa

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Kind is how a question is asked.
type Kind string

// The kinds of question, with the control and bind type that the ODK XForms specification gives them.
const (
	Line       Kind = "line"       // input, string
	Text       Kind = "text"       // input, string, several lines
	Date       Kind = "date"       // input, date
	Geopoint   Kind = "geopoint"   // input, geopoint
	SelectOne  Kind = "select1"    // one choice
	SelectMany Kind = "select"     // several choices, their values with spaces between
	Image      Kind = "image"      // upload of image/*
	Audio      Kind = "audio"      // upload of audio/*
	Video      Kind = "video"      // upload of video/*
	File       Kind = "attachment" // upload of any other file
)

// Labels are one text by language. A text under "" is the same in all languages, as names of sites
// are. A language that is missing shows the text of the form's first language.
type Labels map[string]string

// Choice is one answer of a select.
type Choice struct {
	Value string // letters, digits, ".", "_" and "-": a value can't hold spaces
	Label Labels
}

// Question is one field of a form.
type Question struct {
	Name       string // of the element under the root; unique in its form
	Kind       Kind
	Label      Labels
	Hint       Labels // may be nil
	Refusal    Labels // said when Most is exceeded; the app's own words when nil
	Choices    []Choice
	File       string // of a SelectOne whose choices are the rows of a CSV file with name and label, "sites.csv"; instead of Choices
	Required   bool
	Most       int    // choices of a SelectMany, characters of a Line or Text; 0 for any number
	Appearance string // how an app may show it: "minimal", "autocomplete"
}

// Definition describes a form once. Its questions stand under the root in their order, without groups.
type Definition struct {
	ID        string // form id
	Version   string // a phone fetches the form again when it changes
	Title     string
	Languages []string // the first is the default
	Questions []Question
}

var (
	elementName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)
	choiceValue  = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)
	fileName     = regexp.MustCompile(`^[a-z]{1,32}\.csv$`)
	languageName = regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)
)

// controls gives a kind's control, its bind type and an upload's media type. A select's bind is a
// string, as the specification has it since its first version.
var controls = map[Kind]struct{ element, bind, media string }{
	Line:       {"input", "string", ""},
	Text:       {"input", "string", ""},
	Date:       {"input", "date", ""},
	Geopoint:   {"input", "geopoint", ""},
	SelectOne:  {"select1", "string", ""},
	SelectMany: {"select", "string", ""},
	Image:      {"upload", "binary", "image/*"},
	Audio:      {"upload", "binary", "audio/*"},
	Video:      {"upload", "binary", "video/*"},
	File:       {"upload", "binary", "application/*"},
}

// check tells what a phone would stumble over, while the form can still be mended.
func (f Definition) check() error {
	if f.ID == "" || f.Title == "" || len(f.Languages) == 0 || len(f.Questions) == 0 {
		return errors.New("a form needs an id, a title, a language and a question")
	}
	for i, l := range f.Languages {
		if !languageName.MatchString(l) || slices.Contains(f.Languages[:i], l) {
			return fmt.Errorf("language %q is no language or stands twice", l)
		}
	}
	seen := map[string]bool{"meta": true} // the block of the instance's id
	for _, q := range f.Questions {
		if !elementName.MatchString(q.Name) || seen[q.Name] {
			return fmt.Errorf("question %q can't be named so, or stands twice", q.Name)
		}
		seen[q.Name] = true
		if err := f.checkQuestion(q); err != nil {
			return fmt.Errorf("question %q: %w", q.Name, err)
		}
	}
	return nil
}

func (f Definition) checkQuestion(q Question) error {
	if _, ok := controls[q.Kind]; !ok {
		return fmt.Errorf("no kind %q", q.Kind)
	}
	if f.say(q.Label, f.Languages[0]) == "" {
		return errors.New("no label in the first language")
	}
	choices := q.Kind == SelectOne || q.Kind == SelectMany
	if q.File != "" && (q.Kind != SelectOne || len(q.Choices) > 0 || !fileName.MatchString(q.File)) {
		return fmt.Errorf("can't take its choices from %q", q.File)
	}
	if choices != (len(q.Choices) > 0 || q.File != "") {
		return errors.New("a select has choices, and nothing else has")
	}
	if q.Most < 0 || q.Most > 0 && q.Kind != SelectMany && q.Kind != Line && q.Kind != Text {
		return fmt.Errorf("can't hold at most %d", q.Most)
	}
	seen := map[string]bool{}
	for _, c := range q.Choices {
		if !choiceValue.MatchString(c.Value) || seen[c.Value] {
			return fmt.Errorf("choice %q can't be a value, or stands twice", c.Value)
		}
		seen[c.Value] = true
		if f.say(c.Label, f.Languages[0]) == "" {
			return fmt.Errorf("choice %q has no label in the first language", c.Value)
		}
	}
	return nil
}

// say gives a text in a language, or in the form's first, or the one for all.
func (f Definition) say(l Labels, language string) string {
	for _, key := range []string{language, f.Languages[0], ""} {
		if s := l[key]; s != "" && utf8.ValidString(s) {
			return s
		}
	}
	return ""
}
