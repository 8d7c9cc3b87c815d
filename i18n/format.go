package i18n

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/number"
)

// Date writes the day of t in UTC: "4 March 2026".
func (l *Localizer) Date(t time.Time) string {
	t = t.UTC()
	return l.T("common.date.day", "Day", t.Day(), "Month", l.month(t.Month()), "Year", t.Year())
}

// DateTime writes t to the minute, in UTC and saying so: "4 March 2026, 15:04 UTC".
func (l *Localizer) DateTime(t time.Time) string {
	return l.T("common.date.time", "Date", l.Date(t), "Time", t.UTC().Format("15:04"))
}

// DateText writes a date that is known only so far: "2026-03-04", "2026-03" or "2026". Any other
// text comes back as it is.
func (l *Localizer) DateText(s string) string {
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return l.Date(t)
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return l.T("common.date.month", "Month", l.month(t.Month()), "Year", t.Year())
	}
	return s
}

func (l *Localizer) month(m time.Month) string { return l.T("common.month." + strconv.Itoa(int(m))) }

// Number writes an integer or a float with the language's digits, groups and decimal sign.
func (l *Localizer) Number(n any) string { return l.locale.printer.Sprint(number.Decimal(n)) }

// byteUnits are decimal: a kB is 1,000 bytes, as file managers and networks count.
var byteUnits = []string{"b", "kb", "mb", "gb", "tb"}

// Bytes writes a size of n bytes in decimal units, to one place below 10: "1.4 MB", "27 kB".
func (l *Localizer) Bytes(n int64) string {
	v, unit := float64(n), 0
	for v >= 999.5 && unit < len(byteUnits)-1 {
		v, unit = v/1000, unit+1
	}
	places := 0
	if unit > 0 && v < 9.95 {
		places = 1
	}
	text := l.locale.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(places)))
	return l.T("common.bytes."+byteUnits[unit], "Number", text)
}

// Country names a country by its ISO 3166-1 alpha-2 code; an unknown code comes back as it is.
// The catalog's own key "country.XX" goes before CLDR's name.
func (l *Localizer) Country(code string) string {
	if key := "country." + code; l.Has(key) {
		return l.T(key)
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	if namer := display.Regions(l.locale.usage); namer != nil {
		if name := namer.Name(region); name != "" {
			return name
		}
	}
	return display.English.Regions().Name(region)
}

// OwnName writes a language's name as it calls itself, or in this language where that isn't known.
func (l *Localizer) OwnName(tag string) string {
	if t, err := language.Parse(tag); err == nil {
		if name := display.Self.Name(t); name != "" {
			return name
		}
	}
	return l.Language(tag)
}

// Language names a language by its BCP 47 tag: "French". An unknown tag comes back as it is.
func (l *Localizer) Language(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if namer := display.Languages(l.locale.usage); namer != nil {
		if name := namer.Name(t); name != "" {
			return name
		}
	}
	return tag
}

// List joins texts as the language does: "a, b and c".
func (l *Localizer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return l.T("common.list.and", "First", strings.Join(items[:last], l.T("common.list.comma")), "Last", items[last])
}
