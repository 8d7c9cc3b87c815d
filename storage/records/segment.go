package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// Segments gives a desk's sealed index.
func (s *Store) Segments(ctx context.Context, desk models.ID) ([]models.Segment, error) {
	var rows []models.Segment
	err := s.read(ctx).Raw(`SELECT id, desk_id, generation, sealed FROM index_segments WHERE desk_id = ? ORDER BY id`, desk).Scan(&rows).Error
	return rows, told(err)
}

// Unindexed lists reports of a desk that no segment of the desk speaks of, oldest first.
func (s *Store) Unindexed(ctx context.Context, desk models.ID, limit int) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx).Raw(`SELECT r.id FROM reports r WHERE r.desk_id = ? AND r.erased_at = 0
		AND NOT EXISTS (SELECT 1 FROM index_reports i JOIN index_segments g ON g.id = i.segment_id WHERE i.report_id = r.id AND g.desk_id = r.desk_id AND NOT i.stale)
		ORDER BY r.received_at, r.id LIMIT ?`, desk, limit).Scan(&ids).Error
	return ids, told(err)
}

// AddSegment keeps a segment for the reports that it speaks of. Stale reports are to be indexed again;
// a segment that speaks of a part of a report only, such as one photograph, leaves it stale.
func (s *Store) AddSegment(ctx context.Context, g models.Segment, reports []models.ID, stale bool) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO index_segments (id, desk_id, generation, sealed) VALUES (?, ?, ?, ?)`, g.ID, g.DeskID, g.Generation, g.Sealed); err != nil {
			return err
		}
		for _, r := range reports {
			if err := exec(tx, `INSERT INTO index_reports (report_id, segment_id, stale) VALUES (?, ?, ?)`, r, g.ID, stale); err != nil {
				return err
			}
		}
		return nil
	})
}

// MergeSegments puts one segment in the place of others, which have to be there still. What was stale
// of theirs stays so.
func (s *Store) MergeSegments(ctx context.Context, g models.Segment, instead []models.ID) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO index_segments (id, desk_id, generation, sealed) VALUES (?, ?, ?, ?)`, g.ID, g.DeskID, g.Generation, g.Sealed); err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO index_reports (report_id, segment_id, stale) SELECT report_id, CAST(? AS TEXT), MIN(CASE WHEN stale THEN 1 ELSE 0 END) = 1 FROM index_reports WHERE segment_id IN ? GROUP BY report_id`, g.ID, instead); err != nil {
			return err
		}
		for _, id := range instead {
			if err := must(tx, `DELETE FROM index_segments WHERE id = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// dropSegments removes every segment that speaks of a report. What else they spoke of is indexed
// anew when somebody next searches.
func dropSegments(tx *gorm.DB, report models.ID) error {
	return exec(tx, `DELETE FROM index_segments WHERE id IN (SELECT segment_id FROM index_reports WHERE report_id = ?)`, report)
}

// ReportsAt gives the rows of some reports, in no order.
func (s *Store) ReportsAt(ctx context.Context, ids []models.ID) ([]models.Report, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return reports(s.read(ctx), ` WHERE r.id IN ?`, ids)
}
