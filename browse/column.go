package browse

import (
	"fmt"
	"math"
	"strconv"
	"strings"
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
// are counted by what each has, which costs less than to ask for each value. What a publication has is one
// code, of two bytes as long as these are enough: columns are gone through often, and the smaller the faster.
type forward struct {
	names  []string          // each value once
	number map[string]uint32 // of a name
	codes  map[string]uint32 // by values, put together
	values [][]uint32        // by code, as numbers of names; values[0] is none
	narrow column[uint16]
	wide   column[uint32] // in the place of narrow, once there are more codes than that holds
}

func newForward() *forward {
	return &forward{number: map[string]uint32{}, codes: map[string]uint32{"": 0}, values: [][]uint32{nil}}
}

func (f *forward) put(n uint32, values []string) {
	key := strings.Join(values, "\x00\x00")
	code, ok := f.codes[key]
	if !ok {
		code = uint32(len(f.values))
		f.codes[key], f.values = code, append(f.values, f.numbers(values))
	}
	if f.wide == nil && code > math.MaxUint16 {
		f.wide = make(column[uint32], len(f.narrow))
		for i, c := range f.narrow {
			f.wide[i] = uint32(c)
		}
		f.narrow = nil
	}
	if f.wide != nil {
		f.wide.put(n, code)
	} else {
		f.narrow.put(n, uint16(code))
	}
}

func (f *forward) numbers(values []string) []uint32 {
	out := make([]uint32, len(values))
	for i, v := range values {
		at, ok := f.number[v]
		if !ok {
			at = uint32(len(f.names))
			f.number[v], f.names = at, append(f.names, v)
		}
		out[i] = at
	}
	return out
}

// of gives the values of a publication.
func (f *forward) of(n uint32) []string {
	code := uint32(f.narrow.of(n))
	if f.wide != nil {
		code = f.wide.of(n)
	}
	var out []string
	for _, i := range f.values[code] {
		out = append(out, f.names[i])
	}
	return out
}

// tally adds to what was counted, by code, some publications.
func (f *forward) tally(counted []uint32, ordinals []uint32) {
	if f.wide != nil {
		tally(f.wide, counted, ordinals)
	} else {
		tally(f.narrow, counted, ordinals)
	}
}

func tally[T uint16 | uint32](c column[T], counted []uint32, ordinals []uint32) {
	for _, n := range ordinals {
		if int(n) < len(c) {
			counted[c[n]]++
		}
	}
}

// named gives what was counted by code by name, in the order of names.
func (f *forward) named(counted []uint32) []int {
	out := make([]int, len(f.names))
	for code, n := range counted {
		if n > 0 {
			for _, i := range f.values[code] {
				out[i] += int(n)
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
