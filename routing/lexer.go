package routing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	end    tokenKind = iota
	word             // country, and, least-loaded; lower case
	text             // a quoted text, without its quotes
	number           // 24, 24h
	sign             // -> ( ) , = != >= <= > <
)

type token struct {
	kind   tokenKind
	text   string
	column int
}

var signs = []string{"->", "!=", ">=", "<=", "=", ">", "<", "(", ")", ","}

// lex cuts one line into tokens, ending in an end token, and gives its comment apart.
func lex(line string, number int) (tokens []token, comment string, bad *SyntaxError) {
	l := &lexer{rest: line, line: number, column: 1}
	for {
		l.skip(len(l.rest) - len(strings.TrimLeft(l.rest, " \t")))
		if l.rest == "" {
			return append(tokens, token{end, "", l.column}), "", nil
		}
		if after, ok := strings.CutPrefix(l.rest, "#"); ok {
			return append(tokens, token{end, "", l.column}), strings.TrimSpace(after), nil
		}
		t, err := l.next()
		if err != nil {
			return nil, "", err
		}
		tokens = append(tokens, t)
	}
}

type lexer struct {
	rest         string
	line, column int
}

func (l *lexer) skip(bytes int) string {
	s := l.rest[:bytes]
	l.rest, l.column = l.rest[bytes:], l.column+utf8.RuneCountInString(s)
	return s
}

func (l *lexer) next() (token, *SyntaxError) {
	column := l.column
	for _, s := range signs {
		if strings.HasPrefix(l.rest, s) {
			return token{sign, l.skip(len(s)), column}, nil
		}
	}
	first := l.rest[0]
	switch {
	case first == '"':
		return l.quoted()
	case isDigit(first):
		return token{number, strings.ToLower(l.skip(l.run())), column}, nil
	case isLetter(first):
		return token{word, strings.ToLower(l.skip(l.run())), column}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.rest)
	return token{}, l.bad("routing.error.character", column, string(r))
}

// run is the length of the letters, digits and hyphens at the front. The hyphen of an arrow is not one.
func (l *lexer) run() int {
	i := 0
	for i < len(l.rest) && (isLetter(l.rest[i]) || isDigit(l.rest[i]) || l.rest[i] == '-' && !strings.HasPrefix(l.rest[i:], "->")) {
		i++
	}
	return i
}

func (l *lexer) quoted() (token, *SyntaxError) {
	column := l.column
	var b strings.Builder
	l.skip(1)
	for n := 0; l.rest != ""; n++ {
		r, size := utf8.DecodeRuneInString(l.rest)
		if r == '"' {
			l.skip(1)
			return token{text, b.String(), column}, nil
		}
		if r == '\\' {
			l.skip(1)
			if r, size = utf8.DecodeRuneInString(l.rest); r != '"' && r != '\\' {
				return token{}, l.bad("routing.error.escape", l.column-1, `\`)
			}
		}
		if !unicode.IsPrint(r) {
			return token{}, l.bad("routing.error.character", l.column, "")
		}
		if n == maxValue {
			return token{}, l.bad("routing.error.value_long", column, "")
		}
		l.skip(size)
		b.WriteRune(r)
	}
	return token{}, l.bad("routing.error.quote", column, `"`)
}

func (l *lexer) bad(key string, column int, near string) *SyntaxError {
	return &SyntaxError{Line: l.line, Column: column, Key: key, Near: near}
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
