package review

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
	"loupe/seal"
)

// DecisionStore keeps what was proposed and what a second person said.
type DecisionStore interface {
	Propose(ctx context.Context, d models.Decision, notices []models.Notice, ev models.Custody) error
	SecondLook(ctx context.Context, d models.Decision, notices []models.Notice, ev models.Custody) error
	ReopenCase(ctx context.Context, id models.ID, ev models.Custody) error
	Decisions(ctx context.Context, id models.ID) ([]models.Decision, error)
}

// OpenDecision is a decision with its reasons and names.
type OpenDecision struct {
	models.Decision
	ReasonText     string
	SecondText     string
	ProposedByName string
	SecondByName   string
}

// Propose says what verification found. What the outcome still needs is refused with the list; a
// case that changed since it was looked at is told.
func (r *Review) Propose(ctx context.Context, by Reader, id models.ID, outcome models.Outcome, reason string, revision int) error {
	c, key, err := r.openCase(ctx, by, id, models.DeedCasePropose)
	if err != nil {
		return err
	}
	if !slices.Contains(models.Outcomes, outcome) {
		return models.RefuseFields(models.FieldError{Field: "outcome", Key: "desk.error.choose"})
	}
	if err := textWithin("reason", reason, noteLength); err != nil {
		return err
	}
	whole := OpenCaseFile{Case: c}
	if err := r.evidence(ctx, by, key, &whole); err != nil {
		return err
	}
	sealed, _, err := r.store.CaseFile(ctx, id)
	if err != nil {
		return fmt.Errorf("reading a case file: %w", err)
	}
	if err := seal.OpenJSON(seal.LabelOf(models.SealCaseFile, id), sealed, key, &whole.File); err != nil {
		return err
	}
	if err := r.findings(ctx, by, key, &whole); err != nil {
		return err
	}
	if missing := whole.Missing[outcome]; len(missing) > 0 {
		refusal := &models.Error{Kind: models.Invalid, Key: "case.error.gate"}
		for _, m := range missing {
			refusal.Fields = append(refusal.Fields, models.FieldError{Field: "outcome", Key: m.Key, Args: m.Args})
		}
		return refusal
	}
	d := models.Decision{CaseID: id, Outcome: outcome, State: models.DecisionProposed, Revision: revision, ProposedBy: by.ID, ProposedAt: r.now()}
	if d.ID, d.Reason, err = r.sealNote(c, models.SealReason, reason); err != nil {
		return err
	}
	notices, err := r.noticesFor(ctx, c.DeskID, models.NoticeSecond, models.ItemCase, id, c.Restricted, false)
	if err != nil {
		return err
	}
	notices = slices.DeleteFunc(notices, func(n models.Notice) bool { return n.PersonID == by.ID || slices.Contains(c.Submitters, n.PersonID) })
	return r.store.Propose(ctx, d, notices, r.custody(by.Person, models.ItemCase, id, models.DeedCasePropose, string(outcome)))
}

// Confirm makes the proposed outcome the case's. It takes another person than the proposer.
func (r *Review) Confirm(ctx context.Context, by Reader, id models.ID, note string) error {
	return r.second(ctx, by, id, models.DeedCaseConfirm, models.DecisionConfirmed, note)
}

// SendBack returns a proposal to verification with the second person's words.
func (r *Review) SendBack(ctx context.Context, by Reader, id models.ID, note string) error {
	if err := textWithin("note", note, noteLength); err != nil {
		return err
	}
	return r.second(ctx, by, id, models.DeedCaseSendBack, models.DecisionSentBack, note)
}

func (r *Review) second(ctx context.Context, by Reader, id models.ID, deed models.Deed, state models.DecisionState, note string) error {
	c, err := r.allowCase(ctx, by.Person, id, deed)
	if err != nil {
		return err
	}
	rows, err := r.store.Decisions(ctx, id)
	if err != nil {
		return fmt.Errorf("reading decisions: %w", err)
	}
	at := slices.IndexFunc(rows, func(d models.Decision) bool { return d.State == models.DecisionProposed })
	if at < 0 {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	d := rows[at]
	d.State, d.SecondBy, d.SecondAt = state, by.ID, r.now()
	if len([]rune(note)) > noteLength {
		return textWithin("note", note, noteLength)
	}
	if d.SecondNote, err = seal.Seal(seal.LabelOf(models.SealReason, id, d.ID, "second"), []byte(note), seal.PublicKey(c.PublicKey)); err != nil {
		return err
	}
	kind := models.NoticeConfirmed
	if state == models.DecisionSentBack {
		kind = models.NoticeSentBack
	}
	n, err := r.notice(d.ProposedBy, kind, models.ItemCase, id)
	if err != nil {
		return err
	}
	return r.store.SecondLook(ctx, d, []models.Notice{n}, r.custody(by.Person, models.ItemCase, id, deed, string(d.Outcome)))
}

// ReopenCase takes a decided case back into verification. What is published stays as it is until an
// editor corrects or withdraws it.
func (r *Review) ReopenCase(ctx context.Context, by Reader, id models.ID) error {
	if _, err := r.allowCase(ctx, by.Person, id, models.DeedCaseReopen); err != nil {
		return err
	}
	return r.store.ReopenCase(ctx, id, r.custody(by.Person, models.ItemCase, id, models.DeedCaseReopen, ""))
}

func (r *Review) decisions(ctx context.Context, id models.ID, key seal.PrivateKey) ([]OpenDecision, error) {
	rows, err := r.store.Decisions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	var out []OpenDecision
	for _, d := range rows {
		o := OpenDecision{Decision: d, ProposedByName: r.name(ctx, d.ProposedBy)}
		if o.ReasonText, err = openText(seal.LabelOf(models.SealReason, id, d.ID), d.Reason, key); err != nil {
			return nil, err
		}
		if o.SecondText, err = openText(seal.LabelOf(models.SealReason, id, d.ID, "second"), d.SecondNote, key); err != nil {
			return nil, err
		}
		if d.SecondBy != "" {
			o.SecondByName = r.name(ctx, d.SecondBy)
		}
		out = append(out, o)
	}
	return out, nil
}
