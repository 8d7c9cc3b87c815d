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

// Snippet gives about 30 words around the first match of a query in a text of a language, matched words
// marked.
func Snippet(text, language string, query []Term) []Piece {
	list := strings.Fields(text)
	language = base(language)
	match := func(w string) bool { return found(w, language, query) }
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
