package review

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"loupe/models"
	"loupe/seal"
)

// CopyStore keeps working copies: what a document shows, its pages, stills.
type CopyStore interface {
	AddExhibitCopy(ctx context.Context, c models.ExhibitCopy, ev ...models.Custody) error
	ExhibitCopies(ctx context.Context, exhibit models.ID, kind models.CopyKind, from, to int64) ([]models.ExhibitCopy, error)
}

// OpenCopy is a working copy with what is known of it.
type OpenCopy struct {
	models.ExhibitCopy
	models.CopyNote
}

// copies opens what is known of an exhibit's working copies of one kind, from one position on to before another.
func (r *Review) copies(ctx context.Context, e models.Exhibit, kind models.CopyKind, from, to int64, key seal.PrivateKey) ([]OpenCopy, error) {
	rows, err := r.store.ExhibitCopies(ctx, e.ID, kind, from, to)
	if err != nil {
		return nil, fmt.Errorf("reading working copies: %w", err)
	}
	out := make([]OpenCopy, len(rows))
	for i, row := range rows {
		out[i].ExhibitCopy = row
		if err := seal.OpenJSON(seal.LabelOf(models.SealCopyNote, e.ReportID, e.ID, row.ID), row.Sealed, key, &out[i].CopyNote); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keepCopy seals a working copy and what is known of it. The picture may be nil.
func (r *Review) keepCopy(ctx context.Context, e models.Exhibit, publicKey string, c models.ExhibitCopy, note models.CopyNote, picture []byte, ev ...models.Custody) error {
	var err error
	if c.ID, err = models.NewID(r.random); err != nil {
		return err
	}
	c.ExhibitID, c.At = e.ID, r.now()
	if picture != nil {
		sum := sha256.Sum256(picture)
		note.SHA256 = hex.EncodeToString(sum[:])
		sealed, err := seal.Seal(seal.LabelOf(models.SealCopy, e.ReportID, e.ID, c.ID), picture, seal.PublicKey(publicKey))
		if err != nil {
			return err
		}
		c.Key, c.Size = "derived/"+string(e.ID)+"/"+string(c.ID), int64(len(sealed))
		if err := r.objects.Put(ctx, c.Key, bytes.NewReader(sealed), c.Size); err != nil {
			return fmt.Errorf("keeping a working copy: %w", err)
		}
	}
	if c.Sealed, err = seal.JSON(seal.LabelOf(models.SealCopyNote, e.ReportID, e.ID, c.ID), note, publicKey); err != nil {
		return err
	}
	if err := r.store.AddExhibitCopy(ctx, c, ev...); err != nil {
		return fmt.Errorf("keeping a working copy: %w", err)
	}
	return nil
}

// CopyPicture gives the picture of a page or a still.
func (r *Review) CopyPicture(ctx context.Context, by Reader, id models.ID, kind models.CopyKind, position int64) ([]byte, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return nil, err
	}
	_, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitView)
	if err != nil {
		return nil, err
	}
	list, err := r.store.ExhibitCopies(ctx, id, kind, position, position+1)
	if err != nil {
		return nil, fmt.Errorf("reading working copies: %w", err)
	}
	if len(list) == 0 || list[0].Key == "" {
		return nil, models.ErrNotFound
	}
	object, err := r.objects.Get(ctx, list[0].Key)
	if err != nil {
		return nil, fmt.Errorf("reading a working copy: %w", err)
	}
	defer object.Close()
	plain, err := seal.NewReader(object, seal.LabelOf(models.SealCopy, row.ReportID, id, list[0].ID), key)
	if err != nil {
		return nil, fmt.Errorf("opening a working copy: %w", err)
	}
	return io.ReadAll(plain)
}
