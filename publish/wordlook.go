package publish

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"loupe/models"
	"loupe/seal"
)

// WordLookStore keeps what second persons found at replaced words.
type WordLookStore interface {
	AddWordLook(ctx context.Context, l models.WordLook, version int, ev models.Custody) error
	WordLooks(ctx context.Context, id models.ID) ([]models.WordLook, error)
}

// replaces tells whether words of the draft are replaced, or were.
func (d draftDocument) replaces() bool { return len(d.StandIns)+len(d.Passages) > 0 }

// replan names the words anew when they are others than in the draft before, so that a look at those doesn't
// hold for these.
func (d *Desk) replan(by Editor, before, now *draftDocument) (err error) {
	if reflect.DeepEqual(before.StandIns, now.StandIns) && reflect.DeepEqual(before.Passages, now.Passages) {
		return nil
	}
	now.Plan = models.WordPlan{By: by.ID, At: d.now().UTC()}
	now.Plan.ID, err = models.NewID(d.random)
	return err
}

// wordLook gives the look at the words as they stand; nil when nobody looked, or words were changed since.
func (d *Desk) wordLook(ctx context.Context, id models.ID, plan models.WordPlan) (*models.WordLook, error) {
	all, err := d.store.WordLooks(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading looks at words: %w", err)
	}
	if i := slices.IndexFunc(all, func(l models.WordLook) bool { return l.Plan.ID == plan.ID }); i >= 0 {
		return &all[i], nil
	}
	return nil, nil
}

// lookAt fills in what a second person found at the words, and why the reader can't say.
func (s *StandIns) lookAt(by Editor, look *models.WordLook, key seal.PrivateKey) error {
	if s.Look = look; look != nil {
		plain, err := seal.Open(seal.LabelOf(models.SealWordLook, s.Case.ID, look.Plan.ID), look.Note, key)
		if err != nil {
			return fmt.Errorf("opening a look's note: %w", err)
		}
		s.Note, s.WhyLook = string(plain), models.Refuse(models.Conflict, "look.error.done")
		return nil
	}
	it := s.Case.Item()
	it.ProposedBy = s.Plan.By
	_, s.WhyLook = models.May(by.Person, models.DeedCaseLook, it)
	return nil
}

// SayWordLook keeps what a second person found at the words that are replaced: fine, or somebody can be known by
// the text still. plan is the one that they read; when words were changed since, that is told as a Conflict. A
// note is needed when it isn't fine: with it the words go back to the editor.
func (d *Desk) SayWordLook(ctx context.Context, by Editor, id, plan models.ID, fine bool, note string) error {
	s, err := d.StandIns(ctx, by, id)
	switch {
	case err != nil:
		return err
	case !s.Replaces:
		return models.ErrNotFound
	case s.Plan.ID != plan:
		return models.Refuse(models.Conflict, "error.moved_on")
	case s.WhyLook != nil:
		return s.WhyLook
	}
	if note, err = lookNote(fine, note); err != nil {
		return err
	}
	l := models.WordLook{Plan: s.Plan, CaseID: id, By: by.ID, Fine: fine, At: d.now()}
	if l.Note, err = seal.Seal(seal.LabelOf(models.SealWordLook, id, plan), []byte(note), seal.PublicKey(s.Case.PublicKey)); err != nil {
		return err
	}
	return d.store.AddWordLook(ctx, l, s.Version, d.custody(by.Person, id, models.DeedCaseLook, "words"))
}

// wordsUnsafeSince tells whether a second person found, after a version was scheduled, that somebody can be known
// by its text.
func (d *Desk) wordsUnsafeSince(ctx context.Context, row models.Schedule) (bool, error) {
	all, err := d.store.WordLooks(ctx, row.CaseID)
	if err != nil {
		return false, fmt.Errorf("reading looks at words: %w", err)
	}
	return slices.ContainsFunc(all, func(l models.WordLook) bool {
		return !l.Fine && !l.Plan.At.After(row.MadeAt) && !l.At.Before(row.MadeAt)
	}), nil
}
