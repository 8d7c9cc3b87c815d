package collect

import (
	"context"
	"encoding/json"
	"fmt"

	"loupe/intake"
	"loupe/models"
	"loupe/openrosa"
)

// read puts a submission into our fields by its form: our own, or one that an admin uploaded, whether
// it is offered still or not: a phone may have it from weeks ago. Of an unknown form nothing is taken.
func (d *Door) read(ctx context.Context, s openrosa.Submission) (f intake.Form, err error) {
	switch s.FormID {
	case openrosa.ReportID, withSites:
		f.Facts, f.Testimony, _ = openrosa.Read(s)
		return f, nil
	}
	forms, err := d.people.OfferedForms(ctx)
	if err != nil {
		return f, err
	}
	for _, known := range forms {
		if known.FormID != s.FormID || s.FormID == "" {
			continue
		}
		var m openrosa.Mapping
		if err := json.Unmarshal([]byte(known.Mapping), &m); err != nil {
			return f, fmt.Errorf("reading a form's mapping: %w", err)
		}
		f.Facts, f.Testimony, _ = m.Read(s)
		return f, nil
	}
	return f, models.Refuse(models.NotFound, "device.error.form")
}
