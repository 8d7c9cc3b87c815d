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

// maxMatches is how many of the newest matches of a search for words are counted. What a page shows
// can be older: it is looked for further back when filters ask for it.
const maxMatches = 10000

// sparse is how many publications a filter may leave for each of them to be read and looked at.
const sparse = 300

// matches are the newest publications that hold all words.
type matches struct {
	words []string
	set   *roaring.Bitmap
	more  bool // older ones match too
}

// matching finds the words of a filter; nil when it has none. A reference isn't words.
func (b *Browse) matching(ctx context.Context, f models.SearchFilter) (*matches, error) {
	if strings.TrimSpace(f.Query) == "" || wholeReference.MatchString(f.Query) {
		return nil, nil
	}
	query := words.Query(f.Query)
	if len(query) == 0 {
		return &matches{set: roaring.New()}, nil // nothing in it is a word
	}
	key := strings.Join(query, " ")
	if m, ok := b.recent.get(key, b.Generation()); ok {
		return m, nil
	}
	now := b.Generation()
	list, err := b.Matching(ctx, query, 0, maxMatches+1)
	if err != nil {
		return nil, err
	}
	m := &matches{words: query, set: roaring.New(), more: len(list) > maxMatches}
	m.set.AddMany(list[:min(len(list), maxMatches)])
	b.recent.put(key, now, m)
	return m, nil
}

// Search finds publications. A reference finds its publication alone. Words are looked for in all of
// the text, all of them, the last as a beginning; filters narrow further.
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
	found, err := b.PublicationsAt(ctx, ordinals)
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
			for _, p := range words.Snippet(strings.Join([]string{c.Summary, c.Account, c.HowVerified, c.Response, c.FollowUp}, " "), m.words) {
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
		if m.more && base.GetCardinality() <= sparse {
			if base, err = b.among(ctx, base, m.words); err != nil {
				return nil, err
			}
		} else {
			base, page.AtLeast = roaring.And(base, m.set), m.more
		}
	}
	page.Total = int(base.GetCardinality())
	var list []uint32
	if f.Sort == models.SearchOccurred {
		list = s.occurred(base, date, below, f.Limit+1)
	} else {
		list = newest(base, below, f.Limit+1)
		if len(list) <= f.Limit && page.AtLeast {
			if list, err = b.further(ctx, s, f, m, list, below); err != nil {
				return nil, err
			}
		}
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		page.Next = writeCursor(s.dates[last], last)
	}
	return list, nil
}

// among looks at each publication of a small set: what holds all words, however old it is.
func (b *Browse) among(ctx context.Context, set *roaring.Bitmap, query []string) (*roaring.Bitmap, error) {
	found, err := b.PublicationsAt(ctx, set.ToArray())
	out := roaring.New()
	for n, p := range found {
		if words.Hold(p.Text(), query) {
			out.Add(n)
		}
	}
	return out, err
}

// further goes on through older matches than those that are counted, until the page is full.
func (b *Browse) further(ctx context.Context, s *shelf, f models.SearchFilter, m *matches, list []uint32, below uint32) ([]uint32, error) {
	base := s.meet(s.conditions(f))
	from := m.set.Minimum()
	if below != 0 && below < from {
		from, list = below, nil
	}
	for len(list) <= f.Limit {
		older, err := b.Matching(ctx, m.words, from, maxMatches)
		if err != nil || len(older) == 0 {
			return list, err
		}
		for _, n := range older {
			if base.Contains(n) {
				list = append(list, n)
			}
		}
		from = older[len(older)-1]
	}
	return list[:f.Limit+1], nil
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
	after := func(n uint32) bool {
		return below == 0 || s.dates[n] < date || s.dates[n] == date && n < below
	}
	months := make([]string, 0, len(s.sets[byMonth]))
	for m := range s.sets[byMonth] {
		months = append(months, m)
	}
	slices.SortFunc(months, func(a, b string) int { return cmp.Compare(b, a) })
	for _, m := range months {
		if below != 0 && date != "" && m > date || below != 0 && date == "" {
			continue
		}
		out = s.sorted(out, roaring.And(set, s.sets[byMonth][m]), after)
		if len(out) >= limit {
			return out[:limit]
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

func (s *shelf) sorted(out []uint32, month *roaring.Bitmap, after func(uint32) bool) []uint32 {
	list := slices.DeleteFunc(month.ToArray(), func(n uint32) bool { return !after(n) })
	slices.SortFunc(list, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(s.dates[b], s.dates[a]), cmp.Compare(b, a))
	})
	return append(out, list...)
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
