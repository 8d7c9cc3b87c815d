package i18n

import (
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// Localizer writes in one language. It is small, safe for many goroutines and never nil.
type Localizer struct {
	catalog *Catalog
	locale  *locale
}

// T gives the text of a key. Args are alternating names and values for its placeholders; "Count",
// an integer, chooses the plural form and is written with the language's digit groups. A key that
// is in no catalog gives "⟦key⟧" and stands in Catalog.Missing.
func (l *Localizer) T(key string, args ...any) string {
	if text, ok := l.locale.plain[key]; ok {
		return text
	}
	home := l.locale
	if _, ok := home.rich[key]; !ok {
		home = l.catalog.locales[0]
		if text, ok := home.plain[key]; ok {
			return text
		}
	}
	known, ok := home.rich[key]
	if !ok {
		return l.lost(key)
	}
	values, ok := pairs(args)
	if !ok {
		return l.lost(key)
	}
	return l.fill(home, key, known, values)
}

// TMap is T with its values in a map, as an error carries them. The map is not changed.
func (l *Localizer) TMap(key string, values map[string]any) string {
	args := make([]any, 0, 2*len(values))
	for name, value := range values {
		args = append(args, name, value)
	}
	return l.T(key, args...)
}

// Has tells whether a key is in this language or in English.
func (l *Localizer) Has(key string) bool {
	return l.locale.has(key) || l.catalog.locales[0].has(key)
}

// Tag is the language's BCP 47 tag, for the lang attribute.
func (l *Localizer) Tag() string { return l.locale.tag.String() }

// Dir is "ltr" or "rtl", for the dir attribute.
func (l *Localizer) Dir() string { return direction(l.locale.tag) }

func (l *Localizer) fill(home *locale, key string, known rich, values map[string]any) string {
	config := &goi18n.LocalizeConfig{MessageID: key, TemplateData: values}
	for _, name := range known.names {
		if _, ok := values[name]; !ok {
			return l.lost(key)
		}
	}
	if count, ok := values["Count"]; known.plural {
		if !ok {
			return l.lost(key)
		}
		config.PluralCount = count
		values["Count"] = l.Number(count)
	}
	text, err := home.localizer.Localize(config)
	if err != nil {
		return l.lost(key)
	}
	return text
}

func (l *Localizer) lost(key string) string {
	l.catalog.miss(key)
	return "⟦" + key + "⟧"
}

// pairs turns names and values into a map; false when they don't pair up.
func pairs(args []any) (map[string]any, bool) {
	values := make(map[string]any, len(args)/2)
	if len(args)%2 != 0 {
		return nil, false
	}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return nil, false
		}
		values[name] = args[i+1]
	}
	return values, true
}
