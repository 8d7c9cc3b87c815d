package browse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"loupe/words"
)

// TestNoLikeNameIsMissed holds the names that are compared against all names that are alike, for every
// kind of slip.
func TestNoLikeNameIsMissed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	parts := strings.Fields("ka mo ba lu nde si te wa zo bou ngo mbi ya ki ra li ndu ma ko sso la mbo ri ndo su ti le wa zi do gba fa nzo")
	b := &Browse{}
	b.gazetteer.pairs = map[string][]int32{}
	for i := range 1500 {
		name := ""
		for range 2 + r.IntN(3) {
			name += parts[r.IntN(len(parts))]
		}
		if i%3 == 0 {
			name += " pit"
		}
		b.gazetteer.names = append(b.gazetteer.names, []string{name})
		for pair := range words.Pairs(name) {
			b.gazetteer.pairs[pair] = append(b.gazetteer.pairs[pair], int32(i))
		}
	}
	slips := []func(s string, at int) string{
		func(s string, _ int) string { return s },
		func(s string, at int) string { return s[:at] + s[at+1:] },
		func(s string, at int) string { return s[:at] + "x" + s[at:] },
		func(s string, at int) string { return s[:at] + "x" + s[at+1:] },
		func(s string, at int) string { return s[:at] + string(s[at+1]) + string(s[at]) + s[at+2:] },
	}
	missed, like, compared, of := 0, 0, 0, 0
	for i := range 150 {
		typed, _, _ := strings.Cut(b.gazetteer.names[r.IntN(1500)][0], " ")
		for range 1 + i%2 {
			typed = slips[r.IntN(len(slips))](typed, r.IntN(len(typed)-2))
		}
		if typed = words.Name(typed); len(typed) < 4 {
			continue
		}
		maybe := b.maybe(typed)
		for k, names := range b.gazetteer.names {
			if words.Similar(typed, names[0]) >= alike {
				if like++; !slices.Contains(maybe, k) {
					missed++
					t.Logf("%q isn't compared with %q, though alike by %.2f", typed, names[0], words.Similar(typed, names[0]))
				}
			}
		}
		compared, of = compared+len(maybe), of+len(b.gazetteer.names)
	}
	if compared > of/3 {
		t.Errorf("%d of %d names are compared", compared, of)
	}
	if like == 0 || missed > 0 {
		t.Errorf("%d of %d like names are missed", missed, like)
	}
}

// BenchmarkSitesLike finds what a misspelt name is like among many sites.
func BenchmarkSitesLike(b *testing.B) {
	for _, n := range []int{3000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			parts := strings.Fields("ka mo ba lu nde si te wa zo bou ngo mbi ya ki ra li ndu ma ko sso la mbo ri ndo su ti le wa zi do")
			x := &Browse{}
			x.gazetteer.pairs = map[string][]int32{}
			for i := range n {
				name := parts[r.IntN(len(parts))] + parts[r.IntN(len(parts))] + parts[r.IntN(len(parts))] + parts[r.IntN(len(parts))] + " terraces"
				x.gazetteer.names = append(x.gazetteer.names, []string{name})
				for pair := range words.Pairs(name) {
					x.gazetteer.pairs[pair] = append(x.gazetteer.pairs[pair], int32(i))
				}
			}
			b.Run("some", func(b *testing.B) {
				for b.Loop() {
					for _, i := range x.maybe("mbindelu") {
						words.Similar("mbindelu", x.gazetteer.names[i][0])
					}
				}
			})
			b.Run("all", func(b *testing.B) {
				for b.Loop() {
					for _, names := range x.gazetteer.names {
						words.Similar("mbindelu", names[0])
					}
				}
			})
		})
	}
}
