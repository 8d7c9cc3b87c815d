package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// CutStore keeps the jobs by which recordings are redacted.
type CutStore interface {
	BeginRedactionJob(ctx context.Context, j models.RedactionJob) error
	TouchRedactionJob(ctx context.Context, id models.ID, percent int, at time.Time) error
	EndRedactionJob(ctx context.Context, id models.ID, why string, at time.Time) error
	RedactionJob(ctx context.Context, id, exhibit models.ID) (models.RedactionJob, error)
}

const (
	maxCuts     = 60        // of each list in a plan
	maxSeconds  = 24 * 3600 // into a recording
	touchEvery  = 3 * time.Second
	longestCuts = 4 * media.CutTime // with what waits before it
)

// Recording is a sound recording or moving picture of a case, for its redaction page.
type Recording struct {
	Case models.Case
	Picture
	Plan models.RedactionPlan // of the newest job, else of the redaction in force
	// Stills are those that were kept of it, each redacted by a plan of its own.
	Stills []Picture
	Job    *models.RedactionJob // the newest; nil when there was none. One that was cut off is failed
	Film   bool                 // what redacting recordings needs was found at start
}

// Recording gives a recording with its redaction and the job that makes one.
func (d *Desk) Recording(ctx context.Context, by Editor, id, exhibit models.ID) (Recording, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return Recording{}, err
	}
	list, err := d.pictures(ctx, id, key)
	if err != nil {
		return Recording{}, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Kind != models.Photo })
	if i < 0 {
		return Recording{}, models.ErrNotFound
	}
	out := Recording{Case: c, Picture: list[i], Film: d.Film.CanCut()}
	for _, p := range list {
		if p.Still != nil && p.Still.Of.ID == exhibit {
			out.Stills = append(out.Stills, p)
		}
	}
	if out.Redaction != nil {
		out.Plan = out.Redaction.Plan
	}
	job, err := d.store.RedactionJob(ctx, id, exhibit)
	if models.KindOf(err) == models.NotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	if job.State == models.JobRunning && d.now().Sub(job.TouchedAt) > models.JobSilence {
		job.State, job.Why = models.JobFailed, "cut.why.stopped"
	}
	out.Job = &job
	if job.State != models.JobDone { // what was typed comes back
		err = seal.OpenJSON(seal.LabelOf(models.SealRedactionJob, id, job.ID), job.Plan, key, &out.Plan)
	}
	return out, err
}

// Cut begins to redact a recording by a plan: a job that goes on when the request has ended, and whose copy
// is kept as a redaction like any other. The original's bytes go to the process in memory, never to a
// disk. While a job of the same recording runs, another is a Conflict.
func (d *Desk) Cut(ctx context.Context, by Editor, id, exhibit models.ID, plan models.RedactionPlan) error {
	r, err := d.Recording(ctx, by, id, exhibit)
	if err != nil {
		return err
	}
	if !r.Film {
		return models.Refuse(models.Unavailable, "cut.missing")
	}
	if len(plan.Sounds) > maxCuts || slices.ContainsFunc(plan.Sounds, func(s models.CutSound) bool {
		return !span(s.From, s.To) || s.How != models.Silence && s.How != models.Pitch
	}) {
		return models.RefuseFields(models.FieldError{Field: "sounds", Key: "cut.error.sound"})
	}
	if r.Kind == models.Audio && len(plan.Timed) > 0 || len(plan.Timed) > maxCuts || slices.ContainsFunc(plan.Timed, func(b models.TimedBox) bool {
		return !span(b.From, b.To) || outside(b.Box) || b.End != nil && outside(*b.End)
	}) {
		return models.RefuseFields(models.FieldError{Field: "timed", Key: "cut.error.box"})
	}
	job := models.RedactionJob{CaseID: id, ExhibitID: exhibit, By: by.ID, StartedAt: d.now()}
	if job.ID, err = models.NewID(d.random); err != nil {
		return err
	}
	if job.Plan, err = seal.JSON(seal.LabelOf(models.SealRedactionJob, id, job.ID), plan, r.Case.PublicKey); err != nil {
		return err
	}
	if err := d.store.BeginRedactionJob(ctx, job); err != nil {
		return err
	}
	// The job outlives the request, and so does the opened key in it, for as long as a job may take.
	on, stop := context.WithTimeout(context.WithoutCancel(ctx), longestCuts)
	go func() {
		defer stop()
		d.run(on, by, r, job, plan)
	}()
	return nil
}

func span(from, to float64) bool { return from >= 0 && to > from && to <= maxSeconds }

// run waits for its turn, has the recording made anew, keeps it and says how that ended.
func (d *Desk) run(ctx context.Context, by Editor, r Recording, job models.RedactionJob, plan models.RedactionPlan) {
	percent, told := 0, d.now()
	touch := func() error {
		told = d.now()
		return d.store.TouchRedactionJob(ctx, job.ID, percent, told)
	}
	why := func() string {
		for wait := true; wait; {
			select {
			case d.cutting <- struct{}{}:
				wait = false
			case <-time.After(touchEvery):
				if touch() != nil {
					return "cut.why.stopped"
				}
			case <-ctx.Done():
				return "cut.why.slow"
			}
		}
		defer func() { <-d.cutting }()
		original, digest, err := d.original(ctx, by, r.Picture)
		if err != nil {
			return "cut.why.broken"
		}
		made, err := d.Film.Cut(ctx, original, original.Size(), r.Kind == models.Audio, cutOf(plan), func(done, all float64) {
			if all > 0 {
				percent = min(99, int(100*done/all))
			}
			if d.now().Sub(told) > touchEvery {
				_ = touch() // one that isn't told is told the next time, or taken for cut off
			}
		})
		switch {
		case errors.Is(err, media.ErrTooLarge) || errors.Is(err, context.DeadlineExceeded):
			return "cut.why.slow"
		case errors.Is(err, media.ErrUnreadable) || errors.Is(err, media.ErrNotImage):
			return "cut.why.unreadable"
		case err != nil:
			return "cut.why.broken"
		}
		sum := sha256.Sum256(made.Bytes)
		plan.Parent = digest
		plan.Digest, plan.Size, plan.Type = hex.EncodeToString(sum[:]), int64(len(made.Bytes)), made.Type
		plan.Width, plan.Height, plan.Seconds = made.Width, made.Height, made.Seconds
		if d.keepRedaction(ctx, by, r.Case, r.Picture, plan, made.Bytes) != nil {
			return "cut.why.broken"
		}
		return ""
	}()
	_ = d.store.EndRedactionJob(context.WithoutCancel(ctx), job.ID, why, d.now()) // else it is taken for cut off
}

func cutOf(plan models.RedactionPlan) media.Cut {
	var out media.Cut
	for _, s := range plan.Sounds {
		out.Sounds = append(out.Sounds, media.SoundCut{From: s.From, To: s.To, Pitch: s.How == models.Pitch})
	}
	box := func(b models.Box) media.Box { return media.Box{X: b.X, Y: b.Y, W: b.W, H: b.H} }
	for _, b := range plan.Timed {
		m := media.MovingBox{From: b.From, To: b.To, Box: box(b.Box), End: box(b.Box)}
		if b.End != nil {
			m.End = box(*b.End)
		}
		out.Boxes = append(out.Boxes, m)
	}
	return out
}

// SayChecked keeps that a person saw or heard a redacted recording and found nobody to be known by it. The
// copy stays as it is, under a redaction of its own that nobody else has looked at.
func (d *Desk) SayChecked(ctx context.Context, by Editor, id, exhibit, redaction models.ID) error {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return err
	}
	list, err := d.pictures(ctx, id, key)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Redaction != nil })
	if i < 0 {
		return models.ErrNotFound
	}
	if list[i].Redaction.ID != redaction {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	body, err := d.openCopy(ctx, id, key, list[i].Redaction)
	if err != nil {
		return err
	}
	plan := list[i].Redaction.Plan
	plan.Checked = true
	return d.keepRedaction(ctx, by, c, list[i], plan, body)
}

// Still takes the picture that a recording shows at a time, before or after its redaction, for whoever looks
// at it.
func (d *Desk) Still(ctx context.Context, by Editor, id, exhibit models.ID, after bool, at time.Duration) ([]byte, error) {
	out, key, err := d.look(ctx, by, id, exhibit)
	if err != nil {
		return nil, err
	}
	var still media.Image
	if after {
		body, err := d.openCopy(ctx, id, key, out.Picture.Redaction)
		if err != nil {
			return nil, err
		}
		still, err = d.Film.Still(ctx, bytes.NewReader(body), int64(len(body)), at)
		return still.JPEG, shown(err)
	}
	original, _, err := d.original(ctx, by, out.Picture)
	if err != nil {
		return nil, err
	}
	still, err = d.Film.Still(ctx, original, original.Size(), at)
	return still.JPEG, shown(err)
}

// shown says of a still that can't be had that there is none.
func shown(err error) error {
	for _, none := range []error{media.ErrUnreadable, media.ErrNotImage, media.ErrNoFFmpeg, media.ErrTooLarge} {
		if errors.Is(err, none) {
			return &models.Error{Kind: models.NotFound, Key: "desk.error.not_shown", Cause: err}
		}
	}
	return err
}
