package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// ImportSites adds the sites of a file in one deed, what it says of others, and how it draws them; a slug that
// is taken is a Conflict and adds none. What a source said already isn't said twice: it gives the import with
// how much was new, and a file with nothing new is Invalid.
func (s *Store) ImportSites(ctx context.Context, in models.SiteImport, list []models.Site, more []models.SiteSource, drawn []models.SiteOutline, ev models.Custody) (models.SiteImport, error) {
	defer s.changed(ctx)
	err := s.write(ctx, one(ev), func(tx *gorm.DB) (err error) {
		if err := exec(tx, `INSERT INTO site_imports (id, source, sites, by_id, at) VALUES (?, ?, ?, ?, ?)`, in.ID, in.Source, len(list), in.By, micros(in.At)); err != nil {
			return err
		}
		if err := addSites(tx, list); err != nil {
			return err
		}
		for _, x := range more {
			if err := exec(tx, `INSERT INTO site_sources (id, site_id, source, name, lat, lon, precision, note, unverified, import_id)
				SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM sites WHERE slug = ? ON CONFLICT DO NOTHING`,
				x.ID, x.Source, x.Name, x.Lat, x.Lon, x.Precision, x.Note, x.Unverified, x.ImportID, x.SiteSlug); err != nil {
				return err
			}
		}
		if err := tx.Raw(`SELECT COUNT(*) FROM site_sources WHERE import_id = ?`, in.ID).Scan(&in.Sources).Error; err != nil {
			return err
		}
		if in.Outlines, err = addOutlines(tx, drawn); err != nil {
			return err
		}
		if len(list)+in.Sources+in.Outlines == 0 {
			return models.RefuseFields(models.FieldError{Field: "file", Key: "gazetteer.error.nothing"})
		}
		return nil
	})
	return in, err
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

// SiteSources lists what further sources say of a site, of all sites when slug is "", by site and source.
func (p *Public) SiteSources(ctx context.Context, slug string) ([]models.SiteSource, error) {
	var rows []models.SiteSource
	err := p.db.WithContext(ctx).Raw(`SELECT x.id, s.slug AS site_slug, x.source, x.name, x.lat, x.lon, x.precision, x.note, x.unverified, x.import_id
		FROM site_sources x JOIN sites s ON s.id = x.site_id WHERE s.slug = ? OR ? = '' ORDER BY s.slug, x.source, x.name, x.id`, slug, slug).Scan(&rows).Error
	return rows, told(err)
}

// UndoSiteImport takes the sites of a file out again, what it says of others and how it draws them, but for those that a
// report, a case, a publication or another file names. It says how many stayed.
func (s *Store) UndoSiteImport(ctx context.Context, id models.ID, ev models.Custody) (stayed int, err error) {
	defer s.changed(ctx)
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE site_imports SET undone_at = ? WHERE id = ? AND undone_at = 0`, micros(ev.At), id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM site_sources WHERE import_id = ?`, id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM site_outlines WHERE import_id = ?`, id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM sites WHERE import_id = ? AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.site_id = sites.id)
			AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.site_id = sites.id) AND NOT EXISTS (SELECT 1 FROM publications p WHERE p.site = sites.slug)
			AND NOT EXISTS (SELECT 1 FROM site_sources x WHERE x.site_id = sites.id) AND NOT EXISTS (SELECT 1 FROM site_outlines o WHERE o.site_id = sites.id)`, id); err != nil {
			return err
		}
		return tx.Raw(`SELECT COUNT(*) FROM sites WHERE import_id = ?`, id).Scan(&stayed).Error
	})
	return stayed, err
}
