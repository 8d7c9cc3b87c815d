package browse

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// column is one fact of each publication, by ordinal.
type column[T any] []T

func (c column[T]) of(n uint32) (fact T) {
	if int(n) < len(c) {
		fact = c[n]
	}
	return fact
}

func (c *column[T]) put(n uint32, fact T) {
	if missing := int(n) + 1 - len(*c); missing > 0 {
		*c = append(*c, make([]T, missing)...)
	}
	(*c)[n] = fact
}

// forward is the values of a dimension by publication, the other way round than its sets: a few publications
// are counted by what each has, which costs less than to ask for each value.
type forward struct {
	known  map[string]uint32 // by values, put together
	values [][]string        // values[0] is none
	column column[uint32]
}

func newForward() *forward { return &forward{known: map[string]uint32{"": 0}, values: [][]string{nil}} }

func (f *forward) put(n uint32, values []string) {
	key := strings.Join(values, "\x00\x00")
	i, ok := f.known[key]
	if !ok {
		i = uint32(len(f.values))
		f.known[key], f.values = i, append(f.values, values)
	}
	f.column.put(n, i)
}

// count tells how many of a set have each value.
func (f *forward) count(set *roaring.Bitmap) map[string]uint64 {
	counts := make([]uint64, len(f.values))
	set.Iterate(func(n uint32) bool {
		counts[f.column.of(n)]++
		return true
	})
	out := map[string]uint64{}
	for i, c := range counts {
		if c > 0 {
			for _, v := range f.values[i] {
				out[v] += c
			}
		}
	}
	return out
}

// day is a date as far as it is published, in one number: 20240305, 20240300 or 20240000; 0 for none. Days are in the
// order of their texts.
type day uint32

// dayOf reads YYYY, YYYY-MM or YYYY-MM-DD; 0 for anything else.
func dayOf(text string) day {
	n, err := strconv.ParseUint(strings.ReplaceAll(text, "-", ""), 10, 32)
	if err != nil || len(text) != 4 && len(text) != 7 && len(text) != 10 {
		return 0
	}
	for range (10 - len(text)) / 3 {
		n *= 100
	}
	return day(n)
}

func (d day) String() string {
	switch {
	case d == 0:
		return ""
	case d%10000 == 0:
		return fmt.Sprintf("%04d", d/10000)
	case d%100 == 0:
		return fmt.Sprintf("%04d-%02d", d/10000, d/100%100)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}
