package words

import (
	"slices"
	"strings"
	"unicode"
)

// Piece is a run of a snippet's words. Pieces alternate between plain and matched.
type Piece struct {
	Text  string
	Match bool
}

const (
	snippetWords = 32
	leadWords    = 8
)

// Matches tells whether a word is one of a query, or begins with its last.
func Matches(word string, query []string) bool {
	for _, t := range Tokens(Fold(word)) {
		for i, q := range query {
			if t == q || i == len(query)-1 && strings.HasPrefix(t, q) {
				return true
			}
		}
	}
	return false
}

// Hold tells whether a text holds all words of a query, the last as a beginning.
func Hold(text string, query []string) bool {
	has := map[string]bool{}
	for _, t := range Tokens(Fold(text)) {
		has[t] = true
	}
	for i, q := range query {
		if has[q] {
			continue
		}
		begun := false
		if i == len(query)-1 {
			for t := range has {
				begun = begun || strings.HasPrefix(t, q)
			}
		}
		if !begun {
			return false
		}
	}
	return true
}

// Snippet gives about 30 words around the first match of a query, matched words marked.
func Snippet(text string, query []string) []Piece {
	list := strings.Fields(text)
	match := func(w string) bool { return Matches(w, query) }
	start := max(0, slices.IndexFunc(list, match)-leadWords)
	end := min(len(list), start+snippetWords)
	var out []Piece
	add := func(text string, matched bool) {
		if n := len(out); n > 0 && out[n-1].Match == matched {
			out[n-1].Text += text
		} else {
			out = append(out, Piece{Text: text, Match: matched})
		}
	}
	if start > 0 {
		add("… ", false)
	}
	for i, w := range list[start:end] {
		if i > 0 {
			add(" ", false)
		}
		if !match(w) {
			add(w, false)
			continue
		}
		core := strings.TrimFunc(w, unicode.IsPunct)
		before, after, _ := strings.Cut(w, core)
		add(before, false)
		add(core, true)
		add(after, false)
	}
	if end < len(list) {
		add(" …", false)
	}
	return slices.DeleteFunc(out, func(p Piece) bool { return p.Text == "" })
}
