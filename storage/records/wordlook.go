package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// AddWordLook keeps a second person's look at the words that are replaced in a case. version is that of the draft
// in which they were seen: when it isn't the kept one any more, or somebody has looked, that is a Conflict.
func (s *Store) AddWordLook(ctx context.Context, l models.WordLook, version int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `INSERT INTO word_looks (plan_id, case_id, made_by, made_at, by_id, fine, note, at)
			SELECT ?, c.id, ?, ?, ?, ?, ?, ? FROM cases c WHERE c.id = ? AND c.draft_version = ? AND NOT EXISTS (SELECT 1 FROM word_looks w WHERE w.plan_id = ?)`,
			l.Plan.ID, l.Plan.By, micros(l.Plan.At), l.By, l.Fine, l.Note, micros(l.At), l.CaseID, version, l.Plan.ID)
	})
}

// WordLooks lists the looks at the words that are replaced in a case, newest last.
func (s *Store) WordLooks(ctx context.Context, id models.ID) ([]models.WordLook, error) {
	var rows []struct {
		PlanID, MadeBy, ByID, Name string
		MadeAt, At                 int64
		Fine                       bool
		Note                       []byte
	}
	err := s.read(ctx).Raw(`SELECT l.plan_id, l.made_by, l.made_at, l.by_id, p.name, l.fine, l.note, l.at FROM word_looks l JOIN persons p ON p.id = l.by_id
		WHERE l.case_id = ? ORDER BY l.at, l.plan_id`, id).Scan(&rows).Error
	out := make([]models.WordLook, len(rows))
	for i, r := range rows {
		out[i] = models.WordLook{Plan: models.WordPlan{ID: models.ID(r.PlanID), By: models.ID(r.MadeBy), At: fromMicros(r.MadeAt)}, CaseID: id, By: models.ID(r.ByID), ByName: r.Name, Fine: r.Fine, Note: r.Note, At: fromMicros(r.At)}
	}
	return out, told(err)
}
