package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// Look is an exhibit before and after its redaction, for any member of the case's desk.
type Look struct {
	Case    models.Case
	Picture Picture
	Note    string // of the look there was
	Why     error  // why the reader can't say whether it is well; nil when they may
}

// Look opens the redaction in force of an exhibit. One that has none is ErrNotFound.
func (d *Desk) Look(ctx context.Context, by Editor, id, exhibit models.ID) (Look, error) {
	out, _, err := d.look(ctx, by, id, exhibit)
	return out, err
}

func (d *Desk) look(ctx context.Context, by Editor, id, exhibit models.ID) (Look, seal.PrivateKey, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRead)
	if err != nil {
		return Look{}, key, err
	}
	list, err := d.pictures(ctx, id, key)
	if err != nil {
		return Look{}, key, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Redaction != nil })
	if i < 0 {
		return Look{}, key, models.ErrNotFound
	}
	out := Look{Case: c, Picture: list[i]}
	rd := list[i].Redaction
	if rd.Look != nil {
		plain, err := seal.Open(seal.LabelOf(models.SealRedactionLook, id, rd.ID), rd.Look.Note, key)
		if err != nil {
			return out, key, fmt.Errorf("opening a look's note: %w", err)
		}
		out.Note, out.Why = string(plain), models.Refuse(models.Conflict, "look.error.done")
		return out, key, nil
	}
	it := c.Item()
	it.ProposedBy = rd.By
	_, out.Why = models.May(by.Person, models.DeedCaseLook, it)
	return out, key, nil
}

// Looked opens the redacted copy of an exhibit, with its type, for whoever looks at it.
func (d *Desk) Looked(ctx context.Context, by Editor, id, exhibit models.ID) (body []byte, mime string, err error) {
	out, key, err := d.look(ctx, by, id, exhibit)
	if err != nil {
		return nil, "", err
	}
	body, err = d.openCopy(ctx, id, key, out.Picture.Redaction)
	return body, out.Picture.Redaction.Plan.MIME(), err
}

// SayLook keeps what a second person found at a redaction: fine, or somebody can be known by it still.
// redaction is the one that they saw; when there is a newer one, that is told as a Conflict. A note is
// needed when it isn't fine.
func (d *Desk) SayLook(ctx context.Context, by Editor, id, exhibit, redaction models.ID, fine bool, note string) error {
	out, _, err := d.look(ctx, by, id, exhibit)
	if err != nil {
		return err
	}
	rd := out.Picture.Redaction
	if rd.ID != redaction {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	if out.Why != nil {
		return out.Why
	}
	if note, err = lookNote(fine, note); err != nil {
		return err
	}
	l := models.RedactionLook{RedactionID: redaction, MadeBy: rd.By, By: by.ID, Fine: fine, At: d.now()}
	if l.Note, err = seal.Seal(seal.LabelOf(models.SealRedactionLook, id, redaction), []byte(note), seal.PublicKey(out.Case.PublicKey)); err != nil {
		return err
	}
	return d.store.AddRedactionLook(ctx, l, d.custody(by.Person, id, models.DeedCaseLook, string(exhibit)))
}

// lookNote is what a second person wrote, if it may be kept: without a note nothing is sent back.
func lookNote(fine bool, note string) (string, error) {
	note = strings.TrimSpace(note)
	if note == "" && !fine {
		return "", models.RefuseFields(models.FieldError{Field: "note", Key: "look.error.note"})
	}
	if len([]rune(note)) > wordsLength {
		return "", models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": wordsLength}})
	}
	return note, nil
}

// unsafeSince tells whether a second person found, after a version was scheduled, that somebody can be
// known by a redaction which was there when it was scheduled.
func (d *Desk) unsafeSince(ctx context.Context, row models.Schedule) (bool, error) {
	rows, err := d.store.Redactions(ctx, row.CaseID)
	if err != nil {
		return false, fmt.Errorf("reading redactions: %w", err)
	}
	return slices.ContainsFunc(rows, func(r models.Redaction) bool {
		return r.Look != nil && !r.Look.Fine && !r.At.After(row.MadeAt) && !r.Look.At.Before(row.MadeAt)
	}), nil
}

// Redacted tells which photographs of a case have a redaction, each with the newest one's row.
func (d *Desk) Redacted(ctx context.Context, by Editor, id models.ID) (map[models.ID]models.Redaction, error) {
	if _, _, err := d.open(ctx, by, id, models.DeedCaseRead); err != nil {
		return nil, err
	}
	rows, err := d.store.Redactions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading redactions: %w", err)
	}
	out := map[models.ID]models.Redaction{}
	for _, row := range rows {
		out[row.Of()] = row
	}
	return out, nil
}
