package browse

import (
	"context"

	"loupe/models"
)

// figured are the dimensions that cases are counted by.
var figured = map[string]dimension{"act": byGroup, "actor": byActor, "country": byCountry, "year": byYear, "month": byMonth, "outcome": byOutcome, "site": bySite, "kp": byKP}

// Figures counts the cases of a search by act, actor, country, year, month, outcome, site or standing to the
// Kimberley Process ("kp"), the most frequent first, years and months from the newest; a month has those whose month is known. A case may have several
// acts and actors. Anything else is ErrNotFound.
func (b *Browse) Figures(ctx context.Context, f models.SearchFilter, by string) ([]models.Facet, error) {
	d, ok := figured[by]
	if !ok {
		return nil, models.ErrNotFound
	}
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	keep := every
	if by == "month" {
		keep = func(v string) (string, bool) { return v, len(v) == len("2024-03") }
	}
	list := s.count(d, base, keep)
	if by == "year" || by == "month" {
		byValue(list)
	}
	return list, nil
}

// Number counts the cases of a search.
func (b *Browse) Number(ctx context.Context, f models.SearchFilter) (int, error) {
	_, base, done, err := b.found(ctx, f)
	if err != nil {
		return 0, err
	}
	defer done()
	return int(base.GetCardinality()), nil
}
