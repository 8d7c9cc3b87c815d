package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"loupe/models"
	"loupe/seal"
)

// QueueStore is what the queue reads.
type QueueStore interface {
	Queue(ctx context.Context, f models.QueueFilter) (rows []models.Report, next string, err error)
	QueueCounts(ctx context.Context, desks, named []models.ID, person models.ID, now time.Time) (models.QueueCounts, error)
	Testimonies(ctx context.Context, reports []models.ID) (map[models.ID][]byte, error)
	Desks(ctx context.Context) ([]models.Desk, error)
	Sites(ctx context.Context) ([]models.Site, error)
}

// QueueRow is a report in a list, with the beginning of its testimony where the reader can open it.
type QueueRow struct {
	models.Report
	Beginning string // at most 90 characters; "" when it can't be opened or is the reader's own
	Overdue   bool
	Own       bool // the reader submitted it
	Labels    []models.Label
}

// QueuePage is one page of a queue.
type QueuePage struct {
	Rows   []QueueRow
	Next   string // cursor; "" at the end
	Counts models.QueueCounts
	Desks  []models.Desk  // of the reader
	Sites  []models.Site  // for the filter
	Labels []models.Label // of the reader's desks
	// Routable are desks that have a key: reports can be given to them.
	Routable []models.Desk
}

const beginning = 90

// Queue lists what waits on the reader's desks. It asks the store once for the rows and once for
// their sealed parts, opens each desk's key once and then the rows in parallel.
func (r *Review) Queue(ctx context.Context, by Reader, f models.QueueFilter) (QueuePage, error) {
	if !by.Has(models.RoleReviewer) && !by.Has(models.RoleEditor) {
		return QueuePage{}, models.ErrNotFound
	}
	f.Desks, f.Named, f.Now = by.Desks, by.Named, r.now()
	if f.DeskID != "" && !by.MemberOf(f.DeskID) {
		return QueuePage{}, models.ErrNotFound
	}
	var page QueuePage
	var err error
	if page.Desks, err = r.OwnDesks(ctx, by.Person); err != nil {
		return page, err
	}
	if page.Routable, err = r.otherDesks(ctx, ""); err != nil {
		return page, err
	}
	if page.Sites, err = r.store.Sites(ctx); err != nil {
		return page, fmt.Errorf("reading the gazetteer: %w", err)
	}
	rows, next, err := r.store.Queue(ctx, f)
	if err != nil {
		return page, fmt.Errorf("reading the queue: %w", err)
	}
	if page.Counts, err = r.store.QueueCounts(ctx, by.Desks, by.Named, by.ID, f.Now); err != nil {
		return page, fmt.Errorf("counting the queue: %w", err)
	}
	page.Next = next
	if page.Labels, err = r.Labels(ctx, by, by.Desks...); err != nil {
		return page, err
	}
	var ids []models.ID
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	labels, err := r.carried(ctx, ids, page.Labels)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		page.Rows = append(page.Rows, QueueRow{
			Report:  row,
			Labels:  labels[row.ID],
			Own:     row.SubmitterID != "" && row.SubmitterID == by.ID,
			Overdue: !row.DueAt.IsZero() && row.DueAt.Before(f.Now) && (row.State == models.ReportReceived || row.State == models.ReportTaken),
		})
	}
	return page, r.beginnings(ctx, by, page.Rows)
}

// OwnDesks are the desks of which a person is a member.
func (r *Review) OwnDesks(ctx context.Context, p models.Person) ([]models.Desk, error) {
	all, err := r.store.Desks(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading desks: %w", err)
	}
	return slices.DeleteFunc(all, func(d models.Desk) bool { return !p.MemberOf(d.ID) }), nil
}

// beginnings opens the first words of each row. A row that can't be opened stays without: the list
// is made of facts and must show even when a key is missing.
func (r *Review) beginnings(ctx context.Context, by Reader, rows []QueueRow) error {
	var ids []models.ID
	for _, row := range rows {
		if !row.Own {
			ids = append(ids, row.ID)
		}
	}
	keys, err := r.ring(by).Many(ctx, models.ItemReport, ids)
	if err != nil {
		return err
	}
	sealed, err := r.store.Testimonies(ctx, ids)
	if err != nil {
		return fmt.Errorf("reading testimonies: %w", err)
	}
	var wg sync.WaitGroup
	for i := range rows {
		key, ok := keys[rows[i].ID]
		if !ok {
			continue
		}
		wg.Go(func() {
			plain, err := seal.Open(seal.LabelOf(models.SealTestimony, rows[i].ID), sealed[rows[i].ID], key)
			var t models.Testimony
			if err == nil && json.Unmarshal(plain, &t) == nil {
				rows[i].Beginning = firstWords(t.Narrative, beginning)
			}
		})
	}
	wg.Wait()
	return nil
}

// firstWords cuts text at a word's end within max characters.
func firstWords(text string, max int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= max {
		return text
	}
	cut := string([]rune(text)[:max])
	if i := strings.LastIndexByte(cut, ' '); i > max/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
