package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loupe/media"
	"loupe/models"
)

// What made a still.
const (
	StillByBrowser = "browser"
	StillByServer  = "server"
)

// Stills of one exhibit.
const (
	maxStills  = 300
	latestTime = 48 * time.Hour
)

// Time is a still's time from the beginning of its recording.
func (c OpenCopy) Time() time.Duration { return time.Duration(c.Position) * time.Millisecond }

// Seconds is the same in seconds.
func (c OpenCopy) Seconds() float64 { return c.Time().Seconds() }

// AddStill keeps the picture that a recording shows at a time as a working copy, with its digest, and
// puts on record who took it and when in the recording. The picture is what the reader's browser
// showed; when there is none, it is taken from the original here.
func (r *Review) AddStill(ctx context.Context, by Reader, id models.ID, at time.Duration, shown []byte) (models.ExhibitCopy, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return models.ExhibitCopy{}, err
	}
	report, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitStill)
	if err != nil {
		return models.ExhibitCopy{}, err
	}
	if row.Kind != models.Video {
		return models.ExhibitCopy{}, models.ErrNotFound
	}
	if at < 0 || at > latestTime {
		return models.ExhibitCopy{}, models.RefuseFields(models.FieldError{Field: "at", Key: "bench.error.time"})
	}
	kept, err := r.store.ExhibitCopies(ctx, id, models.CopyStill, 0, latestTime.Milliseconds()+1)
	if err != nil {
		return models.ExhibitCopy{}, fmt.Errorf("reading stills: %w", err)
	}
	c := models.ExhibitCopy{Kind: models.CopyStill, Position: at.Milliseconds(), By: by.ID}
	for _, k := range kept {
		if k.Position == c.Position {
			return k, nil // it is there
		}
	}
	if len(kept) >= maxStills {
		return c, models.RefuseFields(models.FieldError{Field: "at", Key: "still.error.many"})
	}
	note := models.CopyNote{Source: StillByBrowser}
	var picture media.Image
	if shown != nil {
		picture, err = r.media.Recode(ctx, shown)
	} else {
		note.Source = StillByServer
		plain, wrong := r.original(ctx, row, key)
		if wrong != nil {
			return c, wrong
		}
		picture, err = r.Film.Still(ctx, plain, plain.Size(), at)
	}
	if err != nil {
		return c, stillError(err)
	}
	note.Width, note.Height = picture.Width, picture.Height
	detail := fmt.Sprintf("%.3f s, %s", at.Seconds(), note.Source)
	return c, r.keepCopy(ctx, row, report.PublicKey, c, note, picture.JPEG, r.custody(by.Person, models.ItemExhibit, id, models.DeedExhibitStill, detail))
}

// stillError says in the form why no still could be taken.
func stillError(err error) error {
	key := ""
	switch {
	case errors.Is(err, media.ErrNoFFmpeg):
		key = "still.error.none"
	case errors.Is(err, media.ErrTooLarge):
		key = "still.error.large"
	case errors.Is(err, media.ErrNotImage), errors.Is(err, media.ErrUnreadable):
		key = "still.error.unreadable"
	default:
		return fmt.Errorf("taking a still: %w", err)
	}
	return models.RefuseFields(models.FieldError{Field: "at", Key: key})
}

// Sound is how loud a recording is over its length.
type Sound struct {
	Milliseconds int64  `json:"ms"`
	Peaks        []byte `json:"peaks"` // from 0 to 255, base64 in JSON
}

// Sound gives the peaks of a recording's sound. They are found out once, where ffmpeg is installed, and
// kept sealed; models.ErrNotFound when they can't be.
func (r *Review) Sound(ctx context.Context, by Reader, id models.ID) (Sound, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return Sound{}, err
	}
	report, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitView)
	if err != nil {
		return Sound{}, err
	}
	if row.Kind != models.Audio && row.Kind != models.Video {
		return Sound{}, models.ErrNotFound
	}
	var out Sound
	list, err := r.copies(ctx, row, models.CopyPeaks, 0, 1, key)
	if err != nil {
		return out, err
	}
	if len(list) > 0 {
		return out, json.Unmarshal(list[0].Document, &out)
	}
	plain, err := r.original(ctx, row, key)
	if err != nil {
		return out, err
	}
	peaks, length, err := r.Film.Peaks(ctx, plain, plain.Size())
	if err != nil {
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		return out, models.ErrNotFound
	}
	out = Sound{length.Milliseconds(), peaks}
	note := models.CopyNote{}
	if note.Document, err = json.Marshal(out); err != nil {
		return out, fmt.Errorf("keeping peaks: %w", err)
	}
	return out, r.keepCopy(ctx, row, report.PublicKey, models.ExhibitCopy{Kind: models.CopyPeaks}, note, nil)
}
