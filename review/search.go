package review

import (
	"context"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"loupe/media"
	"loupe/models"
	"loupe/words"
)

// maxHits is how many found reports are shown.
const maxHits = 400

// Search finds reports of the reader's desks by all words of a query, the last as a beginning. left
// is how many reports are not searched yet: the next search takes them up. The reader's own reports,
// and those they are in conflict with, are never found.
func (r *Review) Search(ctx context.Context, by Reader, query string) (ids []models.ID, left int, err error) {
	list := words.Query(query)
	if len(list) == 0 || !by.Has(models.RoleReviewer) && !by.Has(models.RoleEditor) {
		return nil, 0, nil
	}
	for _, desk := range by.Desks {
		entries, more, err := r.index(ctx, by, desk)
		if err != nil {
			return nil, 0, err
		}
		left += more
		for id, e := range entries {
			if e.holds(list) {
				ids = append(ids, id)
			}
		}
	}
	rows, err := r.known(ctx, by, ids)
	if err != nil {
		return nil, left, err
	}
	ids = nil
	for _, row := range rows[:min(len(rows), maxHits)] {
		ids = append(ids, row.ID)
	}
	return ids, left, nil
}

// known gives the rows of those reports that the reader may read, newest first.
func (r *Review) known(ctx context.Context, by Reader, ids []models.ID) ([]models.Report, error) {
	var out []models.Report
	for part := range slices.Chunk(ids, 500) {
		rows, err := r.store.ReportsAt(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if _, err := models.May(by.Person, models.DeedReportRead, reportItem(row)); err == nil {
				out = append(out, row)
			}
		}
	}
	slices.SortFunc(out, func(a, b models.Report) int { return b.Facts.ReceivedAt.Compare(a.Facts.ReceivedAt) })
	return out, nil
}

// holds tells whether an entry has all words, the last as a beginning.
func (e *found) holds(query []string) bool {
	for i, q := range query {
		at := sort.SearchStrings(e.Words, q)
		if at == len(e.Words) || e.Words[at] != q && (i < len(query)-1 || !strings.HasPrefix(e.Words[at], q)) {
			return false
		}
	}
	return true
}

// Neighbour is a report that may be about the same thing, and why the machine thinks so. Whether it
// is, a person decides.
type Neighbour struct {
	models.Report
	Reasons []NeighbourReason
	Weight  int
}

// NeighbourReason is one of "bytes" (the same file), "photo" (much alike), "place" (the same site
// within days) and "words" (much the same words), with a number: files, photographs, days, percent.
type NeighbourReason struct {
	Kind  string
	Count int
}

const (
	nearDays      = 7
	alikePercent  = 55
	commonWords   = 8 // at least so many long words in common
	longWord      = 4 // letters
	maxNeighbours = 20
)

// Neighbours lists reports of the reader's desks that are likely duplicates or tell of the same
// incident, most likely first. Photographs of the report that nobody has looked at are hashed now.
func (r *Review) Neighbours(ctx context.Context, by Reader, id models.ID) (models.Report, []Neighbour, error) {
	row, err := r.allow(ctx, by.Person, id, models.DeedReportRead)
	if err != nil {
		return row, nil, err
	}
	exhibits, err := r.store.Exhibits(ctx, id)
	if err != nil {
		return row, nil, err
	}
	for _, e := range exhibits {
		if e.Kind == models.Photo { // what can't be shown can't be compared either
			_, _ = r.Picture(ctx, by, e.ID, models.DerivedThumbnail)
		}
	}
	reasons := map[models.ID][]NeighbourReason{}
	for _, desk := range by.Desks {
		entries, _, err := r.index(ctx, by, desk)
		if err != nil {
			return row, nil, err
		}
		this := entries[id]
		if this == nil {
			if this, err = r.entry(ctx, by, id); err != nil {
				return row, nil, err
			}
		}
		this.neighbours(entries, reasons)
	}
	var ids []models.ID
	for other := range reasons {
		ids = append(ids, other)
	}
	rows, err := r.known(ctx, by, ids)
	if err != nil {
		return row, nil, err
	}
	weights := map[string]int{"bytes": 100, "photo": 60, "place": 20, "words": 30}
	var out []Neighbour
	for _, o := range rows {
		n := Neighbour{Report: o, Reasons: reasons[o.ID]}
		for _, reason := range n.Reasons {
			n.Weight += weights[reason.Kind]
		}
		out = append(out, n)
	}
	slices.SortStableFunc(out, func(a, b Neighbour) int { return b.Weight - a.Weight })
	return row, out[:min(len(out), maxNeighbours)], nil
}

// entry reads what one report can be found by, for a desk whose index doesn't speak of it.
func (r *Review) entry(ctx context.Context, by Reader, id models.ID) (*found, error) {
	list, err := r.readEntries(ctx, by, []models.ID{id})
	if err != nil || len(list) == 0 {
		return &found{Report: id}, err
	}
	return &list[0], nil
}

func (e *found) neighbours(entries map[models.ID]*found, reasons map[models.ID][]NeighbourReason) {
	var hashes []uint64
	var owners []models.ID
	for id, o := range entries {
		if id == e.Report {
			continue
		}
		same := 0
		for _, d := range e.Digests {
			if d != "" && slices.Contains(o.Digests, d) {
				same++
			}
		}
		if same > 0 {
			reasons[id] = append(reasons[id], NeighbourReason{"bytes", same})
		}
		if days, ok := apart(e.On, o.On); ok && e.Site != "" && e.Site == o.Site && days <= nearDays {
			reasons[id] = append(reasons[id], NeighbourReason{"place", days})
		}
		if percent := alike(e.Words, o.Words); percent >= alikePercent {
			reasons[id] = append(reasons[id], NeighbourReason{"words", percent})
		}
		for _, p := range o.Photos {
			hashes, owners = append(hashes, p.Hash), append(owners, id)
		}
	}
	near := media.NewHashIndex(hashes)
	count := map[models.ID]int{}
	for _, p := range e.Photos {
		places, _ := near.Near(p.Hash)
		for _, at := range places {
			count[owners[at]]++
		}
	}
	for id, n := range count {
		reasons[id] = append(reasons[id], NeighbourReason{"photo", n})
	}
}

// apart gives the days between two dates that are known to the day.
func apart(a, b string) (int, bool) {
	x, errX := time.Parse(time.DateOnly, a)
	y, errY := time.Parse(time.DateOnly, b)
	if errX != nil || errY != nil {
		return 0, false
	}
	return int(math.Abs(x.Sub(y).Hours()) / 24), true
}

// alike gives how many percent of the long words of the shorter text the longer one has too; nought
// when there are too few of them to tell.
func alike(a, b []string) int {
	long := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return len(w) < longWord })
	}
	a, b = long(a), long(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if both < commonWords {
		return 0
	}
	return 100 * both / len(a)
}
