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
// before it: whoever goes on from there sees all that happened since. Clocks of nodes differ, so a
// change's time may lie before that of one that came earlier; latest is the greatest time until then,
// grows with the changes, and is found by its index.
func (p *Public) ChangeBefore(ctx context.Context, at time.Time) (int64, error) {
	var change int64
	err := p.db.WithContext(ctx).Raw(`SELECT COALESCE((SELECT change - 1 FROM publications WHERE latest >= ? ORDER BY latest, change LIMIT 1), (SELECT MAX(change) FROM publications), 0)`, micros(at)).Scan(&change).Error
	return change, told(err)
}
