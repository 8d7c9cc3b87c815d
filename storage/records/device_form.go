package records

import (
	"context"

	"gorm.io/gorm"

	"loupe/models"
)

// SaveDeviceForm keeps a form; one of the same form id takes the place of the earlier.
func (s *Store) SaveDeviceForm(ctx context.Context, f models.DeviceForm, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO device_forms (form_id, version, title, xml, mapping, listed, at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (form_id) DO UPDATE SET version = excluded.version, title = excluded.title, xml = excluded.xml, mapping = excluded.mapping, listed = excluded.listed, at = excluded.at`,
			f.FormID, f.Version, f.Title, f.XML, f.Mapping, f.Listed, micros(f.At))
	})
}

// DeviceForms lists the uploaded forms by title.
func (s *Store) DeviceForms(ctx context.Context) ([]models.DeviceForm, error) {
	var rows []struct {
		FormID, Version, Title, XML, Mapping string
		Listed                               bool
		At                                   int64
	}
	err := s.read(ctx).Raw(`SELECT form_id, version, title, xml, mapping, listed, at FROM device_forms ORDER BY title, form_id`).Scan(&rows).Error
	out := make([]models.DeviceForm, len(rows))
	for i, r := range rows {
		out[i] = models.DeviceForm{FormID: r.FormID, Version: r.Version, Title: r.Title, XML: r.XML, Mapping: r.Mapping, Listed: r.Listed, At: fromMicros(r.At)}
	}
	return out, told(err)
}
