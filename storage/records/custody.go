package records

import (
	"context"

	"loupe/models"
)

// Custody reads the record, newest first.
func (s *Store) Custody(ctx context.Context, f models.CustodyFilter) ([]models.CustodyEntry, string, error) {
	q := s.read(ctx).Table("custody AS c").
		Select(`c.seq, c.id, c.item_kind, c.item_id, c.deed, c.actor_id, c.at, c.leaf, COALESCE(p.name, '') AS actor_name`).
		Joins(`LEFT JOIN persons p ON p.id = c.actor_id`).Order("c.seq DESC")
	if f.ItemID != "" {
		q = q.Where("c.item_id = ?", f.ItemID)
	}
	if f.ActorID != "" {
		q = q.Where("c.actor_id = ?", f.ActorID)
	}
	if f.Deed != "" {
		q = q.Where("c.deed = ?", f.Deed)
	}
	if f.After != "" {
		var seq int64
		if err := decodeCursor(f.After, &seq); err != nil {
			return nil, "", err
		}
		q = q.Where("c.seq < ?", seq)
	}
	limit := limitOr(f.Limit, 50)
	var rows []struct {
		Seq                                            int64
		ID, ItemKind, ItemID, Deed, ActorID, ActorName string
		At                                             int64
		Leaf                                           []byte
	}
	if err := q.Limit(limit + 1).Scan(&rows).Error; err != nil {
		return nil, "", told(err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = encodeCursor(rows[limit-1].Seq)
	}
	out := make([]models.CustodyEntry, len(rows))
	for i, r := range rows {
		out[i] = models.CustodyEntry{
			Seq: r.Seq, ID: models.ID(r.ID), ItemKind: r.ItemKind, ItemID: models.ID(r.ItemID), Deed: models.Deed(r.Deed),
			ActorID: models.ID(r.ActorID), ActorName: r.ActorName, At: fromMicros(r.At), Leaf: r.Leaf,
		}
	}
	return out, next, nil
}
