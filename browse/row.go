package browse

import (
	"context"

	"loupe/models"
)

// The rows of a page are what most pages share: the newest publications. They are remembered while
// nothing public changes, as searches are. Pages that are longer belong to a file that somebody takes
// away, which would drive out what others look at.
const keptPage = 100

// at gives the publications at some ordinals, withdrawn ones left out.
func (b *Browse) at(ctx context.Context, ordinals []uint32) (map[uint32]models.Publication, error) {
	if len(ordinals) > keptPage {
		return b.PublicationsAt(ctx, ordinals)
	}
	return known(&b.rows, b.Generation(), ordinals, func(missing []uint32) (map[uint32]models.Publication, error) {
		return b.PublicationsAt(ctx, missing)
	})
}

// Renditions gives the lighter copies of pictures.
func (b *Browse) Renditions(ctx context.Context, exhibits []models.ID) (map[models.ID][]models.Rendition, error) {
	return known(&b.lighter, b.Generation(), exhibits, func(missing []models.ID) (map[models.ID][]models.Rendition, error) {
		return b.Store.Renditions(ctx, missing)
	})
}

// TranslatedInto gives the languages that publications were translated into, by reference.
func (b *Browse) TranslatedInto(ctx context.Context, refs []string) (map[string][]models.TranslatedInto, error) {
	if len(refs) > keptPage {
		return b.Store.TranslatedInto(ctx, refs)
	}
	return known(&b.into, b.Generation(), refs, func(missing []string) (map[string][]models.TranslatedInto, error) {
		return b.Store.TranslatedInto(ctx, missing)
	})
}

// known gives what is remembered, and reads what isn't. That there is nothing is remembered too.
func known[K comparable, V any](r *recent[K, *V], now uint64, keys []K, read func(missing []K) (map[K]V, error)) (map[K]V, error) {
	out := make(map[K]V, len(keys))
	var missing []K
	for _, key := range keys {
		if v, ok := r.get(key, now); !ok {
			missing = append(missing, key)
		} else if v != nil {
			out[key] = *v
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	found, err := read(missing)
	if err != nil {
		return nil, err
	}
	for _, key := range missing {
		var v *V
		if x, ok := found[key]; ok {
			v, out[key] = &x, x
		}
		r.put(key, now, v)
	}
	return out, nil
}

// weighRow is about how many bytes a publication takes.
func weighRow(p *models.Publication) uint64 {
	if p == nil {
		return 0
	}
	c := p.Content
	return 1500 + uint64(len(c.Account)+len(c.Summary)+len(c.HowVerified)+len(c.Response)+len(c.FollowUp)+700*len(c.Exhibits))
}

func weighLighter(list *[]models.Rendition) uint64 { return 300 * weighList(list) }

func weighInto(list *[]models.TranslatedInto) uint64 { return 100 * weighList(list) }

func weighList[T any](list *[]T) uint64 {
	if list == nil {
		return 0
	}
	return uint64(len(*list))
}
