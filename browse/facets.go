package browse

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// maxSites bounds how many sites a filter offers: the most frequent ones.
const maxSites = 50

// maxRegions bounds the regions that a filter offers where no country is chosen: the most frequent ones.
const maxRegions = 50

// maxValues bounds those of any other kind; what cases are filtered by otherwise has fewer.
const maxValues = 1000

// Find is Search and Facets at once, as a page of both asks for them: while rows are read, what is in memory is counted.
func (b *Browse) Find(ctx context.Context, f models.SearchFilter) (page models.SearchPage, facets models.Facets, err error) {
	if _, err = b.matching(ctx, f); err != nil { // which both of them find in memory then
		return page, facets, err
	}
	counted := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil { // as it would be where the request itself is answered
				counted <- fmt.Errorf("counting: %v", r)
			}
		}()
		var err error
		facets, err = b.Facets(ctx, f)
		counted <- err
	}()
	page, err = b.Search(ctx, f)
	if failed := <-counted; err == nil {
		err = failed
	}
	return page, facets, err
}

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
	all, of := s.meet(c), map[dimension]*roaring.Bitmap{}
	base := func(d dimension, own ...dimension) {
		of[d] = all
		if own = append(own, d); slices.ContainsFunc(own, func(d dimension) bool { return c[d] != nil }) {
			of[d] = s.meet(c, own...)
		}
	}
	for _, d := range []dimension{bySite, byActor, byLink, byKP, byOutcome, byFollowUp, byYear} {
		base(d)
	}
	base(byCountry, byRegion, bySite)
	base(byRegion, bySite)
	base(byGroup, byAct)
	group, _, _ := strings.Cut(f.Category, ".")
	if group != "" {
		base(byAct, byGroup)
	}
	counts := s.counts(of)
	facet := func(d dimension, limit int) []models.Facet { return s.listed(d, counts[d], every, limit) }
	out := models.Facets{
		Countries: facet(byCountry, maxValues), Sites: facet(bySite, maxSites), Actors: facet(byActor, maxValues), Links: facet(byLink, maxValues),
		KP: facet(byKP, maxValues), Outcomes: facet(byOutcome, maxValues), FollowUps: facet(byFollowUp, maxValues), Years: facet(byYear, maxValues),
		Categories: facet(byGroup, maxValues),
	}
	byValue(out.Years)
	regions := maxRegions
	if f.Country != "" {
		regions = maxValues
	}
	out.Regions = s.listed(byRegion, counts[byRegion], func(v string) (string, bool) {
		if f.Country != "" {
			return strings.CutPrefix(v, f.Country+"\x00")
		}
		return strings.Replace(v, "\x00", InCountry, 1), true
	}, regions)
	if group != "" {
		out.Categories = append(out.Categories, s.listed(byAct, counts[byAct], func(v string) (string, bool) { return v, strings.HasPrefix(v, group+".") }, maxValues)...)
	}
	return out, nil
}

func every(v string) (string, bool) { return v, true }

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
