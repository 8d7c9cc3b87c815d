package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// ScheduleStore keeps scheduled versions.
type ScheduleStore interface {
	Schedule(ctx context.Context, s models.Schedule, ev models.Custody) error
	ScheduleOf(ctx context.Context, id models.ID) (models.Schedule, error)
	SchedulesDue(ctx context.Context, now time.Time) ([]models.Schedule, error)
	EndSchedule(ctx context.Context, id models.ID, state models.ScheduleState, held string, tell []models.Notice, ev ...models.Custody) error
	CancelSchedule(ctx context.Context, id models.ID, ev models.Custody) error
}

// furthest is how far ahead a publication can be scheduled.
const furthest = 366 * 24 * time.Hour

// Schedule makes the draft ready as it stands and lets it become public at a time. What was decided,
// the draft and the consents have to be the same then, or it holds itself back.
func (d *Desk) Schedule(ctx context.Context, by Editor, id models.ID, at time.Time, note string) error {
	c, key, err := d.open(ctx, by, id, models.DeedPublishSchedule)
	if err != nil {
		return err
	}
	correction := c.Publication != models.Private
	note = strings.TrimSpace(note)
	switch {
	case !at.After(d.now()) || at.After(d.now().Add(furthest)):
		return models.RefuseFields(models.FieldError{Field: "at", Key: "schedule.error.at"})
	case correction && note == "":
		return models.RefuseFields(models.FieldError{Field: "note", Key: "publish.error.note"})
	case len([]rune(note)) > summaryLength:
		return models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	draft, err := d.draft(ctx, c, key)
	if err != nil {
		return err
	}
	if len(draft.Problems) > 0 {
		return models.RefuseFields(draft.Problems...)
	}
	content := Coarsen(draft.Content, draft.Sites)
	waiting := *d
	waiting.objects = d.scheduled(id)
	if content.Exhibits, err = waiting.putCopies(ctx, c, key, content.Title, content.Exhibits, draft.Exhibits); err != nil {
		return err
	}
	version := models.ScheduledVersion{Content: content, Keys: map[models.ID]string{}, Note: inNote(note, draft.StandIns)}
	for _, e := range content.Exhibits {
		version.Keys[e.ID] = e.Key
	}
	row := models.Schedule{CaseID: id, At: at.UTC(), State: models.ScheduleWaiting, Revision: c.Revision, DraftVersion: draft.Version, Correction: correction, By: by.ID, MadeAt: d.now()}
	row.Sealed, err = seal.JSON(seal.LabelOf(models.SealScheduled, id), version, string(d.unattended.Public()))
	if err == nil {
		err = d.store.Schedule(ctx, row, d.custody(by.Person, id, models.DeedPublishSchedule, row.At.Format(time.RFC3339)))
	}
	if err != nil {
		return errors.Join(err, waiting.removeCopies(ctx, content.Exhibits))
	}
	return nil
}

func (d *Desk) scheduled(id models.ID) shelter {
	return shelter{Objects: d.objects, prefix: "scheduled/", to: d.unattended.Public(), label: func(c models.ID) seal.Label { return seal.LabelOf(models.SealScheduled, id, c) }}
}

// ScheduleOf gives what is scheduled of a case, with its state; models.ErrNotFound when nothing is.
func (d *Desk) ScheduleOf(ctx context.Context, by Editor, id models.ID) (models.Schedule, error) {
	if _, _, err := d.open(ctx, by, id, models.DeedPublishCancel); err != nil {
		return models.Schedule{}, err
	}
	return d.store.ScheduleOf(ctx, id)
}

// CancelSchedule takes a scheduled publication back.
func (d *Desk) CancelSchedule(ctx context.Context, by Editor, id models.ID) error {
	row, err := d.ScheduleOf(ctx, by, id)
	if err != nil {
		return err
	}
	if err := d.store.CancelSchedule(ctx, id, d.custody(by.Person, id, models.DeedPublishCancel, "")); err != nil {
		return err
	}
	return d.forget(ctx, row)
}

// PublishDue lets out what is due. What may not go out any more is held back and its editor is told;
// what fails for another reason stays and is tried again.
func (d *Desk) PublishDue(ctx context.Context) (published, held int, err error) {
	due, err := d.store.SchedulesDue(ctx, d.now())
	if err != nil {
		return 0, 0, fmt.Errorf("looking for what is due: %w", err)
	}
	for _, row := range due {
		why, failed := d.publishScheduled(ctx, row)
		switch {
		case failed != nil:
			err = errors.Join(err, failed)
		case why == "":
			published++
		default:
			held++
			err = errors.Join(err, d.hold(ctx, row, why))
		}
	}
	return published, held, err
}

// publishScheduled gives why a version may not go out; "" when it did.
func (d *Desk) publishScheduled(ctx context.Context, row models.Schedule) (why string, err error) {
	c, err := d.store.Case(ctx, row.CaseID)
	if err != nil {
		return "", fmt.Errorf("reading a case: %w", err)
	}
	_, draft, err := d.store.Draft(ctx, row.CaseID)
	switch {
	case err != nil:
		return "", fmt.Errorf("reading a draft: %w", err)
	case c.State != models.CaseDecided || c.Revision != row.Revision:
		return "schedule.held.decision", nil
	case draft != row.DraftVersion:
		return "schedule.held.draft", nil
	case (c.Publication != models.Private) != row.Correction || c.Publication == models.Withdrawn:
		return "schedule.held.publication", nil
	}
	unsafe, err := d.unsafeSince(ctx, row)
	if err != nil {
		return "", err
	}
	if unsafe {
		return "look.held", nil
	}
	if unsafe, err = d.wordsUnsafeSince(ctx, row); err != nil {
		return "", err
	}
	if unsafe {
		return "look.words.held", nil
	}
	var version models.ScheduledVersion
	if err := seal.OpenJSON(seal.LabelOf(models.SealScheduled, row.CaseID), row.Sealed, d.unattended, &version); err != nil {
		return "schedule.held.key", nil
	}
	from := d.scheduled(row.CaseID)
	for i, e := range version.Content.Exhibits {
		e.Key = version.Keys[e.ID]
		version.Content.Exhibits[i] = e
		body, err := from.open(ctx, e.Key, d.unattended)
		if err == nil {
			err = d.objects.Put(ctx, e.Key, bytes.NewReader(body), int64(len(body)))
		}
		if err != nil {
			return "", errors.Join(fmt.Errorf("putting a public copy in place: %w", err), d.removeCopies(ctx, version.Content.Exhibits[:i]))
		}
	}
	deed, store, of := models.DeedPublish, d.store.Publish, 0
	if row.Correction {
		public, err := d.store.PublicationOf(ctx, row.CaseID)
		if err != nil {
			return "", fmt.Errorf("reading what is public: %w", err)
		}
		deed, store, of = models.DeedPublishCorrect, d.store.Correct, public.Version
	}
	event := models.Custody{ItemKind: models.ItemCase, ItemID: row.CaseID, Deed: deed, ActorID: row.By, At: d.now(), Detail: "scheduled"}
	if _, err := store(ctx, models.NewVersion{CaseID: row.CaseID, Content: version.Content, Note: version.Note, Of: of, By: row.By, At: event.At}, event); err != nil {
		err = errors.Join(err, d.removeCopies(ctx, version.Content.Exhibits))
		if k := models.KindOf(err); k == models.Invalid || k == models.Conflict {
			return "schedule.held.publication", nil // consent changed, or somebody was faster
		}
		return "", err
	}
	return "", errors.Join(d.store.EndSchedule(ctx, row.CaseID, models.ScheduleDone, "", nil), d.forget(ctx, row))
}

func (d *Desk) hold(ctx context.Context, row models.Schedule, why string) error {
	notice := models.Notice{PersonID: row.By, Kind: models.NoticeHeld, ItemKind: models.ItemCase, ItemID: row.CaseID, At: d.now()}
	var err error
	if notice.ID, err = models.NewID(d.random); err != nil {
		return err
	}
	event := models.Custody{ItemKind: models.ItemCase, ItemID: row.CaseID, Deed: models.DeedPublishHold, At: d.now(), Detail: why}
	return errors.Join(d.store.EndSchedule(ctx, row.CaseID, models.ScheduleHeld, why, []models.Notice{notice}, event), d.forget(ctx, row))
}

// forget removes the copies that waited.
func (d *Desk) forget(ctx context.Context, row models.Schedule) error {
	var version models.ScheduledVersion
	if seal.OpenJSON(seal.LabelOf(models.SealScheduled, row.CaseID), row.Sealed, d.unattended, &version) != nil {
		return nil // sealed to a key that is gone: the sweep finds them
	}
	var err error
	for _, key := range version.Keys {
		err = errors.Join(err, d.scheduled(row.CaseID).Delete(context.WithoutCancel(ctx), key))
	}
	return err
}
