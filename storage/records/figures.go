package records

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// timesOf is how many of the newest are looked at for how long things take.
const timesOf = 2000

// Figures counts the work of some desks since a time, from indexes alone: whole rows, with what is sealed
// in them, are not read (TestFiguresReadIndexesAlone). Loads are of the members of the desks in leads, and
// of by.
func (s *Store) Figures(ctx context.Context, q models.FigureQuery) (models.Figures, error) {
	f := models.Figures{}
	db := s.read(ctx)
	count := figures{db: db, q: q}
	desks, err := s.deskNames(ctx, q.Desks)
	if err != nil {
		return f, err
	}
	if err := count.backlog(desks, &f); err != nil {
		return f, err
	}
	for _, d := range desks {
		row := models.DeskTime{DeskID: d.ID, Desk: d.Name}
		if err := count.times(&row); err != nil {
			return f, err
		}
		f.Times = append(f.Times, row)
	}
	if err := count.facets(&f); err != nil {
		return f, err
	}
	if err := count.months(&f); err != nil {
		return f, err
	}
	return f, count.loads(&f)
}

func (s *Store) deskNames(ctx context.Context, ids []models.ID) ([]models.Desk, error) {
	var rows []struct{ ID, Name string }
	err := s.read(ctx).Raw(`SELECT id, name FROM desks WHERE id IN ? ORDER BY name, id`, ids).Scan(&rows).Error
	out := make([]models.Desk, len(rows))
	for i, r := range rows {
		out[i] = models.Desk{ID: models.ID(r.ID), Name: r.Name}
	}
	return out, told(err)
}

// figures counts for one query.
type figures struct {
	db *gorm.DB
	q  models.FigureQuery
}

// in is the condition that rows of a table are of the desks, and known to whoever asks.
func (c figures) in(alias string, args ...any) (string, []any) {
	in, of := within(alias, c.q.Desks, c.q.Named)
	return in, append(slices.Clone(of), args...)
}

func (c figures) backlog(desks []models.Desk, f *models.Figures) error {
	at, day := micros(c.q.Now), int64(24*time.Hour/time.Microsecond)
	in, args := c.in(`r`)
	var rows []struct {
		DeskID              string
		Age, Count, Overdue int
	}
	err := c.db.Raw(`SELECT r.desk_id, CASE WHEN r.received_at > ? THEN 0 WHEN r.received_at > ? THEN 1 WHEN r.received_at > ? THEN 2 ELSE 3 END AS age,
		COUNT(*) AS count, COUNT(CASE WHEN r.due_at > 0 AND r.due_at < ? THEN 1 END) AS overdue
		FROM reports r WHERE `+in+` AND r.state IN ('received', 'triage') GROUP BY r.desk_id, age`, append([]any{at - day, at - 7*day, at - 30*day, at}, args...)...).Scan(&rows).Error
	for _, d := range desks {
		row := models.Backlog{DeskID: d.ID, Desk: d.Name}
		ages := []*int{&row.Day, &row.Week, &row.Month, &row.Older}
		for _, r := range rows {
			if models.ID(r.DeskID) == d.ID {
				*ages[r.Age] = r.Count
				row.Overdue += r.Overdue
			}
		}
		f.Backlog = append(f.Backlog, row)
	}
	return told(err)
}

// times looks at the newest of one desk.
func (c figures) times(row *models.DeskTime) error {
	one := figures{c.db, c.q}
	one.q.Desks = []models.ID{row.DeskID}
	spans := func(query string, args []any) (half, most time.Duration, n int, err error) {
		var list []int64
		if err := c.db.Raw(query, args...).Scan(&list).Error; err != nil || len(list) == 0 {
			return 0, 0, 0, told(err)
		}
		slices.Sort(list)
		at := func(share float64) time.Duration {
			return time.Duration(list[int(share*float64(len(list)-1))]) * time.Microsecond
		}
		return at(.5), at(.9), len(list), nil
	}
	since := micros(c.q.Since)
	in, args := one.in(`r`, since, timesOf)
	var err error
	if row.Triage, row.TriageMost, row.TriageCount, err = spans(`SELECT r.taken_at - r.received_at FROM reports r WHERE `+in+` AND r.taken_at > 0 AND r.received_at >= ? ORDER BY r.received_at DESC LIMIT ?`, args); err != nil {
		return err
	}
	in, args = one.in(`c`, since, timesOf)
	row.Decision, row.DecisionMost, row.DecideCount, err = spans(`SELECT d.second_at - x.opened_at FROM
		(SELECT c.id, c.opened_at FROM cases c WHERE `+in+` AND c.state = 'decided' AND c.opened_at >= ? ORDER BY c.opened_at DESC LIMIT ?) x
		JOIN decisions d ON d.case_id = x.id AND d.state = 'confirmed'`, args)
	return err
}

func (c figures) facets(f *models.Figures) error {
	since := micros(c.q.Since)
	in, args := c.in(`c`, since)
	if err := c.db.Raw(`SELECT c.outcome AS value, COUNT(*) AS count FROM cases c WHERE `+in+` AND c.state = 'decided' AND c.opened_at >= ? GROUP BY c.outcome ORDER BY count DESC, value`, args...).Scan(&f.Outcomes).Error; err != nil {
		return told(err)
	}
	if err := c.db.Raw(`SELECT c.category AS value, COUNT(*) AS count FROM report_categories c WHERE `+in+` AND c.received_at >= ? GROUP BY c.category ORDER BY count DESC, value LIMIT 12`, args...).Scan(&f.Acts).Error; err != nil {
		return told(err)
	}
	in, args = c.in(`r`, since)
	return told(c.db.Raw(`SELECT s.id, s.name, x.count FROM (SELECT r.site_id, COUNT(*) AS count FROM reports r WHERE `+in+` AND r.received_at >= ? AND r.site_id <> ''
		GROUP BY r.site_id ORDER BY count DESC, r.site_id LIMIT 12) x JOIN sites s ON s.id = x.site_id ORDER BY x.count DESC, s.name, s.id`, args...).Scan(&f.Sites).Error)
}

// months counts what came in each of the last twelve months, by their bounds, so that both databases
// use the same index.
func (c figures) months(f *models.Figures) error {
	first := time.Date(c.q.Now.Year(), c.q.Now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -11, 0)
	var each []string
	var all []any
	for i := range 12 {
		from, to := first.AddDate(0, i, 0), first.AddDate(0, i+1, 0)
		in, args := c.in(`r`, micros(from), micros(to))
		each = append(each, `SELECT '`+from.Format("2006-01")+`' AS value, COUNT(*) AS count FROM reports r WHERE `+in+` AND r.received_at >= ? AND r.received_at < ?`)
		all = append(all, args...)
	}
	return told(c.db.Raw(strings.Join(each, ` UNION ALL `)+` ORDER BY value`, all...).Scan(&f.Months).Error)
}

// loads are of whoever asks on all desks, and of the members of desks that they lead on those.
func (c figures) loads(f *models.Figures) error {
	load := func(desks []models.ID, who string, args ...any) ([]models.Load, error) {
		of := figures{c.db, c.q}
		of.q.Desks = desks
		reports, first := of.in(`r`)
		cases, second := of.in(`c`)
		var list []models.Load
		err := c.db.Raw(`SELECT p.id AS person_id, p.name,
			(SELECT COUNT(*) FROM reports r WHERE r.taken_by = p.id AND r.state = 'triage' AND `+reports+`) AS reports,
			(SELECT COUNT(*) FROM cases c WHERE c.opened_by = p.id AND c.state IN ('verifying', 'proposed') AND `+cases+`) AS cases
			FROM persons p WHERE `+who+` ORDER BY reports DESC, p.name`, slices.Concat(first, second, args)...).Scan(&list).Error
		return list, told(err)
	}
	var err error
	if f.Loads, err = load(c.q.Desks, `p.id = ?`, c.q.By); err != nil || len(c.q.Leads) == 0 {
		return err
	}
	led, err := load(c.q.Leads, `p.id <> ? AND p.id IN (SELECT m.person_id FROM desk_members m WHERE m.desk_id IN ? AND m.state = 'member')`, c.q.By, c.q.Leads)
	f.Loads = append(f.Loads, led...)
	return err
}

// Leads lists the desks that a person leads.
func (s *Store) Leads(ctx context.Context, person models.ID) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx).Raw(`SELECT desk_id FROM desk_members WHERE person_id = ? AND lead AND state = 'member'`, person).Scan(&ids).Error
	return ids, told(err)
}
