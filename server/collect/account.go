package collect

import (
	"regexp"
	"strings"
	"time"

	"loupe/models"
	"loupe/texting"
	"loupe/words"
)

// account is the account as it was written, message by message, with a time that is no date in the source's
// own words.
func account(t texting.Told) string {
	lines := t.Story
	if _, ok := date(t.When); !ok && t.When != "" {
		lines = append([]string{t.When}, lines...)
	}
	return strings.Join(lines, "\n")
}

// named finds the one site whose name the words for a place hold; none when several do.
func named(where string, sites []models.Site, country string) (models.Site, bool) {
	text := " " + strings.Join(words.Tokens(words.Fold(where)), " ") + " "
	var found models.Site
	n := 0
	for _, s := range sites {
		name := strings.Join(words.Tokens(words.Fold(s.Name)), " ")
		if name == "" || country != "" && s.Country != country || !strings.Contains(text, " "+name+" ") {
			continue
		}
		if len(s.Name) > len(found.Name) { // "North Pit" rather than "Pit"
			found, n = s, 1
		} else if len(s.Name) == len(found.Name) {
			n++
		}
	}
	return found, n == 1
}

var dayFirst = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$`)

// date reads 2026-03-04, 4.3.2026 and 4/3/2026, the day first.
func date(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if m := dayFirst.FindStringSubmatch(text); m != nil {
		pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
		text = m[3] + "-" + pad(m[2]) + "-" + pad(m[1])
	}
	_, err := time.Parse(time.DateOnly, text)
	return text, err == nil
}
