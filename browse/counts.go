package browse

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// What a count costs, in nanoseconds, about: to look at one publication and to intersect with a block of
// 65,536 of one value's set, which is dearer the fuller that block is, up to a limit.
const (
	oneByOne  = 1.2
	emptyPart = 100
	fullPart  = 1000
)

// dear tells whether the sets of a dimension's values cost more to intersect with a set of n than it costs to look
// at each of the n.
func (s *shelf) dear(d dimension, n uint64) bool {
	parts := float64(len(s.dates)>>16+1) * float64(len(s.sets[d]))
	members := float64(s.all.GetCardinality())
	return oneByOne*float64(n) < emptyPart*parts+min(fullPart*parts, members)
}

// counts tells how many of a set, which may be another for each dimension, have each value, in the order of the
// dimension's names. Of all publications the numbers are there already.
func (s *shelf) counts(of map[dimension]*roaring.Bitmap) map[dimension][]int {
	out := make(map[dimension][]int, len(of))
	looked := map[*roaring.Bitmap][]dimension{}
	for d, base := range of {
		if base != s.all && s.dear(d, base.GetCardinality()) {
			looked[base] = append(looked[base], d)
			continue
		}
		out[d] = make([]int, len(s.forward[d].names))
		for value, set := range s.sets[d] {
			n := &out[d][s.forward[d].number[value]]
			if base == s.all {
				*n = int(set.GetCardinality())
			} else {
				*n = int(base.AndCardinality(set))
			}
		}
	}
	for base, list := range looked {
		s.look(base, list, out)
	}
	return out
}

// look goes through a set once and counts by some dimensions what each of its publications has.
func (s *shelf) look(base *roaring.Bitmap, list []dimension, out map[dimension][]int) {
	counted := make([][]uint32, len(list))
	for i, d := range list {
		counted[i] = make([]uint32, len(s.forward[d].values))
	}
	some := make([]uint32, 4096)
	for many := base.ManyIterator(); ; {
		n := many.NextMany(some)
		if n == 0 {
			break
		}
		for i, d := range list {
			s.forward[d].tally(counted[i], some[:n])
		}
	}
	for i, d := range list {
		out[d] = s.forward[d].named(counted[i])
	}
}

// count gives how many of base each value of a dimension has, those without any left out, most frequent
// first.
func (s *shelf) count(d dimension, base *roaring.Bitmap, keep func(string) (string, bool)) []models.Facet {
	return s.listed(d, s.counts(map[dimension]*roaring.Bitmap{d: base})[d], keep, len(s.forward[d].names))
}

// listed makes a list of counts, the most frequent first, as keep calls them, at most limit.
func (s *shelf) listed(d dimension, counts []int, keep func(string) (string, bool), limit int) []models.Facet {
	most := first[models.Facet]{limit: limit, order: func(a, b models.Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	}}
	for i, n := range counts {
		if n == 0 {
			continue
		}
		if name, ok := keep(s.forward[d].names[i]); ok {
			most.add(models.Facet{Value: name, Count: n})
		}
	}
	return most.list()
}

// first keeps the first few, in an order, of many.
type first[T any] struct {
	limit int
	order func(a, b T) int
	kept  []T
	cut   bool // nothing after the last of the first limit counts any more
}

func (f *first[T]) add(x T) {
	if f.limit == 0 || f.cut && f.order(x, f.kept[f.limit-1]) >= 0 {
		return
	}
	if f.kept = append(f.kept, x); len(f.kept) == 4*f.limit {
		f.list()
		f.cut = true
	}
}

// list gives what was kept, in order.
func (f *first[T]) list() []T {
	slices.SortFunc(f.kept, f.order)
	f.kept = f.kept[:min(len(f.kept), f.limit)]
	return f.kept
}
