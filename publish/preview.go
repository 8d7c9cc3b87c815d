package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// PreviewDays are for how long a preview can be given.
var PreviewDays = []int{1, 3, 7, 14}

func (d *Desk) previewed(p models.ID, key seal.PublicKey, holder string) shelter {
	return shelter{
		Objects: d.objects, prefix: "previews/" + string(p) + "/", to: key,
		label: func(c models.ID) seal.Label { return seal.LabelOf(models.SealPress, p, c) },
		change: func(body []byte) ([]byte, error) {
			if !bytes.HasPrefix(body, []byte{0xff, 0xd8}) {
				return body, nil
			}
			return media.Watermark(body, holder)
		},
	}
}

// GivePreview makes an embargoed preview of a case's draft for an approved journalist, and gives the
// token of its link. The link is shown once: only who has it can open the preview.
func (d *Desk) GivePreview(ctx context.Context, by Editor, id, journalist models.ID, days int) (seal.SessionToken, error) {
	c, key, err := d.open(ctx, by, id, models.DeedPreviewGive)
	if err != nil {
		return "", err
	}
	j, err := d.journalist(ctx, by, journalist)
	if err != nil {
		return "", err
	}
	if j.State != models.JournalistApproved || days < 1 || days > PreviewDays[len(PreviewDays)-1] {
		return "", models.RefuseFields(models.FieldError{Field: "journalist", Key: "desk.error.choose"})
	}
	draft, err := d.draft(ctx, c, key)
	if err != nil {
		return "", err
	}
	if len(draft.Problems) > 0 {
		return "", models.RefuseFields(draft.Problems...)
	}
	row := models.Preview{CaseID: id, JournalistID: journalist, By: by.ID, MadeAt: d.now(), ExpiresAt: d.now().AddDate(0, 0, days)}
	if row.ID, err = models.NewID(d.random); err != nil {
		return "", err
	}
	own, err := seal.NewPrivateKey(d.random)
	if err != nil {
		return "", err
	}
	token, err := seal.NewSessionToken(d.random)
	if err != nil {
		return "", err
	}
	row.Lookup = token.ID()
	if row.Sealed, err = token.Wrap(seal.LabelOf(models.SealPress, row.ID), own); err != nil {
		return "", err
	}
	under := *d
	to := d.previewed(row.ID, own.Public(), j.Name+" · "+j.Outlet)
	under.objects = to
	content := Coarsen(draft.Content, draft.Sites)
	if content.Exhibits, err = under.putCopies(ctx, c, key, content.Title, content.Exhibits, draft.Exhibits); err != nil {
		return "", err
	}
	body := models.PreviewContent{Content: content, Keys: map[models.ID]string{}, Holder: j.Name}
	for _, e := range content.Exhibits {
		body.Keys[e.ID] = e.Key
	}
	plain, err := json.Marshal(body)
	if err == nil {
		err = to.Put(ctx, "public/content", bytes.NewReader(plain), int64(len(plain)))
	}
	if err == nil {
		err = d.store.AddPreview(ctx, row, d.custody(by.Person, id, models.DeedPreviewGive, string(row.ID)+" "+string(journalist)))
	}
	if err != nil {
		return "", errors.Join(err, d.dropPreview(ctx, row.ID))
	}
	return token, nil
}

// Previews lists the previews of a case, newest first.
func (d *Desk) Previews(ctx context.Context, by Editor, id models.ID) ([]models.Preview, error) {
	if _, _, err := d.open(ctx, by, id, models.DeedPreviewRevoke); err != nil {
		return nil, err
	}
	return d.store.Previews(ctx, id)
}

// RevokePreview takes a preview back at once.
func (d *Desk) RevokePreview(ctx context.Context, by Editor, id, preview models.ID) error {
	if _, _, err := d.open(ctx, by, id, models.DeedPreviewRevoke); err != nil {
		return err
	}
	if err := d.store.RevokePreview(ctx, preview, id, d.custody(by.Person, id, models.DeedPreviewRevoke, string(preview))); err != nil {
		return err
	}
	return d.dropPreview(ctx, preview)
}

// OpenPreview shows a preview to who has its link, and records that it was opened. What has ended, was
// revoked or never was is models.ErrNotFound alike.
func (d *Desk) OpenPreview(ctx context.Context, token seal.SessionToken) (models.Preview, models.PreviewContent, error) {
	row, content, err := d.preview(ctx, token)
	if err != nil {
		return row, content, err
	}
	event := models.Custody{ItemKind: models.ItemCase, ItemID: row.CaseID, Deed: models.DeedPreviewOpen, At: d.now(), Detail: string(row.ID)}
	return row, content, d.store.OpenPreview(ctx, row.ID, event)
}

func (d *Desk) preview(ctx context.Context, token seal.SessionToken) (row models.Preview, content models.PreviewContent, err error) {
	if row, err = d.store.PreviewByLookup(ctx, token.ID(), d.now()); err != nil {
		return row, content, err
	}
	key, err := token.Unwrap(seal.LabelOf(models.SealPress, row.ID), row.Sealed)
	if err != nil {
		return row, content, models.ErrNotFound
	}
	plain, err := d.previewed(row.ID, key.Public(), "").open(ctx, "public/content", key)
	if err != nil {
		return row, content, models.ErrNotFound // taken away between the two looks
	}
	if err := json.Unmarshal(plain, &content); err != nil {
		return row, content, fmt.Errorf("reading a preview: %w", err)
	}
	return row, content, nil
}

// PreviewCopy gives a marked picture of a preview.
func (d *Desk) PreviewCopy(ctx context.Context, token seal.SessionToken, copy models.ID) ([]byte, error) {
	row, content, err := d.preview(ctx, token)
	if err != nil {
		return nil, err
	}
	where, ok := content.Keys[copy]
	if !ok {
		return nil, models.ErrNotFound
	}
	key, err := token.Unwrap(seal.LabelOf(models.SealPress, row.ID), row.Sealed)
	if err != nil {
		return nil, models.ErrNotFound
	}
	return d.previewed(row.ID, key.Public(), "").open(ctx, where, key)
}

// EndPreviews removes the bytes of what has expired or was revoked, those of a revoked journalist too.
func (d *Desk) EndPreviews(ctx context.Context) (removed int, err error) {
	ended, err := d.store.EndedPreviews(ctx, d.now())
	if err != nil {
		return 0, fmt.Errorf("looking for ended previews: %w", err)
	}
	for _, id := range ended {
		if err := errors.Join(d.dropPreview(ctx, id), d.store.DropPreview(ctx, id)); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

func (d *Desk) dropPreview(ctx context.Context, id models.ID) error {
	var keys []string
	ctx = context.WithoutCancel(ctx)
	err := d.objects.List(ctx, "previews/"+string(id)+"/", func(key string, _ int64) error {
		keys = append(keys, key)
		return nil
	})
	for _, key := range keys {
		err = errors.Join(err, d.objects.Delete(ctx, key))
	}
	return err
}
