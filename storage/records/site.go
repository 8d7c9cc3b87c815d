package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

const siteColumns = `SELECT id, slug, name, aliases, country, region, kind, minerals, operator, lat, lon, precision, source, note, unverified, invented, import_id FROM sites`

// Sites lists the gazetteer by country, region and name.
func (s *Store) Sites(ctx context.Context) ([]models.Site, error) { return sites(s.read(ctx)) }

func sites(db *gorm.DB) ([]models.Site, error) {
	var rows []models.Site
	err := db.Raw(siteColumns + ` ORDER BY country, region, name, id`).Scan(&rows).Error
	return rows, told(err)
}

// SiteByID finds a site.
func (s *Store) SiteByID(ctx context.Context, id models.ID) (models.Site, error) {
	var row models.Site
	err := found(s.read(ctx).Raw(siteColumns+` WHERE id = ?`, id).Scan(&row))
	return row, told(err)
}

// SiteBySlug finds a site by the name in its address.
func (s *Store) SiteBySlug(ctx context.Context, slug string) (models.Site, error) {
	return siteBySlug(s.read(ctx), slug)
}

func siteBySlug(db *gorm.DB, slug string) (models.Site, error) {
	var row models.Site
	err := found(db.Raw(siteColumns+` WHERE slug = ?`, slug).Scan(&row))
	return row, told(err)
}

// AddSites adds sites in one deed; a slug that is taken is a Conflict and adds none.
func (s *Store) AddSites(ctx context.Context, list []models.Site, ev models.Custody) error {
	defer s.changed(ctx)
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return addSites(tx, list)
	})
}

func addSites(tx *gorm.DB, list []models.Site) error {
	for _, r := range list {
		if err := exec(tx, `INSERT INTO sites (id, slug, name, aliases, country, region, kind, minerals, operator, lat, lon, precision, source, note, unverified, invented, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.Slug, r.Name, r.Aliases, r.Country, r.Region, r.Kind, r.Minerals, r.Operator, r.Lat, r.Lon, r.Precision, r.Source, r.Note, r.Unverified, r.Invented, r.ImportID); err != nil {
			return err
		}
	}
	return nil
}
