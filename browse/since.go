package browse

import (
	"context"
	"net/url"

	"loupe/models"
)

// maxNew bounds what one digest tells.
const maxNew = 50

// Newest is the newest change to anything public.
func (b *Browse) Newest(ctx context.Context) (int64, error) {
	s, done, err := b.fresh(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	return s.change, nil
}

// NewSince gives what matches a search and was published or corrected after a change, newest first and
// at most maxNew, and the newest change there is.
func (b *Browse) NewSince(ctx context.Context, query url.Values, change int64) ([]models.Publication, int64, error) {
	s, base, done, err := b.found(ctx, FilterOf(query))
	if err != nil {
		return nil, change, err
	}
	newest := s.change
	base = base.Clone() // it may be the shelf's own
	done()
	if newest <= change {
		return nil, change, nil
	}
	var ordinals []uint32
	err = b.FactsSince(ctx, change, func(f models.PublicFacts) error {
		if !f.Withdrawn && f.Change <= newest && base.Contains(f.Ordinal) {
			ordinals = append(ordinals, f.Ordinal)
		}
		return nil
	})
	if err != nil {
		return nil, change, err
	}
	ordinals = ordinals[max(0, len(ordinals)-maxNew):]
	found, err := b.at(ctx, ordinals)
	var out []models.Publication
	for i := len(ordinals) - 1; i >= 0; i-- {
		if p, ok := found[ordinals[i]]; ok {
			out = append(out, p)
		}
	}
	return out, newest, err
}
