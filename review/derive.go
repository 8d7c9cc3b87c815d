package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// Metadata is what a file says of itself. It is read anew each time: reading is cheap, and what is
// not kept can't leak.
type Metadata struct {
	media.Metadata
	Unreadable bool
}

// derivedSeal is the kind of label for each working copy.
var derivedSeal = map[models.DerivedKind]string{
	models.DerivedPreview:   models.SealPreview,
	models.DerivedThumbnail: models.SealThumbnail,
}

// Picture gives an exhibit's preview or thumbnail as JPEG, upright and without metadata. It is made
// once from the original and kept sealed to the report.
func (r *Review) Picture(ctx context.Context, by Reader, id models.ID, kind models.DerivedKind) ([]byte, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return nil, err
	}
	if row.Kind != models.Photo {
		return nil, models.ErrNotFound
	}
	report, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitView)
	if err != nil {
		return nil, err
	}
	if kept, err := r.kept(ctx, row, kind, key); err != nil || kept != nil {
		return kept, err
	}
	plain, err := r.original(ctx, row, key)
	if err != nil {
		return nil, err
	}
	preview, thumbnail, err := r.media.Derive(ctx, plain, plain.Size())
	if err != nil {
		return nil, pictureError(err)
	}
	if err := r.keep(ctx, row, models.DerivedPreview, report.PublicKey, preview.JPEG); err != nil {
		return nil, err
	}
	if err := r.keep(ctx, row, models.DerivedThumbnail, report.PublicKey, thumbnail.JPEG); err != nil {
		return nil, err
	}
	hash, err := media.HashJPEG(thumbnail.JPEG)
	if err == nil {
		err = r.notePhoto(ctx, report, row.ID, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("noting a photograph's hash: %w", err)
	}
	if kind == models.DerivedThumbnail {
		return thumbnail.JPEG, nil
	}
	return preview.JPEG, nil
}

// pictureError says that a hostile or unreadable picture is kept as evidence but not shown.
func pictureError(err error) error {
	if errors.Is(err, media.ErrTooLarge) || errors.Is(err, media.ErrNotImage) || errors.Is(err, media.ErrUnreadable) {
		return &models.Error{Kind: models.NotFound, Key: "desk.error.not_shown", Cause: err}
	}
	return fmt.Errorf("making a preview: %w", err)
}

// kept opens a working copy that was made before; nil when there is none.
func (r *Review) kept(ctx context.Context, e models.Exhibit, kind models.DerivedKind, key seal.PrivateKey) ([]byte, error) {
	copies, err := r.store.DerivedOf(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("reading working copies: %w", err)
	}
	for _, c := range copies {
		if c.Kind != kind {
			continue
		}
		object, err := r.objects.Get(ctx, c.Key)
		if err != nil {
			return nil, fmt.Errorf("reading a working copy: %w", err)
		}
		defer object.Close()
		plain, err := seal.NewReader(object, seal.LabelOf(derivedSeal[kind], e.ReportID, e.ID), key)
		if err != nil {
			return nil, fmt.Errorf("opening a working copy: %w", err)
		}
		return io.ReadAll(plain)
	}
	return nil, nil
}

// keep seals a working copy and stores it. Two who make it at once store it twice under two names,
// and the row of the first stands.
func (r *Review) keep(ctx context.Context, e models.Exhibit, kind models.DerivedKind, publicKey string, plain []byte) error {
	sealed, err := seal.Seal(seal.LabelOf(derivedSeal[kind], e.ReportID, e.ID), plain, seal.PublicKey(publicKey))
	if err != nil {
		return err
	}
	name, err := models.NewID(r.random)
	if err != nil {
		return err
	}
	d := models.Derived{ExhibitID: e.ID, Kind: kind, Key: "derived/" + string(e.ID) + "/" + string(name), Size: int64(len(sealed))}
	if err := r.objects.Put(ctx, d.Key, bytes.NewReader(sealed), d.Size); err != nil {
		return fmt.Errorf("keeping a working copy: %w", err)
	}
	if _, err := r.store.AddDerived(ctx, d); err != nil {
		return fmt.Errorf("keeping a working copy: %w", err)
	}
	return nil
}

// readMetadata reads what the file says of itself. A file that can't be read says nothing; that is
// a finding, not an error.
func readMetadata(plain *io.SectionReader) Metadata {
	m, err := media.ReadMetadata(plain, plain.Size())
	return Metadata{m, err != nil}
}

// compare sets the picture's own place and date against the claim.
func (e *Examined) compare() {
	e.Distance, e.Days, e.HasDays = e.apart(e.Metadata.GPS, e.Metadata.TakenAt)
	if at := e.Metadata.GPS; at != nil && e.Outline != nil {
		e.Outside = e.Outline.Outline.Outside(at.Lat, at.Lon)
	}
}

// apart gives how far a told place is from the site (-1 when one isn't known), and how many days lie
// between a told time and the claimed date.
func (e *Examined) apart(at *media.Point, taken *time.Time) (kilometres float64, days int, hasDays bool) {
	kilometres = -1
	if at != nil && e.Site != nil {
		kilometres = media.DistanceKm(*at, media.Point{Lat: e.Site.Lat, Lon: e.Site.Lon})
	}
	claimed, err := time.Parse(time.DateOnly, e.Claim.OccurredOn)
	if err == nil && taken != nil {
		days, hasDays = int(math.Round(taken.Truncate(24*time.Hour).Sub(claimed).Hours()/24)), true
	}
	return kilometres, days, hasDays
}
