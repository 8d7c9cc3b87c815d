package words

import (
	"slices"
	"strings"
	"unicode"
)

// Person is a person's name and what stands for it. As is "" for who may be named. Whole says that Name is no
// name of family and first names but other words for somebody, which are found only as they stand.
type Person struct {
	Name, As string
	Whole    bool
}

// Names replaces names in texts. It is made once for a list and then only read.
type Names struct {
	list    []Person
	aliases []alias
}

// word is a run of letters and digits in a text, by bytes.
type word struct {
	from, to int
	folded   string
	capital  bool
}

// alias is one way in which a person is named: folded words in a row.
type alias struct {
	words   []string
	capital bool // it has to begin with a capital: a family name alone
	person  int
}

// NewNames knows whole names, and family names alone that only one person of the list has, despite case
// and accents. Longer ones come first.
func NewNames(list []Person) Names {
	n := Names{list: list}
	last := map[string]int{}
	family := func(p Person) string {
		if w := wordsOf(p.Name); !p.Whole && len(w) > 1 && len([]rune(w[len(w)-1].folded)) > 3 {
			return w[len(w)-1].folded
		}
		return ""
	}
	for _, p := range list {
		last[family(p)]++
	}
	for i, p := range list {
		if p.As == "" || strings.EqualFold(p.Name, p.As) {
			continue
		}
		a := alias{person: i}
		for _, w := range wordsOf(p.Name) {
			a.words = append(a.words, w.folded)
		}
		if len(a.words) > 0 {
			n.aliases = append(n.aliases, a)
		}
		if f := family(p); f != "" && last[f] == 1 {
			n.aliases = append(n.aliases, alias{[]string{f}, true, i})
		}
	}
	slices.SortStableFunc(n.aliases, func(a, b alias) int { return len(b.words) - len(a.words) })
	return n
}

// Found is a name that stands in a text, by bytes.
type Found struct {
	From, To int
	Person   int // its place in the list
}

// As gives what stands for somebody, by the place in the list.
func (n Names) As(person int) string { return n.list[person].As }

// Find gives the names that stand in a text, in order; none lies in another one.
func (n Names) Find(text string) []Found {
	if len(n.aliases) == 0 {
		return nil
	}
	var out []Found
	all := wordsOf(text)
	for i := 0; i < len(all); i++ {
		k := slices.IndexFunc(n.aliases, func(a alias) bool { return a.at(all[i:]) })
		if k < 0 {
			continue
		}
		a := n.aliases[k]
		end := i + len(a.words) - 1
		out = append(out, Found{all[i].from, all[end].to, a.person})
		i = end
	}
	return out
}

// Replace puts what stands for them in the place of names.
func (n Names) Replace(text string) string {
	var out strings.Builder
	done := 0
	for _, f := range n.Find(text) {
		out.WriteString(text[done:f.From] + n.list[f.Person].As)
		done = f.To
	}
	return out.String() + text[done:]
}

// at tells whether a text that goes on with these words goes on with the alias.
func (a alias) at(all []word) bool {
	if len(a.words) > len(all) || a.capital && !all[0].capital {
		return false
	}
	for j, w := range a.words {
		if all[j].folded != w {
			return false
		}
	}
	return true
}

func wordsOf(text string) []word {
	var out []word
	from := -1
	for i, r := range text + " " {
		part := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if part && from < 0 {
			from = i
		}
		if !part && from >= 0 {
			w := text[from:i]
			first := []rune(w)[0]
			out = append(out, word{from, i, Fold(w), unicode.IsUpper(first) || !unicode.IsLower(first)})
			from = -1
		}
	}
	return out
}
