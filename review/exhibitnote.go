package review

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// ExhibitNoteStore keeps what people find at exhibits, and counts what a person has looked at.
type ExhibitNoteStore interface {
	AddExhibitNote(ctx context.Context, n models.ExhibitNote, ev models.Custody) error
	ExhibitNotes(ctx context.Context, exhibit models.ID) ([]models.ExhibitNote, error)
	Exposure(ctx context.Context, person models.ID, since time.Time) (int, error)
}

// OpenFinding is an exhibit's note with its words.
type OpenFinding struct {
	models.ExhibitNote
	models.ExhibitFinding
	Repeats []string // who found the same
	Mine    bool     // the reader wrote it, or repeated it
}

// Timed tells whether a finding is about a stretch of time.
func (f OpenFinding) Timed() bool {
	return f.Kind == models.FindingSegment || f.Kind == models.FindingWords
}

// restAfter is how many exhibits in a day are enough for a person to be reminded of a rest.
const restAfter = 30

// Exposure is how many exhibits the reader has looked at, told to the reader alone.
type Exposure struct {
	Today, Week int
	Rest        bool
}

// findingsFor says which findings fit which exhibit.
var findingsFor = map[models.FindingKind][]models.ExhibitKind{
	models.FindingLandmark: {models.Photo, models.Video},
	models.FindingShadow:   {models.Photo, models.Video},
	models.FindingSegment:  {models.Video, models.Audio},
	models.FindingWords:    {models.Video, models.Audio},
}

// AddFinding writes a finding down at an exhibit, sealed to the report. A repeat needs another
// person than the one whose finding is repeated.
func (r *Review) AddFinding(ctx context.Context, by Reader, id models.ID, f models.ExhibitFinding) error {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return err
	}
	report, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitNote)
	if err != nil {
		return err
	}
	if f.Kind == models.FindingRepeat {
		err = r.repeatable(ctx, by, row, f.Of, key)
	} else {
		err = checkFinding(row.Kind, &f)
	}
	if err != nil {
		return err
	}
	n := models.ExhibitNote{ExhibitID: id, By: by.ID, At: r.now()}
	if n.ID, err = models.NewID(r.random); err != nil {
		return err
	}
	if n.Sealed, err = seal.JSON(findingLabel(row, n.ID), f, report.PublicKey); err != nil {
		return err
	}
	return r.store.AddExhibitNote(ctx, n, r.custody(by.Person, models.ItemExhibit, id, models.DeedExhibitNote, string(f.Kind)))
}

func findingLabel(e models.Exhibit, note models.ID) seal.Label {
	return seal.LabelOf(models.SealExhibitNote, e.ReportID, e.ID, note)
}

func checkFinding(kind models.ExhibitKind, f *models.ExhibitFinding) error {
	if !slices.Contains(findingsFor[f.Kind], kind) {
		return models.RefuseFields(models.FieldError{Field: "kind", Key: "desk.error.choose"})
	}
	f.Text, f.Speaker, f.Language, f.Of = strings.TrimSpace(f.Text), strings.TrimSpace(f.Speaker), strings.TrimSpace(f.Language), ""
	if err := textWithin("text", f.Text, noteLength); err != nil {
		return err
	}
	within := func(v, low, high float64) bool { return v >= low && v <= high } // false for NaN
	switch {
	case len(f.Speaker) > 100 || len(f.Language) > 35 || len(f.Measured) > 1000:
		return models.RefuseFields(models.FieldError{Field: "speaker", Key: "desk.error.long", Args: map[string]any{"Max": 35}})
	case !within(f.X, 0, 100) || !within(f.Y, 0, 100):
		return models.RefuseFields(models.FieldError{Field: "x", Key: "bench.error.percent"})
	case !within(f.Lat, -90, 90) || !within(f.Lon, -180, 180):
		return models.RefuseFields(models.FieldError{Field: "lat", Key: "bench.error.place"})
	case !within(f.From, 0, math.MaxInt32) || !within(f.To, f.From, math.MaxInt32):
		return models.RefuseFields(models.FieldError{Field: "from", Key: "bench.error.time"})
	}
	return nil
}

func (r *Review) repeatable(ctx context.Context, by Reader, e models.Exhibit, of models.ID, key seal.PrivateKey) error {
	list, err := r.exhibitFindings(ctx, by, e, key)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(f OpenFinding) bool { return f.ExhibitNote.ID == of })
	if i < 0 {
		return models.ErrNotFound
	}
	if list[i].Mine {
		return models.Refuse(models.Forbidden, "bench.error.own")
	}
	return nil
}

// exhibitFindings opens an exhibit's notes; a repeat is told with what it repeats.
func (r *Review) exhibitFindings(ctx context.Context, by Reader, e models.Exhibit, key seal.PrivateKey) ([]OpenFinding, error) {
	rows, err := r.store.ExhibitNotes(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("reading an exhibit's notes: %w", err)
	}
	var out []OpenFinding
	for _, row := range rows {
		f := OpenFinding{ExhibitNote: row, Mine: row.By == by.ID}
		if err := seal.OpenJSON(findingLabel(e, row.ID), row.Sealed, key, &f.ExhibitFinding); err != nil {
			return nil, err
		}
		if f.Kind != models.FindingRepeat {
			out = append(out, f)
			continue
		}
		if i := slices.IndexFunc(out, func(o OpenFinding) bool { return o.ExhibitNote.ID == f.Of }); i >= 0 {
			out[i].Repeats = append(out[i].Repeats, row.ByName)
			out[i].Mine = out[i].Mine || f.Mine
		}
	}
	return out, nil
}

// Exposure counts what the reader looked at today (UTC) and in seven days.
func (r *Review) Exposure(ctx context.Context, by models.Person) (Exposure, error) {
	day := r.now().Truncate(24 * time.Hour)
	today, err := r.store.Exposure(ctx, by.ID, day)
	if err != nil {
		return Exposure{}, fmt.Errorf("counting what was looked at: %w", err)
	}
	week, err := r.store.Exposure(ctx, by.ID, day.AddDate(0, 0, -6))
	if err != nil {
		return Exposure{}, fmt.Errorf("counting what was looked at: %w", err)
	}
	return Exposure{Today: today, Week: week, Rest: today >= restAfter}, nil
}
