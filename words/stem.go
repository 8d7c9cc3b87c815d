package words

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"golang.org/x/text/unicode/norm"
)

// stemmers take endings off the words of a language (Snowball, snowballstem.org). A language that isn't
// here, Kiswahili among them, is found by its words and their beginnings alone.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "de": german.Stem, "en": english.Stem, "es": spanish.Stem, "fr": french.Stem, "it": italian.Stem, "nl": dutch.Stem, "pt": portuguese.Stem, "ru": russian.Stem,
}

// stemmed are their tags, in order.
var stemmed = func() []string {
	var out []string
	for tag := range stemmers {
		out = append(out, tag)
	}
	slices.Sort(out)
	return out
}()

// base is the language of a tag: "pt" of "pt-AO".
func base(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	return tag
}

// longest is how many characters of a word count: more is no word.
const longest = 40

// Term is one word that is looked for. A text holds it when it holds the word itself, a word of its own
// language with the same stem or, for the last of a query, a word that begins with it.
type Term struct {
	Word   string   // folded
	Stems  []string // as Index writes them, of every language: "en_min", "fr_min"
	Begins bool     // longer words count too
}

// Terms bounds and reads what a stranger searches for, as Query does.
func Terms(q string) []Term {
	if r := []rune(q); len(r) > maxQuery {
		q = string(r[:maxQuery])
	}
	var out []Term
	for original := range spelt(q) {
		for _, w := range Tokens(Fold(original)) {
			t := Term{Word: short(w)}
			for _, language := range stemmed {
				t.Stems = append(t.Stems, stems(language, original, t.Word)...)
			}
			out = append(out, t)
		}
	}
	out = out[:min(len(out), maxWords)]
	if n := len(out); n > 0 {
		out[n-1].Begins = utf8.RuneCountInString(out[n-1].Word) >= beginning
	}
	return out
}

// A last word counts as a beginning from three letters on. Beginnings of three and four letters are in
// the index, because too many words share them to be gone through.
const beginning, indexedBeginning = 3, 4

// Beginning is how the index has a beginning of three or four letters; false for another length.
func Beginning(word string) (string, bool) {
	n := utf8.RuneCountInString(word)
	if n < beginning || n > indexedBeginning {
		return "", false
	}
	return string(rune('0'+n)) + "_" + word, true
}

// Index gives all under which a text of a language is found, each once and in order: its words, their stems, and
// their beginnings of three and four letters. An underscore stands in what isn't a word, so that neither
// is taken for the other.
func Index(text, language string) []string {
	seen, once := map[string]bool{}, map[string]bool{}
	for original := range spelt(text) {
		if !once[original] {
			once[original] = true
			for _, w := range forms(original, base(language)) {
				seen[w] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Each is Index for many texts whose words repeat, in no order and with repetitions. What a word is found under is
// worked out once and handed to under, which says how to call that; the map is the caller's, empty at first, to
// be used for one language again and again.
func Each[T any](text, language string, known map[string][]T, under func(form string) T, fn func(T)) {
	for original := range spelt(text) {
		list, ok := known[original]
		if !ok {
			for _, w := range forms(original, base(language)) {
				list = append(list, under(w))
			}
			known[original] = list
		}
		for _, x := range list {
			fn(x)
		}
	}
}

// forms gives all under which a word as it is spelt is found, with repetitions.
func forms(original, language string) []string {
	var out []string
	for _, w := range Tokens(Fold(original)) {
		w = short(w)
		out = append(append(out, w), stems(language, original, w)...)
		r := []rune(w)
		for n := beginning; n <= min(indexedBeginning, len(r)); n++ {
			b, _ := Beginning(string(r[:n]))
			out = append(out, b)
		}
	}
	return out
}

// stems gives the stem of a word as it is spelt and of its folded form, where they differ: the rules of
// a language need its accents, and people leave them out.
func stems(language, original, folded string) []string {
	stem := stemmers[language]
	if stem == nil || utf8.RuneCountInString(folded) < beginning {
		return nil
	}
	cut := func(w string) string {
		if language == "pt" {
			w = plural.Replace(w)
		}
		key := language + "_" + w
		if s, ok := remembered.get(key); ok {
			return s
		}
		e := snowballstem.NewEnv(w)
		stem(e)
		s := language + "_" + short(Fold(e.Current()))
		remembered.put(key, s)
		return s
	}
	plain := cut(folded)
	if ascii(original) {
		return []string{plain}
	}
	if s := cut(norm.NFC.String(strings.ToLower(original))); s != plain {
		return []string{plain, s}
	}
	return []string{plain}
}

// plural makes singulars of Portuguese plurals that the rules leave alone, at the end of a word and, which
// does no harm, within it.
var plural = strings.NewReplacer("ões", "ão", "oes", "ao", "ães", "ão", "aes", "ao")

// spelt cuts a text into words that keep their marks.
func spelt(text string) func(yield func(string) bool) {
	return strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) })
}

func short(w string) string {
	if len(w) <= longest {
		return w
	}
	r := []rune(w)
	return string(r[:min(len(r), longest)])
}

// found tells whether a word of a text in a language is one of those that are looked for.
func found(word, language string, list []Term) bool {
	for _, w := range Tokens(Fold(word)) {
		w = short(w)
		for _, t := range list {
			if w == t.Word || t.Begins && strings.HasPrefix(w, t.Word) {
				return true
			}
			if !related(w, t.Word) {
				continue
			}
			for original := range spelt(word) {
				if slices.ContainsFunc(stems(language, original, w), func(s string) bool { return slices.Contains(t.Stems, s) }) {
					return true
				}
			}
		}
	}
	return false
}

// related tells whether two words may have one stem, so that most words needn't be stemmed: endings are
// taken off, so both begin alike. Outside of ASCII, where some rules take off beginnings, all are asked.
func related(a, b string) bool {
	return a[0] >= utf8.RuneSelf && b[0] >= utf8.RuneSelf || a[0] == b[0] && len(a) > 1 && len(b) > 1 && a[1] == b[1]
}
