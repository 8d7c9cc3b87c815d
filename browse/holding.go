package browse

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/words"
)

// Holding gives the publications that hold all terms, which is a set that nobody else has. It is made of the
// sets of words, of which those that were asked for of late are in memory.
func (b *Browse) Holding(ctx context.Context, terms []words.Term) (*roaring.Bitmap, error) {
	holders, err := b.held(ctx, terms)
	if err != nil {
		return nil, err
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		var any []*roaring.Bitmap
		for _, w := range answering(t) {
			any = append(any, holders[w])
		}
		if t.Begins {
			longer, err := b.beginning(ctx, t.Word)
			if err != nil {
				return nil, err
			}
			any = append(any, longer)
		}
		sets[i] = roaring.FastOr(any...)
	}
	return roaring.FastAnd(sets...), nil
}

// answering gives the words that answer a term, those of which it is a beginning aside if they aren't in the
// index as such.
func answering(t words.Term) []string {
	list := append([]string{t.Word}, t.Stems...)
	if w, indexed := words.Beginning(t.Word); indexed && t.Begins {
		list = append(list, w)
	}
	return list
}

// held gives the sets of all words that answer some terms; of what nobody holds an empty one.
func (b *Browse) held(ctx context.Context, terms []words.Term) (map[string]*roaring.Bitmap, error) {
	now, out := b.Generation(), map[string]*roaring.Bitmap{}
	var missing []string
	for _, t := range terms {
		for _, w := range answering(t) {
			if out[w] != nil {
				continue
			}
			set, ok := b.holders.get(w, now)
			if !ok {
				set, missing = roaring.New(), append(missing, w)
			}
			out[w] = set
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	found, err := b.Holders(ctx, missing)
	if err != nil {
		return nil, err
	}
	for _, w := range missing {
		if found[w] != nil {
			out[w] = found[w]
		}
		b.holders.put(w, now, out[w])
	}
	return out, nil
}

// beginning gives those that hold a longer word, if beginnings of its length aren't in the index.
func (b *Browse) beginning(ctx context.Context, word string) (*roaring.Bitmap, error) {
	if _, indexed := words.Beginning(word); indexed {
		return roaring.New(), nil
	}
	key, now := word+"*", b.Generation()
	if set, ok := b.holders.get(key, now); ok {
		return set, nil
	}
	set, err := b.HoldersOf(ctx, word)
	if err == nil {
		b.holders.put(key, now, set)
	}
	return set, err
}
