package browse

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// maxBriefYears bounds the columns of a brief: the newest years that have cases.
const maxBriefYears = 12

// Brief tells a search in numbers: cases by act, actor and year, and how they stand to the Kimberley
// Process. A case with several acts or actors counts for each of them, and once in all.
func (b *Browse) Brief(ctx context.Context, f models.SearchFilter) (models.BriefPage, error) {
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return models.BriefPage{}, err
	}
	defer done()
	n := func(d dimension, value string) int { return int(base.AndCardinality(s.set(d, value))) }
	out := models.BriefPage{
		Cases: int(base.GetCardinality()),
		Today: n(byKP, string(models.KPToday)), Asked: n(byKP, string(models.KPAsked)), Neither: n(byKP, string(models.KPNeither)),
	}
	for year, set := range s.sets[byYear] {
		if base.Intersects(set) {
			out.Years = append(out.Years, year)
		}
	}
	slices.Sort(out.Years)
	out.Years = out.Years[max(0, len(out.Years)-maxBriefYears):]
	out.Acts, out.Actors = s.rows(byGroup, base, out.Years), s.rows(byActor, base, out.Years)
	return out, nil
}

func (s *shelf) rows(d dimension, base *roaring.Bitmap, years []string) []models.BriefRow {
	var out []models.BriefRow
	for value, set := range s.sets[d] {
		mine := roaring.And(base, set)
		if mine.IsEmpty() {
			continue
		}
		row := models.BriefRow{Value: value, Total: int(mine.GetCardinality()), Years: make([]int, len(years))}
		for i, year := range years {
			row.Years[i] = int(mine.AndCardinality(s.set(byYear, year)))
		}
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b models.BriefRow) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Value, b.Value))
	})
	return out
}

// found gives the publications of a search as a set, to be read until done is called.
func (b *Browse) found(ctx context.Context, f models.SearchFilter) (*shelf, *roaring.Bitmap, func(), error) {
	m, err := b.matching(ctx, f)
	if err != nil {
		return nil, nil, nil, err
	}
	s, done, err := b.fresh(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	base := s.meet(s.conditions(f))
	if m != nil {
		base = roaring.And(base, m.set)
	}
	return s, base, done, nil
}
