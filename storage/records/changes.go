package records

import (
	"context"
	"strings"
	"time"

	"loupe/models"
)

// ChangesAfter lists what was published, corrected or withdrawn after a change, in the order in which
// it happened, at most limit. Each publication stands once, at its newest change: changes are drawn one
// at a time (lockPublications), so whoever goes on after the last one they saw misses none.
func (p *Public) ChangesAfter(ctx context.Context, change int64, limit int) ([]models.PublicChange, error) {
	var rows []publicationRow
	query := strings.Replace(publicationColumns, "SELECT ", "SELECT p.change, ", 1)
	err := p.db.WithContext(ctx).Raw(query+` WHERE p.change > ? ORDER BY p.change LIMIT ?`, change, limit).Scan(&rows).Error
	out := make([]models.PublicChange, len(rows))
	for i, r := range rows {
		out[i] = models.PublicChange{Change: r.Change, Publication: r.publication()}
	}
	return out, told(err)
}

// ChangeBefore is the last change that happened before a moment and has none of that moment or later
// before it: whoever goes on from there sees all that happened since.
func (p *Public) ChangeBefore(ctx context.Context, at time.Time) (int64, error) {
	var change int64
	err := p.db.WithContext(ctx).Raw(`SELECT COALESCE((SELECT MIN(change) - 1 FROM publications WHERE updated_at >= ?), (SELECT MAX(change) FROM publications), 0)`, micros(at)).Scan(&change).Error
	return change, told(err)
}
