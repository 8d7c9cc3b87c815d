package browse

import (
	"context"

	"loupe/models"
)

// figured are the dimensions that cases are counted by.
var figured = map[string]dimension{"act": byGroup, "actor": byActor, "country": byCountry, "year": byYear, "outcome": byOutcome, "site": bySite, "kp": byKP}

// Figures counts the cases of a search by act, actor, country, year, outcome, site or standing to the
// Kimberley Process ("kp"), the most frequent first, years from the newest. A case may have several
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
	list := count(s.sets[d], base, every)
	if by == "year" {
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
