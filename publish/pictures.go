package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"loupe/models"
)

// PictureStore keeps the lighter copies of published pictures.
type PictureStore interface {
	WaitingCopies(ctx context.Context, limit int) ([]models.PublicCopy, error)
	AddRenditions(ctx context.Context, exhibit models.ID, list []models.Rendition, at time.Time) error
}

// MakeRenditions makes the lighter copies of published pictures that have none yet, at most so many and
// the newest first, and says of how many. What is public already is read; no key is needed. A picture is
// shown as it was published until then.
func (d *Desk) MakeRenditions(ctx context.Context, most int) (made int, err error) {
	waiting, err := d.store.WaitingCopies(ctx, most)
	for _, e := range waiting {
		if err := d.makeRenditions(ctx, e); err != nil {
			return made, err
		}
		made++
	}
	return made, err
}

func (d *Desk) makeRenditions(ctx context.Context, e models.PublicCopy) error {
	var list []models.Rendition
	body, err := d.published(ctx, e)
	if err != nil {
		return err
	}
	pictures, err := d.media.Renditions(ctx, body)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		pictures = nil // what can't be read stays as it is
	}
	for _, p := range pictures {
		sum := sha256.Sum256(p.Body)
		r := models.Rendition{Name: p.Name, Type: p.Type, Width: p.Width, Height: p.Height, Size: int64(len(p.Body)), SHA256: hex.EncodeToString(sum[:]), Key: e.Key + "-" + p.Name}
		if err := d.objects.Put(ctx, r.Key, bytes.NewReader(p.Body), r.Size); err != nil {
			return fmt.Errorf("putting a lighter copy in place: %w", err)
		}
		list = append(list, r)
	}
	err = d.store.AddRenditions(ctx, e.ID, list, d.now())
	if models.KindOf(err) == models.Conflict {
		return d.takeBack(ctx, e, list)
	}
	return err
}

// takeBack removes lighter copies of what was withdrawn while they were made. When another node was
// faster they are the same ones, and stay.
func (d *Desk) takeBack(ctx context.Context, e models.PublicCopy, list []models.Rendition) error {
	now, err := d.objects.Get(ctx, e.Key)
	if err == nil {
		return now.Close()
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	for _, r := range list {
		err = errors.Join(err, d.objects.Delete(context.WithoutCancel(ctx), r.Key))
	}
	return err
}

// published reads a public copy; nil when it was taken away.
func (d *Desk) published(ctx context.Context, e models.PublicCopy) ([]byte, error) {
	object, err := d.objects.Get(ctx, e.Key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a public copy: %w", err)
	}
	defer object.Close()
	return io.ReadAll(object)
}
