package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// ImportSites adds the sites of a file in one deed; a slug that is taken is a Conflict and adds none.
func (s *Store) ImportSites(ctx context.Context, in models.SiteImport, list []models.Site, ev models.Custody) error {
	defer s.changed(ctx)
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO site_imports (id, source, sites, by_id, at) VALUES (?, ?, ?, ?, ?)`, in.ID, in.Source, len(list), in.By, micros(in.At)); err != nil {
			return err
		}
		return addSites(tx, list)
	})
}

// SiteImports lists the files that were taken in, newest first.
func (s *Store) SiteImports(ctx context.Context) ([]models.SiteImport, error) {
	var rows []struct {
		ID, Source, ByID, ByName string
		Sites                    int
		At, UndoneAt             int64
	}
	err := s.read(ctx).Raw(`SELECT i.id, i.source, i.sites, i.by_id, COALESCE(p.name, '') AS by_name, i.at, i.undone_at
		FROM site_imports i LEFT JOIN persons p ON p.id = i.by_id ORDER BY i.at DESC, i.id DESC LIMIT 100`).Scan(&rows).Error
	out := make([]models.SiteImport, len(rows))
	for i, r := range rows {
		out[i] = models.SiteImport{ID: models.ID(r.ID), Source: r.Source, Sites: r.Sites, By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At)}
		if r.UndoneAt > 0 {
			out[i].UndoneAt = fromMicros(r.UndoneAt)
		}
	}
	return out, told(err)
}

// UndoSiteImport takes the sites of a file out again, but for those that a report, a case or a
// publication names. It says how many stayed.
func (s *Store) UndoSiteImport(ctx context.Context, id models.ID, ev models.Custody) (stayed int, err error) {
	defer s.changed(ctx)
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE site_imports SET undone_at = ? WHERE id = ? AND undone_at = 0`, micros(ev.At), id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM sites WHERE import_id = ? AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.site_id = sites.id)
			AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.site_id = sites.id) AND NOT EXISTS (SELECT 1 FROM publications p WHERE p.site = sites.slug)`, id); err != nil {
			return err
		}
		return tx.Raw(`SELECT COUNT(*) FROM sites WHERE import_id = ?`, id).Scan(&stayed).Error
	})
	return stayed, err
}
