package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// locale is one language. A text without placeholders is kept as it is, so that most of a page is
// map look-ups; the rest is go-i18n's.
type locale struct {
	tag       language.Tag
	usage     language.Tag // whose names of countries and whose digits are used
	plain     map[string]string
	rich      map[string]rich
	localizer *goi18n.Localizer
	bundle    *goi18n.Bundle
	printer   *message.Printer
}

// rich is what is known of a message with placeholders or plural forms.
type rich struct {
	names  []string // placeholders, sorted, without Count
	plural bool
}

func newLocale(tag language.Tag) *locale {
	b := goi18n.NewBundle(tag) // one each, so that no matching can mix languages
	return &locale{
		tag: tag, usage: usage(tag), plain: map[string]string{}, rich: map[string]rich{}, bundle: b,
		localizer: goi18n.NewLocalizer(b, tag.String()), printer: message.NewPrinter(usage(tag)),
	}
}

// usage is the country whose usage a catalog follows where CLDR's default is another's: plain pt is
// Brazil's, and the catalog is written for Angola and Mozambique.
func usage(tag language.Tag) language.Tag {
	if tag == language.Portuguese {
		return language.MustParse("pt-AO")
	}
	return tag
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)+$`)

// read adds the messages of one file.
func (l *locale) read(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return fmt.Errorf("not a flat JSON object: %w", err)
	}
	for key, value := range raw {
		if !keyForm.MatchString(key) {
			return fmt.Errorf("%q is no key: want room.words", key)
		}
		if l.has(key) {
			return fmt.Errorf("%s is told twice", key)
		}
		if err := l.add(key, value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func (l *locale) add(key string, value json.RawMessage) error {
	var one string
	if json.Unmarshal(value, &one) == nil {
		names, err := placeholders(one)
		if err != nil {
			return err
		}
		if len(names) == 0 {
			l.plain[key] = one
			return nil
		}
		return l.addRich(key, map[string]string{"other": one}, false)
	}
	var forms map[string]string
	if err := json.Unmarshal(value, &forms); err != nil {
		return errors.New("want a text or an object of plural forms")
	}
	return l.addRich(key, forms, true)
}

// addRich hands a message to go-i18n. Forms that a language has and the file lacks are those of
// "other", so that a missing form is never an empty place on a page.
func (l *locale) addRich(key string, forms map[string]string, plural bool) error {
	other := forms["other"]
	if other == "" {
		return errors.New(`the form "other" is needed`)
	}
	m := &goi18n.Message{ID: key, Zero: other, One: other, Two: other, Few: other, Many: other, Other: other}
	slots := map[string]*string{"zero": &m.Zero, "one": &m.One, "two": &m.Two, "few": &m.Few, "many": &m.Many, "other": &m.Other}
	all := map[string]bool{}
	for form, text := range forms {
		if slots[form] == nil || text == "" {
			return fmt.Errorf("%q is no plural form or is empty", form)
		}
		names, err := placeholders(text)
		if err != nil {
			return err
		}
		for _, n := range names {
			all[n] = true
		}
		*slots[form] = text
	}
	if plural {
		delete(all, "Count")
	}
	l.rich[key] = rich{names: slices.Sorted(maps.Keys(all)), plural: plural}
	return l.bundle.AddMessages(l.tag, m)
}

var placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z0-9]*)\}\}`)

// placeholders lists the names in a text. Anything else in braces is refused: a catalog comes from
// translators and must not be able to run a template.
func placeholders(text string) ([]string, error) {
	if strings.Contains(placeholder.ReplaceAllString(text, ""), "{{") {
		return nil, errors.New("only {{.Name}} is allowed in braces")
	}
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names, nil
}

// agrees refuses keys that English lacks and placeholders that differ from its own.
func (l *locale) agrees(english *locale) error {
	for _, key := range l.keys() {
		if !english.has(key) {
			return fmt.Errorf("catalog %s: %s is not an English key", l.tag, key)
		}
		if got, want := l.rich[key].names, english.rich[key].names; !slices.Equal(got, want) {
			return fmt.Errorf("catalog %s: %s has the placeholders %v, English has %v", l.tag, key, got, want)
		}
	}
	return nil
}

func (l *locale) has(key string) bool {
	if _, ok := l.plain[key]; ok {
		return true
	}
	_, ok := l.rich[key]
	return ok
}

func (l *locale) keys() []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(l.plain)), maps.Keys(l.rich))
	slices.Sort(keys)
	return keys
}
