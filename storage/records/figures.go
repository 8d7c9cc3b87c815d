package records

import (
	"context"
	"slices"
	"time"

	"loupe/models"
)

// medianOf is how many of the newest are looked at for a median.
const medianOf = 2000

// Figures counts the work of some desks. Every query groups by facts; nothing sealed is read.
func (s *Store) Figures(ctx context.Context, desks, named []models.ID, now time.Time) (models.Figures, error) {
	var f models.Figures
	db := s.read(ctx)
	day := int64(24 * time.Hour / time.Microsecond)
	at := micros(now)
	in, ids := within(`r`, desks, named)
	cases, _ := within(`c`, desks, named)
	with := func(more ...any) []any { return append(slices.Clone(ids), more...) }
	if err := db.Raw(`SELECT d.id AS desk_id, d.name AS desk,
		COUNT(CASE WHEN r.received_at > ? THEN 1 END) AS day, COUNT(CASE WHEN r.received_at <= ? AND r.received_at > ? THEN 1 END) AS week,
		COUNT(CASE WHEN r.received_at <= ? AND r.received_at > ? THEN 1 END) AS month, COUNT(CASE WHEN r.received_at <= ? THEN 1 END) AS older,
		COUNT(CASE WHEN r.due_at > 0 AND r.due_at < ? THEN 1 END) AS overdue
		FROM desks d LEFT JOIN reports r ON r.desk_id = d.id AND r.state IN ('received', 'triage') AND `+in+` WHERE d.id IN ? GROUP BY d.id, d.name ORDER BY d.name`,
		append([]any{at - day, at - day, at - 7*day, at - 7*day, at - 30*day, at - 30*day, at}, with(desks)...)...).Scan(&f.Backlog).Error; err != nil {
		return f, told(err)
	}
	median := func(query string) (time.Duration, error) {
		var list []int64
		if err := db.Raw(query, with(medianOf)...).Scan(&list).Error; err != nil || len(list) == 0 {
			return 0, told(err)
		}
		slices.Sort(list)
		return time.Duration(list[len(list)/2]) * time.Microsecond, nil
	}
	var err error
	if f.Triage, err = median(`SELECT r.taken_at - r.received_at FROM reports r WHERE ` + in + ` AND r.taken_at > 0 ORDER BY r.received_at DESC LIMIT ?`); err != nil {
		return f, err
	}
	if f.Decision, err = median(`SELECT d.second_at - c.opened_at FROM decisions d JOIN cases c ON c.id = d.case_id WHERE ` + cases + ` AND d.state = 'confirmed' ORDER BY d.second_at DESC LIMIT ?`); err != nil {
		return f, err
	}
	for _, q := range []struct {
		into *[]models.Facet
		sql  string
		args []any
	}{
		{&f.Outcomes, `SELECT c.outcome AS value, COUNT(*) AS count FROM cases c WHERE ` + cases + ` AND c.state = 'decided' GROUP BY c.outcome ORDER BY count DESC, value`, ids},
		{&f.Acts, `SELECT c.category AS value, COUNT(*) AS count FROM report_categories c JOIN reports r ON r.id = c.report_id WHERE ` + in + ` GROUP BY c.category ORDER BY count DESC, value LIMIT 12`, ids},
		{&f.Sites, `SELECT s.name AS value, COUNT(*) AS count FROM reports r JOIN sites s ON s.id = r.site_id WHERE ` + in + ` GROUP BY s.name ORDER BY count DESC, value LIMIT 12`, ids},
	} {
		if err := db.Raw(q.sql, q.args...).Scan(q.into).Error; err != nil {
			return f, told(err)
		}
	}
	if err := s.months(ctx, in, ids, now, &f); err != nil {
		return f, err
	}
	err = db.Raw(`SELECT p.id AS person_id, p.name,
		(SELECT COUNT(*) FROM reports r WHERE r.taken_by = p.id AND r.state = 'triage' AND `+in+`) AS reports,
		(SELECT COUNT(*) FROM cases c WHERE c.opened_by = p.id AND c.state IN ('verifying', 'proposed') AND `+cases+`) AS cases
		FROM persons p WHERE p.id IN (SELECT m.person_id FROM desk_members m WHERE m.desk_id IN ? AND m.state = 'member') ORDER BY reports DESC, p.name`, append(with(ids...), desks)...).Scan(&f.Loads).Error
	return f, told(err)
}

// months counts what came in each of the last twelve months, by their bounds, so that both databases
// use the same index.
func (s *Store) months(ctx context.Context, in string, ids []any, now time.Time, f *models.Figures) error {
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -11, 0)
	for i := range 12 {
		from, to := first.AddDate(0, i, 0), first.AddDate(0, i+1, 0)
		var n int
		if err := s.read(ctx).Raw(`SELECT COUNT(*) FROM reports r WHERE `+in+` AND r.received_at >= ? AND r.received_at < ?`, append(slices.Clone(ids), micros(from), micros(to))...).Scan(&n).Error; err != nil {
			return told(err)
		}
		f.Months = append(f.Months, models.Facet{Value: from.Format("2006-01"), Count: n})
	}
	return nil
}

// Leads lists the desks that a person leads.
func (s *Store) Leads(ctx context.Context, person models.ID) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx).Raw(`SELECT desk_id FROM desk_members WHERE person_id = ? AND lead AND state = 'member'`, person).Scan(&ids).Error
	return ids, told(err)
}
