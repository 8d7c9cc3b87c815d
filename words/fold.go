// Package words makes texts of many languages comparable: folded, cut into words, searched, quoted.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold takes compatibility forms apart (NFKD, Unicode UAX #15), drops marks and lowers letters, so
// that "Mbomou" finds "Mbômou" whatever keyboard either came from.
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(strings.ReplaceAll(s, "\x00", " "))
	}
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

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Tokens splits folded text into words of letters and digits.
func Tokens(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

const (
	maxQuery = 200 // characters
	maxWords = 12
)

// Query bounds what a stranger searches for: the first twelve words of 200 characters, folded.
func Query(q string) []string {
	if r := []rune(q); len(r) > maxQuery {
		q = string(r[:maxQuery])
	}
	list := Tokens(Fold(q))
	return list[:min(len(list), maxWords)]
}
