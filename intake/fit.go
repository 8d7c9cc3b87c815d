package intake

import (
	"strings"
	"unicode/utf8"

	"loupe/models"
)

// Fit puts what a phone sent into a form that Submit takes: a phone can't mend what it has sent. Words
// too long for their field go to the end of the account. What is over the account's own length is
// given back, to be kept as a file. silent stands where there is no account at all.
func (f *Form) Fit(silent string) (over string) {
	t := &f.Testimony
	for _, field := range []*string{&t.Place, &t.Victims, &t.Actors, &t.Contact} {
		if kept, rest := cutAt(*field, MaxWords); rest != "" {
			t.Narrative += "\n" + rest
			*field = kept
		}
	}
	t.Narrative = strings.TrimSpace(t.Narrative)
	t.Narrative, over = cutAt(t.Narrative, MaxNarrative)
	if strings.TrimSpace(t.Narrative) == "" {
		t.Narrative = silent
	}
	return over
}

func cutAt(s string, max int) (kept, rest string) {
	if utf8.RuneCountInString(s) <= max {
		return s, ""
	}
	n := 0
	for i := range s {
		if n == max {
			return s[:i], s[i:]
		}
		n++
	}
	return s, ""
}

// asText writes a corrected account for its readers, field by field.
func asText(t models.Testimony) string {
	var lines []string
	for _, s := range []string{t.Narrative, t.Place, t.OccurredOn, t.Victims, t.Actors, t.HowKnown, t.Link, strings.Join(t.ActorTypes, ", "), t.Contact} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	text, _ := cutAt(strings.Join(lines, "\n\n"), MaxNarrative-2000)
	return text
}
