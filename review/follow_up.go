package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// FollowUpStore keeps what follows a decision.
type FollowUpStore interface {
	AddFollowUp(ctx context.Context, f models.FollowUpEntry, by models.ID, ev models.Custody) error
	FollowUps(ctx context.Context, id models.ID) ([]models.FollowUpEntry, error)
	FollowUpsDue(ctx context.Context, now time.Time, limit int) ([]models.FollowUpEntry, error)
	Reminded(ctx context.Context, id models.ID, notices []models.Notice, at time.Time) error
}

// OpenFollowUp is an entry as its desk reads it.
type OpenFollowUp struct {
	models.FollowUpEntry
	models.FollowUpText
}

// FollowUpInput is an entry as a form sends it; days are YYYY-MM-DD.
type FollowUpInput struct {
	Kind   models.FollowUpKind
	OnDay  string
	Remind string // "" for no reminder
	models.FollowUpText
}

// FollowUp records what was done or came back after a case was decided: a referral, a letter, a reply,
// the right of reply of those accused. Names and words are sealed to the case's key. What of it the
// public reads is for an editor to write.
func (r *Review) FollowUp(ctx context.Context, by Reader, id models.ID, in FollowUpInput) error {
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseFollow)
	if err != nil {
		return err
	}
	f := models.FollowUpEntry{CaseID: id, Kind: in.Kind, OnDay: in.OnDay}
	in.Name, in.Text = strings.TrimSpace(in.Name), strings.TrimSpace(in.Text)
	if !slices.Contains(models.FollowUpKinds, in.Kind) || !slices.Contains(models.Parties, in.Party) {
		return models.RefuseFields(models.FieldError{Field: "follow_kind", Key: "desk.error.choose"})
	}
	if _, err := time.Parse(time.DateOnly, in.OnDay); err != nil {
		return models.RefuseFields(models.FieldError{Field: "follow_on", Key: "follow.error.day"})
	}
	if in.Remind != "" {
		if f.RemindAt, err = time.Parse(time.DateOnly, in.Remind); err != nil {
			return models.RefuseFields(models.FieldError{Field: "follow_remind", Key: "follow.error.day"})
		}
	}
	if err := textWithin("follow_text", in.Text, noteLength); err != nil {
		return err
	}
	if len([]rune(in.Name)) > 200 {
		return models.RefuseFields(models.FieldError{Field: "follow_name", Key: "desk.error.long", Args: map[string]any{"Max": 200}})
	}
	if f.ID, err = models.NewID(r.random); err != nil {
		return err
	}
	if f.Sealed, err = seal.JSON(seal.LabelOf(models.SealFollowUp, id, f.ID), in.FollowUpText, c.PublicKey); err != nil {
		return err
	}
	return r.store.AddFollowUp(ctx, f, by.ID, r.custody(by.Person, models.ItemCase, id, models.DeedCaseFollow, string(in.Kind)))
}

func (r *Review) followUps(ctx context.Context, id models.ID, key seal.PrivateKey) ([]OpenFollowUp, error) {
	rows, err := r.store.FollowUps(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading what follows a case: %w", err)
	}
	var out []OpenFollowUp
	for _, f := range rows {
		o := OpenFollowUp{FollowUpEntry: f}
		if err := seal.OpenJSON(seal.LabelOf(models.SealFollowUp, id, f.ID), f.Sealed, key, &o.FollowUpText); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// Remind tells desks of the follow-ups whose day has come, each once. It needs no one's key. It gives
// of how many.
func (r *Review) Remind(ctx context.Context) (told int, err error) {
	due, err := r.store.FollowUpsDue(ctx, r.now(), escalateBatch)
	if err != nil {
		return 0, fmt.Errorf("looking for follow-ups: %w", err)
	}
	for _, f := range due {
		notices, err := r.noticesFor(ctx, f.DeskID, models.NoticeFollowUp, models.ItemCase, f.CaseID, false, false)
		if err != nil {
			return told, err
		}
		err = r.store.Reminded(ctx, f.ID, notices, r.now())
		if err == nil {
			told++
		} else if models.KindOf(err) != models.Conflict { // another node was faster
			return told, fmt.Errorf("telling of a follow-up: %w", err)
		}
	}
	return told, nil
}
