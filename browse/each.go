package browse

import (
	"context"

	"loupe/models"
)

// Row is a publication as it is taken away: with the languages that it was translated into.
type Row struct {
	models.Publication
	Into []models.TranslatedInto
}

// Rows gives the publications of one page of a search with their languages.
func (b *Browse) Rows(ctx context.Context, hits []models.SearchHit) ([]Row, error) {
	out, refs := make([]Row, len(hits)), make([]string, len(hits))
	for i, h := range hits {
		out[i].Publication, refs[i] = h.Publication, h.Publication.Ref
	}
	into, err := b.TranslatedInto(ctx, refs)
	for i := range out {
		out[i].Into = into[out[i].Ref]
	}
	return out, err
}

// Each calls fn for every publication of a search, page by page at constant memory.
func (b *Browse) Each(ctx context.Context, f models.SearchFilter, fn func(Row) error) error {
	f.Limit, f.After = 200, ""
	for {
		page, err := b.Search(ctx, f)
		if err != nil {
			return err
		}
		rows, err := b.Rows(ctx, page.Hits)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		f.After = page.Next
	}
}
