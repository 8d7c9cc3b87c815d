package dossier

import (
	"net/url"
	"strings"
)

// Kind is what a block shows.
type Kind string

// The kinds of block.
const (
	Markdown Kind = "markdown"
	Case     Kind = "case"
	Cases    Kind = "cases"
	Figures  Kind = "figures"
	Brief    Kind = "brief"
)

// Block is a run of Markdown or one reference.
type Block struct {
	Kind   Kind
	Line   int    // from 1
	Text   string // of Markdown
	Ref    string // of a case
	By     string // what figures are counted by
	Filter []Pair // of cases, figures and a brief; in the order given
}

// Pair is one condition of a filter: a name of Filters and its value.
type Pair struct{ Name, Value string }

// Filters are the names that a filter may use; they are those of the public list's address.
var Filters = []string{"q", "country", "region", "site", "category", "actor", "link", "kp", "outcome", "from", "to"}

// Counts are what figures can be counted by.
var Counts = []string{"act", "actor", "year", "outcome", "site", "kp"}

// Query is a block's filter as the public list's address has it.
func (b Block) Query() url.Values {
	v := url.Values{}
	for _, p := range b.Filter {
		v.Set(p.Name, p.Value)
	}
	return v
}

// Print writes a block as it is read: Parse gives the same block again.
func (b Block) Print() string {
	if b.Kind == Markdown {
		return b.Text
	}
	words := []string{string(b.Kind)}
	if b.Ref != "" {
		words = append(words, b.Ref)
	}
	if b.By != "" {
		words = append(words, "by="+b.By)
	}
	for _, p := range b.Filter {
		words = append(words, p.Name+"="+quoted(p.Value))
	}
	return "{{" + strings.Join(words, " ") + "}}"
}

func quoted(value string) string {
	if value != "" && !strings.ContainsAny(value, " \t\"{}=") {
		return value
	}
	return `"` + value + `"`
}

// Print writes all blocks, one after the other.
func Print(blocks []Block) string {
	lines := make([]string, len(blocks))
	for i, b := range blocks {
		lines[i] = b.Print()
	}
	return strings.Join(lines, "\n")
}

// Refs lists the cases that blocks name, each once, in order.
func Refs(blocks []Block) []string {
	var out []string
	seen := map[string]bool{}
	for _, b := range blocks {
		if b.Kind == Case && !seen[b.Ref] {
			seen[b.Ref] = true
			out = append(out, b.Ref)
		}
	}
	return out
}
