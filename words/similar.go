package words

import "strings"

// Similar says how alike two folded names are, from 0 to 1: the share of letters that needn't be
// changed, added, dropped or swapped with their neighbour (Damerau–Levenshtein in its restricted
// form). A name is also held against each run of words of a longer one, so that "koidu" is like
// "koidu kimberlite" too, though a little less.
func Similar(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	best := likeness([]rune(a), []rune(b))
	long, short := strings.Fields(b), len(strings.Fields(a))
	if short < len(long) && short > 0 {
		for i := 0; i+short <= len(long); i++ {
			best = max(best, 0.95*likeness([]rune(a), []rune(strings.Join(long[i:i+short], " "))))
		}
	}
	return best
}

const maxName = 80 // letters that are compared

func likeness(a, b []rune) float64 {
	a, b = a[:min(len(a), maxName)], b[:min(len(b), maxName)]
	longer := max(len(a), len(b))
	if 2*min(len(a), len(b)) < longer {
		return 0 // more than half would have to change
	}
	return 1 - float64(edits(a, b))/float64(longer)
}

// edits counts the fewest changes that make b of a.
func edits(a, b []rune) int {
	older, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, above, row = above, row, older
	}
	return above[len(b)]
}

// Name folds a name to compare it: letters and digits in words with single spaces.
func Name(s string) string { return strings.Join(Tokens(Fold(s)), " ") }

// Pairs gives the pairs of letters that stand beside each other in folded names, the edges of words
// among them, each once: names that are alike have most of them in common.
func Pairs(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, name := range names {
		for word := range strings.FieldsSeq(name) {
			before := '^'
			for _, r := range word {
				out[string([]rune{before, r})] = true
				before = r
			}
			out[string([]rune{before, '$'})] = true
		}
	}
	return out
}
