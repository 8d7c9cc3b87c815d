package review

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
)

// MaxBulk is how many reports one bulk deed takes.
const MaxBulk = 200

// BulkInput says what is done to many reports at once.
type BulkInput struct {
	Deed    models.Deed // take, release, close, reopen, route, label or unlabel
	Reports []models.ID
	Closing models.Closing // for close
	Desk    models.ID      // for route
	Label   models.ID      // for label and unlabel
	Name    string         // of a label, in place of Label; each report's own desk makes it where there is none
}

// BulkResult is what became of one report.
type BulkResult struct {
	Report models.ID
	Row    models.Report // its facts as they were before; empty when the reader may not know of it
	Err    error         // nil when it was done
}

// Bulk does one deed to many reports: it is a loop over the single deed and nothing more, so that no
// rule can be passed by. Each has its own result; one refusal doesn't stop the others.
func (r *Review) Bulk(ctx context.Context, by Reader, in BulkInput) ([]BulkResult, error) {
	deeds := map[models.Deed]func(id models.ID) error{
		models.DeedReportTake:    func(id models.ID) error { return r.Take(ctx, by.Person, id) },
		models.DeedReportRelease: func(id models.ID) error { return r.Release(ctx, by.Person, id) },
		models.DeedReportClose:   func(id models.ID) error { return r.Close(ctx, by.Person, id, in.Closing, "", "") },
		models.DeedReportReopen:  func(id models.ID) error { return r.Reopen(ctx, by.Person, id) },
		models.DeedReportRoute:   func(id models.ID) error { return r.Route(ctx, by, id, in.Desk) },
		models.DeedReportLabel:   func(id models.ID) error { return r.Label(ctx, by.Person, id, in.Label) },
		models.DeedReportUnlabel: func(id models.ID) error { return r.Unlabel(ctx, by.Person, id, in.Label) },
	}
	if in.Name != "" {
		deeds[models.DeedReportLabel], deeds[models.DeedReportUnlabel] = r.labelNamed(ctx, by, in.Name), r.unlabelNamed(ctx, by, in.Name)
	}
	do, ok := deeds[in.Deed]
	if !ok || len(in.Reports) == 0 {
		return nil, models.RefuseFields(models.FieldError{Field: "report", Key: "desk.error.choose"})
	}
	if len(in.Reports) > MaxBulk {
		return nil, models.RefuseFields(models.FieldError{Field: "report", Key: "desk.error.bulk", Args: map[string]any{"Max": MaxBulk}})
	}
	rows, _, err := r.store.Queue(ctx, models.QueueFilter{Desks: by.Desks, Named: by.Named, IDs: in.Reports, Limit: MaxBulk, Now: r.now()})
	if err != nil {
		return nil, fmt.Errorf("reading the reports of a bulk deed: %w", err)
	}
	facts := map[models.ID]models.Report{}
	for _, row := range rows {
		facts[row.ID] = row
	}
	var out []BulkResult
	for i, id := range in.Reports {
		if slices.Contains(in.Reports[:i], id) {
			continue
		}
		out = append(out, BulkResult{id, facts[id], do(id)})
	}
	return out, nil
}
