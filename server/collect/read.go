package collect

import (
	"context"

	"loupe/intake"
	"loupe/models"
	"loupe/openrosa"
)

// read puts a submission into our fields by its form: our own, or one that an admin uploaded. Of an
// unknown form nothing is taken.
func (d *Door) read(_ context.Context, s openrosa.Submission) (f intake.Form, err error) {
	switch s.FormID {
	case openrosa.ReportID, withSites:
		f.Facts, f.Testimony, _ = openrosa.Read(s)
		return f, nil
	}
	return f, models.Refuse(models.NotFound, "device.error.form")
}
