package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// Labels lists what some desks made, with sealed names.
func (s *Store) Labels(ctx context.Context, desks []models.ID) ([]models.Label, error) {
	if len(desks) == 0 {
		return nil, nil
	}
	var rows []struct {
		ID, DeskID string
		Generation int
		Sealed     []byte
	}
	err := s.read(ctx).Raw(`SELECT id, desk_id, generation, sealed FROM labels WHERE desk_id IN ? ORDER BY desk_id, id`, desks).Scan(&rows).Error
	out := make([]models.Label, len(rows))
	for i, r := range rows {
		out[i] = models.Label{ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), Generation: r.Generation, Sealed: r.Sealed}
	}
	return out, told(err)
}

// AddLabel keeps a new one.
func (s *Store) AddLabel(ctx context.Context, l models.Label, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO labels (id, desk_id, generation, sealed) VALUES (?, ?, ?, ?)`, l.ID, l.DeskID, l.Generation, l.Sealed)
	})
}

// DropLabel removes one from its desk and from every report.
func (s *Store) DropLabel(ctx context.Context, desk, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM labels WHERE id = ? AND desk_id = ?`, id, desk)
	})
}

// RenameLabel gives one another sealed name.
func (s *Store) RenameLabel(ctx context.Context, l models.Label, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE labels SET generation = ?, sealed = ? WHERE id = ? AND desk_id = ?`, l.Generation, l.Sealed, l.ID, l.DeskID)
	})
}

// MergeLabels puts one label of a desk in the place of another wherever that is set, and drops the other: a
// Conflict when either is gone.
func (s *Store) MergeLabels(ctx context.Context, desk, from, into models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE labels SET generation = generation WHERE id = ? AND desk_id = ?`, into, desk); err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO report_labels (label_id, report_id) SELECT CAST(? AS TEXT), report_id FROM report_labels WHERE label_id = ? ON CONFLICT DO NOTHING`, into, from); err != nil {
			return err
		}
		return must(tx, `DELETE FROM labels WHERE id = ? AND desk_id = ?`, from, desk)
	})
}

// LabelCounts tells how many reports of some desks carry each label, of those that a person may know of.
func (s *Store) LabelCounts(ctx context.Context, desks, named []models.ID) (map[models.ID]int, error) {
	out := map[models.ID]int{}
	if len(desks) == 0 {
		return out, nil
	}
	var rows []struct {
		LabelID models.ID
		Many    int
	}
	in, args := within(`r`, desks, named)
	err := s.read(ctx).Raw(`SELECT j.label_id, COUNT(*) AS many FROM report_labels j JOIN reports r ON r.id = j.report_id WHERE `+in+` GROUP BY j.label_id`, args...).Scan(&rows).Error
	for _, row := range rows {
		out[row.LabelID] = row.Many
	}
	return out, told(err)
}

// LabelReport sets a label of a report's desk on it: a Conflict when it is there already, or when the
// report is another desk's by now.
func (s *Store) LabelReport(ctx context.Context, report, label models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		// The report's row is held, so that it doesn't go to another desk meanwhile.
		if err := must(tx, `UPDATE reports SET hold = hold WHERE id = ? AND erased_at = 0 AND desk_id = (SELECT desk_id FROM labels WHERE id = ?)`, report, label); err != nil {
			return err
		}
		return must(tx, `INSERT INTO report_labels (label_id, report_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, label, report)
	})
}

// UnlabelReport takes a label off a report: a Conflict when it isn't there.
func (s *Store) UnlabelReport(ctx context.Context, report, label models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM report_labels WHERE report_id = ? AND label_id = ?`, report, label)
	})
}

// ReportLabels tells which labels some reports carry.
func (s *Store) ReportLabels(ctx context.Context, reports []models.ID) (map[models.ID][]models.ID, error) {
	out := map[models.ID][]models.ID{}
	if len(reports) == 0 {
		return out, nil
	}
	var rows []struct{ ReportID, LabelID models.ID }
	err := s.read(ctx).Raw(`SELECT report_id, label_id FROM report_labels WHERE report_id IN ? ORDER BY report_id, label_id`, reports).Scan(&rows).Error
	for _, r := range rows {
		out[r.ReportID] = append(out[r.ReportID], r.LabelID)
	}
	return out, told(err)
}

// unlabel drops what a report carries: labels are words of the desk that it leaves.
func unlabel(tx *gorm.DB, report models.ID) error {
	return exec(tx, `DELETE FROM report_labels WHERE report_id = ?`, report)
}
