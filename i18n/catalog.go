package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed catalog
var embedded embed.FS

// Catalog is all messages of all languages. It is never changed after Load and safe for use by
// many goroutines.
type Catalog struct {
	locales []*locale // English first; the rest by tag

	mu       sync.Mutex
	missing  map[string]bool
	matchers map[string]language.Matcher
}

// Language is one that has a catalog.
type Language struct {
	Tag  string // BCP 47
	Name string // in the language itself
	Dir  string // "ltr" or "rtl", for the dir attribute
}

// Load reads the catalogs that are part of the program.
func Load() (*Catalog, error) {
	sub, err := fs.Sub(embedded, "catalog")
	if err != nil {
		return nil, fmt.Errorf("opening the catalogs: %w", err)
	}
	return LoadFS(sub)
}

// LoadFS reads catalogs from <tag>/<room>.json of fsys. English must be among them. A message that
// can't be read, a key told twice and a placeholder that English doesn't have are errors, so that
// the program refuses to start instead of showing a broken page.
func LoadFS(fsys fs.FS) (*Catalog, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the catalogs: %w", err)
	}
	c := &Catalog{missing: map[string]bool{}}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		l, err := readLocale(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		c.locales = append(c.locales, l)
	}
	if err := c.arrange(); err != nil {
		return nil, err
	}
	return c, nil
}

// arrange puts English first, checks the others against it and makes the matcher.
func (c *Catalog) arrange() error {
	i := slices.IndexFunc(c.locales, func(l *locale) bool { return l.tag == language.English })
	if i < 0 {
		return errors.New("catalogs: English (en) is missing")
	}
	english := c.locales[i]
	c.locales = slices.Insert(slices.Delete(c.locales, i, i+1), 0, english)
	for _, l := range c.locales {
		if err := l.agrees(english); err != nil {
			return err
		}
	}
	return nil
}

// Languages lists the languages that have a catalog, English first.
func (c *Catalog) Languages() []Language {
	var list []Language
	for _, l := range c.locales {
		list = append(list, Language{Tag: l.tag.String(), Name: display.Self.Name(l.tag), Dir: direction(l.tag)})
	}
	return list
}

// Localizer gives the best language for tags in order of preference. Each may be one tag or the
// whole text of an Accept-Language header (RFC 9110); what can't be read is passed over, and the
// default is English.
func (c *Catalog) Localizer(tags ...string) *Localizer { return c.LocalizerAmong(nil, tags...) }

// LocalizerAmong is Localizer for a platform that offers some languages only, its default first. No
// offer is every language.
func (c *Catalog) LocalizerAmong(offer []string, tags ...string) *Localizer {
	offered := slices.Clone(c.locales)
	if len(offer) > 0 {
		offered = slices.DeleteFunc(offered, func(l *locale) bool { return !slices.Contains(offer, l.tag.String()) })
		slices.SortStableFunc(offered, func(a, b *locale) int {
			return slices.Index(offer, a.tag.String()) - slices.Index(offer, b.tag.String())
		})
	}
	if len(offered) == 0 {
		offered = c.locales[:1]
	}
	var wanted []language.Tag
	for _, t := range tags {
		if len(t) > 200 { // a stranger's header; nobody lists that many languages
			continue
		}
		parsed, _, err := language.ParseAcceptLanguage(t)
		if err == nil {
			wanted = append(wanted, parsed...)
		}
	}
	_, i, confidence := c.matcherOf(offered).Match(wanted...)
	if confidence == language.No {
		i = 0
	}
	return &Localizer{catalog: c, locale: offered[i]}
}

// matcherOf keeps the matcher of each offer: there are as many as platforms change their minds.
func (c *Catalog) matcherOf(offered []*locale) language.Matcher {
	var tags []language.Tag
	key := ""
	for _, l := range offered {
		tags, key = append(tags, l.tag), key+" "+l.tag.String()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.matchers == nil {
		c.matchers = map[string]language.Matcher{}
	}
	if c.matchers[key] == nil {
		c.matchers[key] = language.NewMatcher(tags)
	}
	return c.matchers[key]
}

// Missing lists, sorted, the keys that were asked for and not found, or found and not given their
// values. A test that drives pages asks it at its end.
func (c *Catalog) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keys []string
	for k := range c.missing {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// miss notes a key. A stranger's word can become part of a key, so the note is bounded.
func (c *Catalog) miss(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.missing) < 1000 && len(key) <= 200 {
		c.missing[key] = true
	}
}

// Keys lists all English keys, sorted.
func (c *Catalog) Keys() []string { return c.locales[0].keys() }

func readLocale(fsys fs.FS, dir string) (*locale, error) {
	tag, err := language.Parse(dir)
	if err != nil {
		return nil, fmt.Errorf("catalog %s: not a language: %w", dir, err)
	}
	files, err := fs.Glob(fsys, path.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing catalog %s: %w", dir, err)
	}
	l := newLocale(tag)
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		if err := l.read(text); err != nil {
			return nil, fmt.Errorf("catalog %s: %w", name, err)
		}
	}
	return l, nil
}

func direction(tag language.Tag) string {
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}
