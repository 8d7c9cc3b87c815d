package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// Publish makes the first public version of a case from its draft, and gives its reference.
func (d *Desk) Publish(ctx context.Context, by Editor, id models.ID) (models.Publication, error) {
	return d.release(ctx, by, id, models.DeedPublish, 0, "", d.store.Publish)
}

// Correct makes a new public version from the draft. of is the version that was looked at: when another one
// is public by then, somebody was faster, and nothing is done twice. note says to the public what has changed.
func (d *Desk) Correct(ctx context.Context, by Editor, id models.ID, of int, note string) (models.Publication, error) {
	note = strings.TrimSpace(note)
	if note == "" {
		return models.Publication{}, models.RefuseFields(models.FieldError{Field: "note", Key: "publish.error.note"})
	}
	if len([]rune(note)) > summaryLength {
		return models.Publication{}, models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	return d.release(ctx, by, id, models.DeedPublishCorrect, of, note, d.store.Correct)
}

type version func(context.Context, models.NewVersion, models.Custody) (models.Publication, error)

// release puts the public copies in place first, then makes the version that shows them. When the
// version can't be made, the copies go again: nothing is public without a version that says so.
func (d *Desk) release(ctx context.Context, by Editor, id models.ID, deed models.Deed, of int, note string, store version) (models.Publication, error) {
	c, key, err := d.open(ctx, by, id, deed)
	if err != nil {
		return models.Publication{}, err
	}
	draft, err := d.draft(ctx, c, key)
	if err != nil {
		return models.Publication{}, err
	}
	if draft.Publication != nil && draft.Publication.Version != of {
		return models.Publication{}, models.Refuse(models.Conflict, "error.moved_on")
	}
	if len(draft.Problems) > 0 {
		return models.Publication{}, models.RefuseFields(draft.Problems...)
	}
	content := Coarsen(draft.Content, draft.Sites)
	if content.Exhibits, err = d.putCopies(ctx, c, key, content.Title, content.Exhibits, draft.Exhibits); err != nil {
		return models.Publication{}, err
	}
	note = inNote(note, draft.StandIns)
	event := d.custody(by.Person, id, deed, note)
	p, err := store(ctx, models.NewVersion{CaseID: id, Content: content, Note: note, Of: of, By: by.ID, At: event.At}, event)
	if err != nil {
		return p, errors.Join(err, d.removeCopies(ctx, content.Exhibits))
	}
	return p, nil
}

// putCopies makes the public copies: the redacted ones, with caption, credit and licence written in and
// nothing else.
func (d *Desk) putCopies(ctx context.Context, c models.Case, key seal.PrivateKey, title string, chosen []models.PublicCopy, pictures []Picture) ([]models.PublicCopy, error) {
	var out []models.PublicCopy
	public := map[models.ID]models.ID{} // ids of public copies, by those of what they show
	for _, e := range chosen {
		i := slices.IndexFunc(pictures, func(p Picture) bool { return p.ID == e.ID })
		rd := pictures[i].Redaction
		e.Still = nil
		if still := pictures[i].Still; still != nil {
			e.Still = &models.StillOf{Recording: still.Of.ID, Seconds: still.Seconds()}
		}
		body, err := d.openCopy(ctx, c.ID, key, rd)
		if err != nil {
			return nil, errors.Join(err, d.removeCopies(ctx, out))
		}
		// A public id of its own: the exhibit's would tie public bytes to custody entries.
		shown := e.ID
		if e.ID, err = models.NewID(d.random); err != nil {
			return nil, errors.Join(err, d.removeCopies(ctx, out))
		}
		public[shown] = e.ID
		if e.Type = rd.Plan.MIME(); e.Type == "image/jpeg" {
			if body, err = media.WithCredit(body, media.Credit{Title: title, Caption: e.Caption, Credit: e.Credit, License: e.License}); err != nil {
				return nil, errors.Join(err, d.removeCopies(ctx, out))
			}
		}
		sum := sha256.Sum256(body)
		e.Key, e.Size = "public/"+string(e.ID), int64(len(body))
		e.SHA256, e.Width, e.Height = hex.EncodeToString(sum[:]), rd.Plan.Width, rd.Plan.Height
		out = append(out, e)
		if err := d.objects.Put(ctx, e.Key, bytes.NewReader(body), e.Size); err != nil {
			return nil, errors.Join(fmt.Errorf("putting a public copy in place: %w", err), d.removeCopies(ctx, out))
		}
	}
	for _, e := range out {
		if e.Still != nil {
			e.Still.Recording = public[e.Still.Recording] // never the exhibit's own
		}
	}
	return out, nil
}

// Copy fills in what a chosen picture will have when it is public, as far as it is known before: its
// digest is that of the copy with its caption, which is made at publication.
func (dr *Draft) Copy(e models.PublicCopy) models.PublicCopy {
	for _, p := range dr.Exhibits {
		if p.ID == e.ID && p.Redaction != nil {
			if p.Still != nil {
				e.Still = &models.StillOf{Seconds: p.Still.Seconds()}
			}
			e.Type, e.Size, e.Width, e.Height = p.Redaction.Plan.MIME(), p.Redaction.Plan.Size, p.Redaction.Plan.Width, p.Redaction.Plan.Height
		}
	}
	return e
}

func (d *Desk) removeCopies(ctx context.Context, copies []models.PublicCopy) error {
	var failed error
	for _, e := range copies {
		failed = errors.Join(failed, d.objects.Delete(context.WithoutCancel(ctx), e.Key))
	}
	return failed
}

// Withdraw takes a case off every public page at once and leaves a notice. The public copies' bytes
// are removed; the content stays sealed away in the record.
func (d *Desk) Withdraw(ctx context.Context, by Editor, id models.ID, reason models.WithdrawalReason, notice string) error {
	c, key, err := d.open(ctx, by, id, models.DeedPublishWithdraw)
	if err != nil {
		return err
	}
	kept, err := d.kept(ctx, id, key)
	if err != nil {
		return err
	}
	notice = inNote(notice, kept.StandIns)
	if !slices.Contains(models.WithdrawalReasons, reason) {
		return models.RefuseFields(models.FieldError{Field: "reason", Key: "desk.error.choose"})
	}
	if len([]rune(notice)) > summaryLength {
		return models.RefuseFields(models.FieldError{Field: "notice", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	event := d.custody(by.Person, id, models.DeedPublishWithdraw, string(reason))
	copies, err := d.store.Withdraw(ctx, c.Ref, models.Withdrawal{Reason: reason, Notice: strings.TrimSpace(notice), At: event.At}, event)
	if err != nil {
		return err
	}
	for _, key := range copies {
		err = errors.Join(err, d.objects.Delete(context.WithoutCancel(ctx), key))
	}
	return err
}
