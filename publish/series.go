package publish

import (
	"context"
	"slices"

	"loupe/keyring"
	"loupe/media"
	"loupe/models"
)

// maxSeries is on how many photographs a plan is repeated at once: each is decoded and burned while
// its editor waits.
const maxSeries = 24

// Series is a redaction with the other photographs of its case, for its plan to be repeated on them.
type Series struct {
	Case    models.Case
	Picture Picture // the one whose plan it is
	Others  []Further
}

// Further is a photograph on which a plan may be repeated.
type Further struct {
	Picture
	Report int  // the place of its report in the case, from 1
	Alike  bool // of the same report, and as wide and high when upright: taken for the same series
	Done   bool // all that the plan hides is in its own plan
}

// Adds gives the boxes of the series' plan that the photograph doesn't have yet.
func (s Series) Adds(f Further) models.RedactionPlan {
	return added(s.Picture.Redaction.Plan, f.Redaction)
}

func added(plan models.RedactionPlan, to *OpenRedaction) models.RedactionPlan {
	if to == nil {
		return models.RedactionPlan{Boxes: plan.Boxes, Polygons: plan.Polygons}
	}
	out := models.RedactionPlan{}
	for _, b := range plan.Boxes {
		if !slices.Contains(to.Plan.Boxes, b) {
			out.Boxes = append(out.Boxes, b)
		}
	}
	for _, line := range plan.Polygons {
		if !slices.ContainsFunc(to.Plan.Polygons, func(o []models.Corner) bool { return slices.Equal(o, line) }) {
			out.Polygons = append(out.Polygons, line)
		}
	}
	return out
}

// Series gives the photographs on which the redaction in force of one can be repeated. One that hides
// nothing has no plan to repeat: ErrNotFound.
func (d *Desk) Series(ctx context.Context, by Editor, id, exhibit models.ID) (Series, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return Series{}, err
	}
	list, err := d.pictures(ctx, id, key)
	if err != nil {
		return Series{}, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Kind == models.Photo && p.Redaction != nil })
	if i < 0 || len(list[i].Redaction.Plan.Boxes)+len(list[i].Redaction.Plan.Polygons) == 0 {
		return Series{}, models.ErrNotFound
	}
	out := Series{Case: c, Picture: list[i]}
	ring := keyring.New(d.store, by.ID, by.Key)
	width, height, err := d.upright(ctx, ring, out.Picture)
	if err != nil {
		return out, err
	}
	report, last := 0, models.ID("")
	for _, p := range list {
		if p.ReportID != last {
			report, last = report+1, p.ReportID
		}
		if p.ID == exhibit || p.Kind != models.Photo {
			continue
		}
		f := Further{Picture: p, Report: report}
		more := added(out.Picture.Redaction.Plan, p.Redaction)
		f.Done = len(more.Boxes)+len(more.Polygons) == 0
		if p.ReportID == out.Picture.ReportID {
			w, h, err := d.upright(ctx, ring, p)
			if err != nil {
				return out, err
			}
			f.Alike = w == width && h == height && w > 0
		}
		out.Others = append(out.Others, f)
	}
	return out, nil
}

// upright reads a photograph's size; a file that can't be read as a picture has none.
func (d *Desk) upright(ctx context.Context, ring *keyring.Ring, p Picture) (width, height int, err error) {
	plain, err := d.plain(ctx, ring, p)
	if err != nil {
		return 0, 0, err
	}
	width, height, err = media.Size(plain, plain.Size())
	if err != nil {
		return 0, 0, nil
	}
	return width, height, nil
}

// Repeat burns the plan of a redaction into further photographs of the case. Each gets a plan of its own:
// what it hid before and what is added, and nobody has looked at the result. redaction is the one
// that was seen; when there is a newer one, that is told as a Conflict. What can't be done to one
// photograph is given for it and doesn't keep the others from being done.
func (d *Desk) Repeat(ctx context.Context, by Editor, id, exhibit, redaction models.ID, chosen []models.ID) (failed map[models.ID]error, err error) {
	s, err := d.Series(ctx, by, id, exhibit)
	if err != nil {
		return nil, err
	}
	if s.Picture.Redaction.ID != redaction {
		return nil, models.Refuse(models.Conflict, "error.moved_on")
	}
	if len(chosen) == 0 {
		return nil, models.RefuseFields(models.FieldError{Field: "on", Key: "series.error.none"})
	}
	if len(chosen) > maxSeries {
		return nil, models.RefuseFields(models.FieldError{Field: "on", Key: "series.error.many", Args: map[string]any{"Max": maxSeries}})
	}
	failed = map[models.ID]error{}
	for _, f := range s.Others {
		if !slices.Contains(chosen, f.ID) || f.Done {
			continue
		}
		plan := s.Adds(f)
		if f.Redaction != nil {
			plan.Boxes = append(slices.Clone(f.Redaction.Plan.Boxes), plan.Boxes...)
			plan.Polygons = append(slices.Clone(f.Redaction.Plan.Polygons), plan.Polygons...)
		}
		if err := d.burn(ctx, by, s.Case, f.ID, plan); err != nil {
			if models.KindOf(err) != models.Invalid {
				return failed, err
			}
			failed[f.ID] = err
		}
	}
	return failed, nil
}
