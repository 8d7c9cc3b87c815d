package records

import (
	"context"

	"loupe/models"
)

// Access reads from the custody record what a person opened or took out within a period, newest first.
func (s *Store) Access(ctx context.Context, f models.AccessFilter) ([]models.Access, error) {
	var rows []struct {
		Seq                    int64
		At                     int64
		Deed, ItemKind, ItemID string
		Restricted             bool
	}
	where := `c.actor_id = ? AND c.deed IN ? AND c.at >= ? AND c.at < ?`
	const restricted = `(COALESCE(r.restricted, FALSE) OR COALESCE(x.restricted, FALSE) OR COALESCE(k.restricted, FALSE))`
	if !f.All {
		where += ` AND ` + restricted
	}
	err := s.read(ctx).Raw(`SELECT c.seq, c.at, c.deed, c.item_kind, c.item_id, `+restricted+` AS restricted FROM custody c
		LEFT JOIN reports r ON c.item_kind = 'report' AND r.id = c.item_id
		LEFT JOIN exhibits e ON c.item_kind = 'exhibit' AND e.id = c.item_id LEFT JOIN reports x ON x.id = e.report_id
		LEFT JOIN cases k ON c.item_kind = 'case' AND k.id = c.item_id
		WHERE `+where+` ORDER BY c.seq DESC LIMIT ?`, f.Person, models.AccessDeeds, micros(f.From), micros(f.Until), f.Limit).Scan(&rows).Error
	out := make([]models.Access, len(rows))
	for i, r := range rows {
		out[i] = models.Access{Seq: r.Seq, At: fromMicros(r.At), Deed: models.Deed(r.Deed), ItemKind: r.ItemKind, ItemID: models.ID(r.ItemID), Restricted: r.Restricted}
	}
	return out, told(err)
}
