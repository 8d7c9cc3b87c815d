package records

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"loupe/models"
)

type outlineRow struct {
	ID, SiteSlug, SiteName, Source, Geometry, ImportID string
	At                                                 int64
}

// Of several outlines of a site the newest stands.
const outlineColumns = `SELECT o.id, s.slug AS site_slug, s.name AS site_name, o.source, o.geometry, o.import_id, o.at FROM site_outlines o JOIN sites s ON s.id = o.site_id
	WHERE NOT EXISTS (SELECT 1 FROM site_outlines n WHERE n.site_id = o.site_id AND (n.at > o.at OR n.at = o.at AND n.id > o.id))`

func (r outlineRow) outline() (models.SiteOutline, error) {
	out := models.SiteOutline{ID: models.ID(r.ID), SiteSlug: r.SiteSlug, SiteName: r.SiteName, Source: r.Source, ImportID: models.ID(r.ImportID), At: fromMicros(r.At)}
	if err := json.Unmarshal([]byte(r.Geometry), &out.Outline); err != nil {
		return out, fmt.Errorf("reading an outline: %w", err)
	}
	return out, nil
}

func outlines(db *gorm.DB, where string, args ...any) ([]models.SiteOutline, error) {
	var rows []outlineRow
	if err := db.Raw(outlineColumns+where, args...).Scan(&rows).Error; err != nil {
		return nil, told(err)
	}
	out := make([]models.SiteOutline, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.outline(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func oneOutline(list []models.SiteOutline, err error) (models.SiteOutline, error) {
	if err == nil && len(list) == 0 {
		err = models.ErrNotFound
	}
	if err != nil {
		return models.SiteOutline{}, err
	}
	return list[0], nil
}

// SiteOutline finds the outline of a site; ErrNotFound when it has none.
func (s *Store) SiteOutline(ctx context.Context, site models.ID) (models.SiteOutline, error) {
	return oneOutline(outlines(s.read(ctx), ` AND o.site_id = ?`, site))
}

// SiteOutline finds the outline of a site by its slug; ErrNotFound when it has none.
func (p *Public) SiteOutline(ctx context.Context, slug string) (models.SiteOutline, error) {
	return oneOutline(outlines(p.db.WithContext(ctx), ` AND s.slug = ?`, slug))
}

// SiteOutlines lists all outlines, by site.
func (p *Public) SiteOutlines(ctx context.Context) ([]models.SiteOutline, error) {
	return outlines(p.db.WithContext(ctx), ` ORDER BY s.slug`)
}

// OutlinesIn lists the outlines of which something may lie in an area that doesn't cross the date line.
func (p *Public) OutlinesIn(ctx context.Context, a models.Area, limit int) ([]models.SiteOutline, error) {
	return outlines(p.db.WithContext(ctx), ` AND o.west <= ? AND o.east >= ? AND o.south <= ? AND o.north >= ? ORDER BY s.slug LIMIT ?`, a.East, a.West, a.North, a.South, limit)
}

// addOutlines adds outlines that differ from those that stand, and says how many did.
func addOutlines(tx *gorm.DB, list []models.SiteOutline) (added int, err error) {
	for _, x := range list {
		geometry, err := json.Marshal(x.Outline)
		if err != nil {
			return added, err
		}
		var stands []outlineRow
		if err := tx.Raw(outlineColumns+` AND s.slug = ?`, x.SiteSlug).Scan(&stands).Error; err != nil {
			return added, err
		}
		if len(stands) > 0 && stands[0].Source == x.Source && stands[0].Geometry == string(geometry) {
			continue
		}
		box := x.Outline.Box()
		res := tx.Exec(`INSERT INTO site_outlines (id, site_id, source, geometry, west, south, east, north, import_id, at) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM sites WHERE slug = ?`,
			x.ID, x.Source, string(geometry), box.West, box.South, box.East, box.North, x.ImportID, micros(x.At), x.SiteSlug)
		if res.Error != nil {
			return added, told(res.Error)
		}
		added += int(res.RowsAffected)
	}
	return added, nil
}
