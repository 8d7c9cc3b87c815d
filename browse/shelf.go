package browse

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// dimension is something by which publications are filtered and counted.
type dimension int

const (
	byCountry dimension = iota
	byRegion            // "CF\x00Lobaye"
	bySite
	byAct
	byGroup
	byActor
	byLink
	byKP
	byOutcome
	byFollowUp
	byYear  // "2024"
	byMonth // "2024-03"; "2024" when no month is known
	dimensions
)

// What is asked for beside the dimensions has no values to count.
const (
	inArea = dimensions + iota
	inWords
	unplaced
)

type spot struct {
	lat, lon  float64
	precision models.Precision
}

// shelf is where publications stand by their facts: for each value the set of those that have it. A
// filter is an intersection and a count is a cardinality, so that neither grows with what is not
// asked for. It holds facts only, some 90 bytes a publication; texts stay in the store.
type shelf struct {
	mu         sync.RWMutex
	generation uint64
	loaded     bool
	change     int64 // the last one taken up

	all       *roaring.Bitmap
	withdrawn *roaring.Bitmap
	sets      [dimensions]map[string]*roaring.Bitmap
	forward   [dimensions]*forward
	places    map[spot]*place
	placed    *roaring.Bitmap
	at        column[*place] // where those are that have a place
	cells     *cell          // of the whole map
	dates     column[day]    // of the incident, as published
	updated   time.Time
}

func newShelf() *shelf {
	s := &shelf{all: roaring.New(), withdrawn: roaring.New(), placed: roaring.New(), places: map[spot]*place{}, cells: &cell{}}
	for d := range s.sets {
		s.sets[d], s.forward[d] = map[string]*roaring.Bitmap{}, newForward()
	}
	return s
}

// fresh gives the shelf as of now, to be read until done is called. Whoever asks after a change
// waits until it is taken up, so that nothing withdrawn is ever counted.
func (b *Browse) fresh(ctx context.Context) (*shelf, func(), error) {
	s, now := b.shelf, b.Generation()
	s.mu.RLock()
	if s.loaded && s.generation == now {
		return s, s.mu.RUnlock, nil
	}
	s.mu.RUnlock()
	if err := s.sync(ctx, b.Store, now); err != nil {
		return nil, nil, err
	}
	s.mu.RLock()
	return s, s.mu.RUnlock, nil
}

func (s *shelf) sync(ctx context.Context, store Store, now uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loaded && s.generation == now {
		return nil
	}
	// A visitor who leaves must not cut short what all others wait for.
	err := store.FactsSince(context.WithoutCancel(ctx), s.change, func(f models.PublicFacts) error {
		s.take(f)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading what is public: %w", err)
	}
	s.generation, s.loaded = now, true
	return nil
}

// take puts one publication in its places, out of the old ones first.
func (s *shelf) take(f models.PublicFacts) {
	n := f.Ordinal
	if s.all.Contains(n) {
		s.remove(n)
	}
	s.change = max(s.change, f.Change)
	if f.UpdatedAt.After(s.updated) {
		s.updated = f.UpdatedAt
	}
	if f.Withdrawn {
		s.withdrawn.Add(n)
		return
	}
	s.all.Add(n)
	var has [dimensions][]string
	add := func(d dimension, value string) {
		if value != "" && !slices.Contains(has[d], value) {
			has[d] = append(has[d], value)
		}
	}
	add(byCountry, f.Country)
	if f.Region != "" {
		add(byRegion, f.Country+"\x00"+f.Region)
	}
	add(bySite, f.Site)
	for _, c := range f.Categories {
		group, _, _ := strings.Cut(c, ".")
		add(byAct, c)
		add(byGroup, group)
	}
	for _, a := range f.Actors {
		add(byActor, a)
	}
	add(byLink, f.Link)
	add(byKP, string(models.ReadKP(f.Actors, f.Link)))
	add(byOutcome, string(f.Outcome))
	add(byFollowUp, string(f.FollowUp))
	if f.OccurredOn != "" {
		s.dates.put(n, dayOf(f.OccurredOn))
		add(byYear, f.OccurredOn[:min(4, len(f.OccurredOn))])
		add(byMonth, f.OccurredOn[:min(7, len(f.OccurredOn))])
	}
	if f.Lat != nil && f.Lon != nil {
		s.locate(n, spot{*f.Lat, *f.Lon, f.Precision})
	}
	for d, values := range has {
		s.forward[d].put(n, values)
		for _, v := range values {
			set := s.sets[d][v]
			if set == nil {
				set = roaring.New()
				s.sets[d][v] = set
			}
			set.Add(n)
		}
	}
}

func (s *shelf) remove(n uint32) {
	s.all.Remove(n)
	for d, f := range s.forward {
		for _, v := range f.of(n) {
			if set := s.sets[d][v]; set.CheckedRemove(n) && set.IsEmpty() {
				delete(s.sets[d], v)
			}
		}
		f.put(n, nil)
	}
	if p := s.at.of(n); p != nil {
		p.set.Remove(n)
		s.cells.remove(p, n, p.set.IsEmpty())
		if p.set.IsEmpty() {
			delete(s.places, spot{p.lat, p.lon, p.precision})
		}
		s.at.put(n, nil)
		s.placed.Remove(n)
	}
	s.dates.put(n, 0)
}

func (s *shelf) locate(n uint32, where spot) {
	p, known := s.places[where]
	if !known {
		p = placeOf(where)
		s.places[where] = p
	}
	p.set.Add(n)
	s.placed.Add(n)
	s.cells.add(p, n, !known)
	s.at.put(n, p)
}

// set gives those with a value; an empty set when none has it. It must not be changed.
func (s *shelf) set(d dimension, value string) *roaring.Bitmap {
	if set := s.sets[d][value]; set != nil {
		return set
	}
	return roaring.New()
}

// conditions are what a filter asks of each dimension, so that a facet can leave its own out.
func (s *shelf) conditions(f models.SearchFilter) map[dimension]*roaring.Bitmap {
	c := map[dimension]*roaring.Bitmap{}
	use := func(d dimension, value string) {
		if value != "" {
			c[d] = s.set(d, value)
		}
	}
	use(byCountry, f.Country)
	if f.Region != "" {
		c[byRegion] = s.region(f.Country, f.Region)
	}
	use(bySite, f.Site)
	if strings.Contains(f.Category, ".") {
		use(byAct, f.Category)
	} else {
		use(byGroup, f.Category)
	}
	use(byActor, f.Actor)
	use(byLink, f.Link)
	use(byKP, string(f.KP))
	use(byOutcome, string(f.Outcome))
	use(byFollowUp, string(f.FollowUp))
	if f.Unplaced {
		c[unplaced] = roaring.AndNot(s.all, s.placed)
	}
	if f.From != "" || f.To != "" {
		c[byYear] = s.between(f.From, f.To)
	}
	if f.Year != "" {
		set := s.set(byYear, f.Year)
		if len(f.Year) > 4 {
			set = s.set(byMonth, f.Year)
		}
		if dated := c[byYear]; dated != nil {
			set = roaring.And(dated, set)
		}
		c[byYear] = set
	}
	if f.Area != nil {
		c[inArea] = s.within(*f.Area)
	}
	return c
}

// region finds a region with or without its country: an old address may name it alone.
func (s *shelf) region(country, region string) *roaring.Bitmap {
	if country != "" {
		return s.set(byRegion, country+"\x00"+region)
	}
	out := roaring.New()
	for value, set := range s.sets[byRegion] {
		if strings.HasSuffix(value, "\x00"+region) {
			out.Or(set)
		}
	}
	return out
}

// between gives those whose date, as far as it is published, lies between two dates. A month or year
// counts as within when it begins within. Whole years are taken at once; only the months at both ends
// are looked at one by one.
func (s *shelf) between(from, to string) *roaring.Bitmap {
	inside := func(date string) bool { return (from == "" || date >= from) && (to == "" || date <= to) }
	first, last := dayOf(from), dayOf(to) // in the order of their texts
	within := func(d day) bool { return d >= first && (to == "" || d <= last) }
	var whole []*roaring.Bitmap
	for year, set := range s.sets[byYear] {
		if (from == "" || year > from[:min(4, len(from))]) && (to == "" || year < to[:min(4, len(to))]) {
			whole = append(whole, set)
		}
	}
	var edge []uint32
	for month, set := range s.sets[byMonth] {
		year := month[:min(4, len(month))]
		if (from == "" || year != from[:min(4, len(from))]) && (to == "" || year != to[:min(4, len(to))]) {
			continue
		}
		switch {
		case len(month) == 4: // of these nothing but the year is known
			if inside(month) {
				whole = append(whole, set)
			}
		case inside(month) && inside(month+"-31"):
			whole = append(whole, set)
		case inside(month) || inside(month+"-31") || inside(month+"-15") || strings.HasPrefix(from, month) || strings.HasPrefix(to, month):
			set.Iterate(func(n uint32) bool {
				if within(s.dates.of(n)) {
					edge = append(edge, n)
				}
				return true
			})
		}
	}
	return roaring.FastOr(append(whole, roaring.BitmapOf(edge...))...)
}

func (s *shelf) within(a models.Area) *roaring.Bitmap {
	out := roaring.New()
	if a.West > a.East { // across the date line
		west, east := a, a
		west.East, east.West = 180, -180
		s.cells.within(west, out)
		a = east
	}
	s.cells.within(a, out)
	return out
}

// meet intersects conditions, the smallest first, leaving some dimensions out. The result must not
// be changed: with one condition or none it is the shelf's own.
func (s *shelf) meet(c map[dimension]*roaring.Bitmap, but ...dimension) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for d, set := range c {
		if !slices.Contains(but, d) {
			sets = append(sets, set)
		}
	}
	switch len(sets) {
	case 0:
		return s.all
	case 1:
		return sets[0]
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) })
	return roaring.FastAnd(sets...)
}
