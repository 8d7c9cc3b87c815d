package browse

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// maxSites bounds how many sites a filter offers: the most frequent ones.
const maxSites = 50

// maxRegions bounds the regions that a filter offers: the most frequent ones.
const maxRegions = 200

// oneByOne is how many publications are looked at in the time that a block of one value's set takes, about.
const oneByOne = 300

// Facets gives the values by which a search can be narrowed. Each list honours every filter but its
// own, and the words that are looked for.
func (b *Browse) Facets(ctx context.Context, f models.SearchFilter) (models.Facets, error) {
	key, now := narrowed(f), b.Generation()
	if kept, ok := b.counted.get(key, now); ok {
		return kept, nil
	}
	out, err := b.facets(ctx, f)
	if err == nil {
		b.counted.put(key, now, out)
	}
	return out, err
}

func (b *Browse) facets(ctx context.Context, f models.SearchFilter) (models.Facets, error) {
	matching, err := b.matching(ctx, f)
	if err != nil {
		return models.Facets{}, err
	}
	s, done, err := b.fresh(ctx)
	if err != nil {
		return models.Facets{}, err
	}
	defer done()
	c := s.conditions(f)
	if matching != nil {
		c[inWords] = matching.set
	}
	all := s.meet(c)
	facet := func(d dimension, keep func(value string) (string, bool), own ...dimension) []models.Facet {
		base, own := all, append(own, d)
		if slices.ContainsFunc(own, func(d dimension) bool { return c[d] != nil }) {
			base = s.meet(c, own...)
		}
		return s.count(d, base, keep)
	}
	out := models.Facets{
		Countries: facet(byCountry, every, byRegion, bySite),
		Sites:     facet(bySite, every),
		Actors:    facet(byActor, every),
		Links:     facet(byLink, every),
		KP:        facet(byKP, every),
		Outcomes:  facet(byOutcome, every),
		FollowUps: facet(byFollowUp, every),
		Years:     facet(byYear, every),
	}
	out.Sites = out.Sites[:min(len(out.Sites), maxSites)]
	byValue(out.Years)
	out.Regions = facet(byRegion, func(v string) (string, bool) {
		if f.Country != "" {
			return strings.CutPrefix(v, f.Country+"\x00")
		}
		return strings.Replace(v, "\x00", InCountry, 1), true
	}, bySite)
	out.Regions = out.Regions[:min(len(out.Regions), maxRegions)]
	if group, _, _ := strings.Cut(f.Category, "."); group != "" {
		out.Categories = facet(byAct, func(v string) (string, bool) { return v, strings.HasPrefix(v, group+".") }, byGroup)
	}
	out.Categories = append(facet(byGroup, every, byAct), out.Categories...)
	return out, nil
}

func every(v string) (string, bool) { return v, true }

// count gives how many of base each value of a dimension has, those without any left out, most frequent
// first. Of all publications the numbers are there already.
func (s *shelf) count(d dimension, base *roaring.Bitmap, keep func(string) (string, bool)) []models.Facet {
	var out []models.Facet
	number := func(_ string, set *roaring.Bitmap) uint64 { return base.AndCardinality(set) }
	if base == s.all {
		number = func(_ string, set *roaring.Bitmap) uint64 { return set.GetCardinality() }
	} else if blocks := uint64(len(s.forward[d].column)>>16 + 1); base.GetCardinality() < oneByOne*blocks*uint64(len(s.sets[d])) {
		counts := s.forward[d].count(base)
		number = func(value string, _ *roaring.Bitmap) uint64 { return counts[value] }
	}
	for value, set := range s.sets[d] {
		name, ok := keep(value)
		if !ok {
			continue
		}
		if n := number(value, set); n > 0 {
			out = append(out, models.Facet{Value: name, Count: int(n)})
		}
	}
	slices.SortFunc(out, func(a, b models.Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// byValue puts the highest value first: the newest year.
func byValue(list []models.Facet) {
	slices.SortFunc(list, func(a, b models.Facet) int { return cmp.Compare(b.Value, a.Value) })
}

// Stats gives the figures of the front page.
func (b *Browse) Stats(ctx context.Context) (models.PublicStats, error) {
	s, done, err := b.fresh(ctx)
	if err != nil {
		return models.PublicStats{}, err
	}
	defer done()
	return models.PublicStats{
		Cases: int(s.all.GetCardinality()), Countries: len(s.sets[byCountry]), Sites: len(s.sets[bySite]), Withdrawn: int(s.withdrawn.GetCardinality()), LastChange: s.updated,
	}, nil
}
