package words

import (
	"slices"
	"strings"
	"testing"
)

// TestWordsAreFoundInTheirForms holds queries against texts of a language, as the index and the snippet
// see them: both have to agree, or a hit would show nothing marked.
func TestWordsAreFoundInTheirForms(t *testing.T) {
	for _, c := range []struct {
		language, text, query string
		found                 bool
	}{
		{"en", "The miners were beaten near the barriers", "miner barrier", true},
		{"en", "The miners were beaten", "mines", false},
		{"en", "A mining company", "mined", true},
		{"en-GB", "Two barriers", "barrier", true},
		{"fr", "Les creuseurs ont été frappés", "creuseur", true},
		{"fr", "Les creuseurs ont été frappés", "frappée", true},
		{"fr", "Les creuseurs ont été frappés", "frappes", true},
		{"pt", "As explosões no garimpo", "explosão", true},
		{"pt", "Os garimpeiros", "garimpeiro", true},
		{"es", "Los mineros fueron golpeados", "minero golpeado", true},
		{"ru", "Российские военные", "российский", true},
		{"ar", "ضرب المعلمون قرب الحاجز", "معلم", true},
		{"ar", "كتبت التعاونية إلى الإدارة", "تعاونية", true},
		{"sw", "Wachimbaji walipigwa", "wachimbaji", true},
		{"sw", "Wachimbaji walipigwa", "wachim", true},
		{"sw", "Wachimbaji walipigwa", "mchimbaji", false}, // no rules for Kiswahili: words and their beginnings
		{"en", "Mbômou and Ngoro", "mbomou", true},
		{"en", "Mbômou and Ngoro", "ngo", true},
		{"en", "Mbômou and Ngoro", "ng", false},             // a beginning has three letters
		{"fr", "Le texte parle de puits", "putting", false}, // the English stem is another language's word
		{"en", "K42 was entered in the register", "K42", true},
		{"en", strings.Repeat("x", 3000) + " long", "long", true},
	} {
		index, terms := Index(c.text, c.language), Terms(c.query)
		holds := len(terms) > 0
		for _, term := range terms {
			has := slices.Contains(index, term.Word) || slices.ContainsFunc(term.Stems, func(s string) bool { return slices.Contains(index, s) })
			if b, ok := Beginning(term.Word); ok && term.Begins {
				has = has || slices.Contains(index, b)
			} else if term.Begins {
				has = has || slices.ContainsFunc(index, func(w string) bool { return strings.HasPrefix(w, term.Word) })
			}
			holds = holds && has
		}
		if holds != c.found {
			t.Errorf("%q in %q (%s): %v, want %v\n%v\n%+v", c.query, c.text, c.language, holds, c.found, index, terms)
		}
		marked := slices.ContainsFunc(Snippet(c.text, c.language, terms), func(p Piece) bool { return p.Match })
		if len(terms) == 1 && marked != c.found {
			t.Errorf("%q in %q (%s): marked %v, want %v", c.query, c.text, c.language, marked, c.found)
		}
	}
}

// FuzzIndex: whatever a text holds, no word is empty or endless, and each of its words finds it.
func FuzzIndex(f *testing.F) {
	for _, s := range []string{"The miners", "été ﬁn ½ ١٢", "a_b \x00 \xff", "e\u0301te\u0301", "ǅ ϓ 가"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		index := Index(text, "fr")
		for _, w := range index {
			if len(strings.Trim(w, "_")) == 0 || len([]rune(w)) > longest+3 {
				t.Errorf("%q is in the index of %q", w, text)
			}
		}
		for _, term := range Terms(text) {
			if len(text) < maxQuery && !slices.Contains(index, term.Word) {
				t.Errorf("%q isn't in the index of %q, from which it is", term.Word, text)
			}
		}
		Snippet(text, "fr", Terms(text))
	})
}
