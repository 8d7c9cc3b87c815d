package browse

import (
	"cmp"
	"context"
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
	"loupe/words"
)

var wholeReference = regexp.MustCompile(`(?i)^\s*(lp-\d{4}-\d{4,9})\s*$`)

// matches are the publications that hold all words.
type matches struct {
	terms []words.Term
	set   *roaring.Bitmap
}

// matching finds the words of a filter; nil when it has none. A reference isn't words.
func (b *Browse) matching(ctx context.Context, f models.SearchFilter) (*matches, error) {
	if strings.TrimSpace(f.Query) == "" || wholeReference.MatchString(f.Query) {
		return nil, nil
	}
	terms := words.Terms(f.Query)
	if len(terms) == 0 {
		return &matches{set: roaring.New()}, nil // nothing in it is a word
	}
	// Spelling counts, because stems of what is spelt with accents are others.
	key, now := strings.ToLower(strings.TrimSpace(f.Query)), b.Generation()
	if m, ok := b.recent.get(key, now); ok {
		return m, nil
	}
	set, err := b.Holding(ctx, terms)
	if err != nil {
		return nil, err
	}
	m := &matches{terms, set}
	b.recent.put(key, now, m)
	return m, nil
}

// Search finds publications. A reference finds its publication alone. Words are looked for in all of
// the text, all of them, each in its forms in the language of the text, the last as a beginning too;
// filters narrow further.
func (b *Browse) Search(ctx context.Context, f models.SearchFilter) (models.SearchPage, error) {
	if m := wholeReference.FindStringSubmatch(f.Query); m != nil {
		return b.searchReference(ctx, f, strings.ToUpper(m[1]))
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = models.PageSize
	}
	var page models.SearchPage
	m, err := b.matching(ctx, f)
	if err != nil {
		return page, err
	}
	ordinals, err := b.page(ctx, f, m, &page)
	if err != nil {
		return page, err
	}
	found, err := b.at(ctx, ordinals)
	if err != nil {
		return page, err
	}
	for _, n := range ordinals {
		x, ok := found[n]
		if !ok { // withdrawn between the two looks
			continue
		}
		hit := models.SearchHit{Publication: x}
		if m != nil {
			c := x.Content
			for _, p := range words.Snippet(strings.Join([]string{c.Summary, c.Account, c.HowVerified, c.Response, c.FollowUp}, " "), c.Language, m.terms) {
				hit.Snippet = append(hit.Snippet, models.SnippetPiece(p))
			}
		}
		page.Hits = append(page.Hits, hit)
	}
	return page, nil
}

// page chooses the ordinals of one page, in order, and sets the page's total and cursor.
func (b *Browse) page(ctx context.Context, f models.SearchFilter, m *matches, page *models.SearchPage) ([]uint32, error) {
	date, below, err := readCursor(f.After)
	if err != nil {
		return nil, err
	}
	s, done, err := b.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	base := s.meet(s.conditions(f))
	if m != nil {
		base = roaring.And(base, m.set)
	}
	page.Total = int(base.GetCardinality())
	var list []uint32
	if f.Sort == models.SearchOccurred {
		list = s.occurred(base, date, below, f.Limit+1)
	} else {
		list = newest(base, below, f.Limit+1)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		page.Next = writeCursor(s.dates.of(last).String(), last)
	}
	return list, nil
}

// newest gives the highest ordinals of a set, below one when it isn't 0.
func newest(set *roaring.Bitmap, below uint32, limit int) []uint32 {
	var out []uint32
	if below == 0 {
		for i := set.ReverseIterator(); i.HasNext() && len(out) < limit; {
			out = append(out, i.Next())
		}
		return out
	}
	// The rank of the cursor says where to go on, without walking what came before.
	for at := int64(set.Rank(below-1)) - 1; at >= 0 && len(out) < limit; at-- {
		n, err := set.Select(uint32(at))
		if err != nil {
			break
		}
		out = append(out, n)
	}
	return out
}

// occurred gives those of a set with the latest dates, the latest first; those without a date come
// last. Months are walked from the newest, so that only what is near the page is sorted.
func (s *shelf) occurred(set *roaring.Bitmap, date string, below uint32, limit int) []uint32 {
	var out []uint32
	last := dated(dayOf(date), below)
	months := make([]string, 0, len(s.sets[byMonth]))
	for m := range s.sets[byMonth] {
		months = append(months, m)
	}
	slices.SortFunc(months, func(a, b string) int { return cmp.Compare(b, a) })
	for _, m := range months {
		if below != 0 && date != "" && m > date || below != 0 && date == "" {
			continue
		}
		if out = s.latest(out, roaring.And(set, s.sets[byMonth][m]), last, limit); len(out) >= limit {
			return out
		}
	}
	undated := set.Clone()
	for _, year := range s.sets[byYear] {
		undated.AndNot(year)
	}
	if date != "" {
		below = 0
	}
	return append(out, newest(undated, below, limit-len(out))...)
}

// dated is a publication's date and ordinal in one number, which is their order.
func dated(d day, n uint32) uint64 { return uint64(d)<<32 | uint64(n) }

// latest adds those of a month that come after the last one of the page before (0 for the first page),
// the latest first, up to a limit.
func (s *shelf) latest(out []uint32, month *roaring.Bitmap, last uint64, limit int) []uint32 {
	latest := first[uint64]{limit: limit - len(out), order: func(a, b uint64) int { return cmp.Compare(b, a) }}
	month.Iterate(func(n uint32) bool {
		if k := dated(s.dates.of(n), n); last == 0 || k < last {
			latest.add(k)
		}
		return true
	})
	for _, k := range latest.list() {
		out = append(out, uint32(k))
	}
	return out
}

func (b *Browse) searchReference(ctx context.Context, f models.SearchFilter, ref string) (models.SearchPage, error) {
	x, err := b.PublicationByRef(ctx, ref)
	if models.KindOf(err) == models.NotFound || err == nil && x.State == models.Withdrawn {
		return models.SearchPage{}, nil
	}
	return models.SearchPage{Hits: []models.SearchHit{{Publication: x}}, Total: 1}, err
}

// A cursor is the last row's date and ordinal: opaque to the reader, and small.
func writeCursor(date string, n uint32) string {
	return base64.RawURLEncoding.EncodeToString([]byte(date + "." + strconv.FormatUint(uint64(n), 36)))
}

func readCursor(cursor string) (date string, n uint32, err error) {
	if cursor == "" {
		return "", 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor[:min(len(cursor), 60)])
	date, number, ok := strings.Cut(string(raw), ".")
	parsed, numberErr := strconv.ParseUint(number, 36, 32)
	if err != nil || !ok || numberErr != nil || parsed == 0 || len(date) > 10 {
		return "", 0, models.Refuse(models.Invalid, "error.cursor")
	}
	return date, uint32(parsed), nil
}
