package records

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes words comparable: compatibility forms taken apart, marks off, lower case. Both
// databases index folded words, so that both answer alike.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 0, r == unicode.ReplacementChar:
			return ' '
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}

// tokens splits folded text into words of letters and digits.
func tokens(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

const (
	maxQuery = 200 // characters
	maxWords = 12
)

// queryWords bounds what a stranger searches for.
func queryWords(q string) []string {
	if r := []rune(q); len(r) > maxQuery {
		q = string(r[:maxQuery])
	}
	words := tokens(fold(q))
	return words[:min(len(words), maxWords)]
}

// sqliteQuery asks FTS5 for all words, the last as a beginning. Words hold letters and digits only,
// and stand in quotes, so nothing a stranger types is syntax.
func sqliteQuery(words []string) string { return `"` + strings.Join(words, `" AND "`) + `"*` }

// postgresQuery is the same for to_tsquery.
func postgresQuery(words []string) string { return `'` + strings.Join(words, `' & '`) + `':*` }
