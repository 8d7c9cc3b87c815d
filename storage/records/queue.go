package records

import (
	"context"
	"strings"
	"time"

	"loupe/models"
)

// never stands for "no due time" in the order by due time: it comes last.
const never = int64(1) << 60

// Queue lists reports of the desks in f.Desks. Each order ends in the id, so that pages neither
// overlap nor leave out.
func (s *Store) Queue(ctx context.Context, f models.QueueFilter) ([]models.Report, string, error) {
	if len(f.Desks) == 0 {
		return nil, "", nil
	}
	where, args := queueWhere(f)
	order, keys := queueOrder(f.Sort)
	if f.After != "" {
		page, values, err := queueAfter(f.Sort, f.After)
		if err != nil {
			return nil, "", err
		}
		where, args = append(where, page), append(args, values...)
	}
	limit := limitOr(f.Limit, models.PageSize)
	// The page is chosen from an index alone; whole rows are read for the page only.
	var ids []string
	if err := s.read(ctx).Raw(`SELECT r.id FROM reports r WHERE `+strings.Join(where, " AND ")+` ORDER BY `+order+` LIMIT ?`, append(args, limit+1)...).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return nil, "", told(err)
	}
	list, err := reports(s.read(ctx), ` WHERE r.id IN ? ORDER BY `+order, ids)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > limit {
		list = list[:limit]
		next = encodeCursor(keys(list[limit-1])...)
	}
	return list, next, nil
}

func queueWhere(f models.QueueFilter) (where []string, args []any) {
	add := func(condition string, values ...any) { where, args = append(where, condition), append(args, values...) }
	in, values := within(`r`, f.Desks, f.Named)
	add(in, values...)
	if f.DeskID != "" {
		add(`r.desk_id = ?`, f.DeskID)
	}
	if f.State != "" {
		add(`r.state = ?`, f.State)
	}
	if f.Category != "" {
		add(`EXISTS (SELECT 1 FROM report_categories c WHERE c.report_id = r.id AND c.category = ?)`, f.Category)
	}
	if f.Country != "" {
		add(`r.country = ?`, f.Country)
	}
	if f.SiteID != "" {
		add(`r.site_id = ?`, f.SiteID)
	}
	if f.Label != "" {
		add(`EXISTS (SELECT 1 FROM report_labels l WHERE l.report_id = r.id AND l.label_id = ?)`, f.Label)
	}
	if f.Priority != "" {
		add(`r.priority = ?`, f.Priority.Rank())
	}
	if f.TakenBy != "" {
		add(`r.taken_by = ?`, f.TakenBy)
	}
	if f.Free {
		add(`r.state = 'received'`)
	}
	if f.Overdue {
		add(overdue, micros(f.Now))
	}
	if f.Waiting {
		add(`r.waiting`)
	}
	if f.Asked {
		add(`r.asked`)
	}
	if len(f.IDs) > 0 {
		add(`r.id IN ?`, f.IDs)
	}
	return where, args
}

const overdue = `r.due_at > 0 AND r.due_at < ? AND r.state IN ('received', 'triage')`

func queueOrder(sort models.QueueSort) (order string, key func(models.Report) []any) {
	switch sort {
	case models.SortNewest:
		return `r.received_at DESC, r.id DESC`, func(r models.Report) []any { return []any{micros(r.Facts.ReceivedAt), r.ID} }
	case models.SortOldest:
		return `r.received_at, r.id`, func(r models.Report) []any { return []any{micros(r.Facts.ReceivedAt), r.ID} }
	case models.SortDue:
		return dueOrder + `, r.id`, func(r models.Report) []any {
			due := never
			if !r.DueAt.IsZero() {
				due = micros(r.DueAt)
			}
			return []any{due, r.ID}
		}
	}
	return `r.priority, r.received_at, r.id`, func(r models.Report) []any {
		return []any{r.Priority.Rank(), micros(r.Facts.ReceivedAt), r.ID}
	}
}

const dueOrder = `CASE WHEN r.due_at = 0 THEN 1152921504606846976 ELSE r.due_at END`

func queueAfter(sort models.QueueSort, after string) (string, []any, error) {
	var at int64
	var id models.ID
	if sort == models.SortNewest || sort == models.SortOldest || sort == models.SortDue {
		if err := decodeCursor(after, &at, &id); err != nil {
			return "", nil, err
		}
		switch sort {
		case models.SortNewest:
			return `(r.received_at, r.id) < (?, ?)`, []any{at, id}, nil
		case models.SortOldest:
			return `(r.received_at, r.id) > (?, ?)`, []any{at, id}, nil
		}
		return `(` + dueOrder + `, r.id) > (?, ?)`, []any{at, id}, nil
	}
	var rank int
	if err := decodeCursor(after, &rank, &at, &id); err != nil {
		return "", nil, err
	}
	return `(r.priority, r.received_at, r.id) > (?, ?, ?)`, []any{rank, at, id}, nil
}

// What waits for one person as a second look: a proposal that is not theirs, on reports that they did
// not submit. And what came back to them: their newest proposal was sent back and none is open.
const (
	secondLook = `c.state = 'proposed' AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.case_id = c.id AND d.state = 'proposed' AND d.proposed_by = ?)
		AND NOT EXISTS (SELECT 1 FROM case_reports j JOIN reports r ON r.id = j.report_id WHERE j.case_id = c.id AND r.submitter_id = ?)`
	sentBack = `c.state = 'verifying' AND (SELECT CASE WHEN d.state = 'sent_back' THEN d.proposed_by ELSE '' END FROM decisions d WHERE d.case_id = c.id ORDER BY d.proposed_at DESC, d.id DESC LIMIT 1) = ?`
)

// QueueCounts counts what waits on the desks.
func (s *Store) QueueCounts(ctx context.Context, desks, named []models.ID, person models.ID, now time.Time) (models.QueueCounts, error) {
	var c models.QueueCounts
	if len(desks) == 0 {
		return c, nil
	}
	// Each number comes from an index of its own, so that ten thousand waiting reports cost no reading.
	var row struct{ Fresh, Mine, Waiting, Asked, Overdue, Second, Back int }
	in, ids := within(`r`, desks, named)
	cases, _ := within(`c`, desks, named)
	var args []any
	with := func(first []any, last ...any) { args = append(append(append(args, first...), ids...), last...) }
	with(nil)
	with([]any{person})
	with(nil)
	with(nil)
	with(nil, micros(now))
	with(nil, person, person)
	with(nil, person)
	err := s.read(ctx).Raw(`SELECT
		(SELECT COUNT(*) FROM reports r WHERE `+in+` AND r.state = 'received') AS fresh,
		(SELECT COUNT(*) FROM reports r WHERE r.taken_by = ? AND r.state = 'triage' AND `+in+`) AS mine,
		(SELECT COUNT(*) FROM reports r WHERE `+in+` AND r.waiting) AS waiting,
		(SELECT COUNT(*) FROM reports r WHERE `+in+` AND r.asked) AS asked,
		(SELECT COUNT(*) FROM reports r WHERE `+in+` AND `+overdue+`) AS overdue,
		(SELECT COUNT(*) FROM cases c WHERE `+cases+` AND `+secondLook+`) AS second,
		(SELECT COUNT(*) FROM cases c WHERE `+cases+` AND `+sentBack+`) AS back`, args...).Scan(&row).Error
	return models.QueueCounts{New: row.Fresh, Mine: row.Mine, Waiting: row.Waiting, Asked: row.Asked, Overdue: row.Overdue, SecondLook: row.Second, SentBack: row.Back}, told(err)
}
