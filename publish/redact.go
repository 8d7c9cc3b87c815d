package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"loupe/keyring"
	"loupe/media"
	"loupe/models"
	"loupe/parts"
	"loupe/seal"
)

// publicSide is the longest side, in pixels, of a picture that is published.
const publicSide = 1600

// maxBoxes bounds a plan: more than any photograph needs.
const maxBoxes = 100

// OpenRedaction is a redaction with its plan.
type OpenRedaction struct {
	models.Redaction
	Plan models.RedactionPlan
}

// Redact burns the boxes and polygons of a plan into a new picture, as solid fill, and keeps it sealed to the
// case. The original stays untouched. plan.Checked says that a person has looked at the result of the
// same boxes and found nobody to be known by it. No box at all is a plan too: the copy is still
// made anew, without metadata. What the plan says of original and copy is filled in here.
func (d *Desk) Redact(ctx context.Context, by Editor, id, exhibit models.ID, plan models.RedactionPlan) error {
	c, _, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return err
	}
	return d.burn(ctx, by, c, exhibit, plan)
}

func (d *Desk) burn(ctx context.Context, by Editor, c models.Case, exhibit models.ID, plan models.RedactionPlan) error {
	if slices.ContainsFunc(plan.Faces, func(f models.SuggestedFace) bool { return outside(f.Box) }) {
		return models.RefuseFields(models.FieldError{Field: "faces", Key: "publish.error.box"})
	}
	if len(plan.Boxes) > maxBoxes || slices.ContainsFunc(plan.Boxes, outside) {
		return models.RefuseFields(models.FieldError{Field: "box", Key: "publish.error.box"})
	}
	if len(plan.Polygons) > maxBoxes || slices.ContainsFunc(plan.Polygons, misshapen) {
		return models.RefuseFields(models.FieldError{Field: "polygons", Key: "bench.error.polygon"})
	}
	p, err := d.subject(ctx, c.ID, exhibit)
	if err != nil {
		return err
	}
	if p.Kind != models.Photo {
		return models.ErrNotFound
	}
	original, digest, err := d.original(ctx, by, p)
	if err != nil {
		return err
	}
	var burn []media.Box
	for _, b := range plan.Boxes {
		burn = append(burn, media.Box{X: b.X, Y: b.Y, W: b.W, H: b.H})
	}
	var shapes []media.Polygon
	for _, line := range plan.Polygons {
		var shape media.Polygon
		for _, at := range line {
			shape = append(shape, [2]float64{at.X, at.Y})
		}
		shapes = append(shapes, shape)
	}
	picture, err := d.media.Redact(ctx, original, original.Size(), burn, shapes, publicSide)
	if errors.Is(err, media.ErrTooLarge) || errors.Is(err, media.ErrNotImage) || errors.Is(err, media.ErrUnreadable) {
		return &models.Error{Kind: models.Invalid, Key: "publish.error.unreadable", Cause: err}
	}
	if err != nil {
		return fmt.Errorf("redacting a picture: %w", err)
	}
	sum := sha256.Sum256(picture.JPEG)
	plan.Parent, plan.Digest, plan.Size = digest, hex.EncodeToString(sum[:]), int64(len(picture.JPEG))
	plan.Width, plan.Height = picture.Width, picture.Height
	return d.keepRedaction(ctx, by, c, p, plan, picture.JPEG)
}

// maxCorners bounds one polygon.
const maxCorners = 100

func misshapen(line []models.Corner) bool {
	return len(line) < 3 || len(line) > maxCorners || slices.ContainsFunc(line, func(at models.Corner) bool {
		inside := at.X >= 0 && at.X <= 1 && at.Y >= 0 && at.Y <= 1
		return !inside // NaN is outside too
	})
}

func outside(b models.Box) bool {
	inside := b.X >= 0 && b.Y >= 0 && b.W > 0 && b.H > 0 && b.X+b.W <= 1.0001 && b.Y+b.H <= 1.0001
	return !inside // NaN is outside too
}

func (d *Desk) keepRedaction(ctx context.Context, by Editor, c models.Case, p Picture, plan models.RedactionPlan, body []byte) error {
	id, err := models.NewID(d.random)
	if err != nil {
		return err
	}
	rd := models.Redaction{ID: id, CaseID: c.ID, ExhibitID: p.ID, CopyKey: "copies/" + string(id), By: by.ID, At: d.now()}
	detail := string(p.ID)
	if p.Still != nil {
		rd.ExhibitID, rd.StillID = p.Still.Of.ID, p.ID
		detail = fmt.Sprintf("%s, still at %.3f s", p.Still.Of.ID, p.Still.Seconds())
	}
	if rd.Plan, err = seal.JSON(seal.LabelOf(models.SealRedaction, c.ID, id), plan, c.PublicKey); err != nil {
		return err
	}
	sealed, err := seal.Seal(seal.LabelOf(models.SealWorkingCopy, c.ID, id), body, seal.PublicKey(c.PublicKey))
	if err != nil {
		return err
	}
	rd.CopySize = int64(len(sealed))
	if err := d.objects.Put(ctx, rd.CopyKey, bytes.NewReader(sealed), rd.CopySize); err != nil {
		return fmt.Errorf("keeping a redacted copy: %w", err)
	}
	if err := d.store.AddRedaction(ctx, rd, d.custody(by.Person, c.ID, models.DeedCaseRedact, detail)); err != nil {
		return errors.Join(err, d.objects.Delete(context.WithoutCancel(ctx), rd.CopyKey))
	}
	return nil
}

// original opens what a picture shows before its redaction, and takes its digest.
func (d *Desk) original(ctx context.Context, by Editor, p Picture) (*io.SectionReader, string, error) {
	plain, err := d.plain(ctx, keyring.New(d.store, by.ID, by.Key), p)
	if err != nil {
		return nil, "", err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(plain, 0, plain.Size())); err != nil {
		return nil, "", fmt.Errorf("reading an original: %w", err)
	}
	return plain, hex.EncodeToString(hash.Sum(nil)), nil
}

// plain opens an original, or a still, to be read from any place.
func (d *Desk) plain(ctx context.Context, ring *keyring.Ring, p Picture) (*io.SectionReader, error) {
	key, err := ring.Report(ctx, p.ReportID)
	if err != nil {
		return nil, fmt.Errorf("opening a report's key: %w", err)
	}
	if p.Still != nil {
		object, err := d.objects.Get(ctx, p.Still.Key)
		if err != nil {
			return nil, fmt.Errorf("reading a still: %w", err)
		}
		defer object.Close()
		sealed, err := io.ReadAll(io.LimitReader(object, p.Still.Size))
		if err != nil {
			return nil, fmt.Errorf("reading a still: %w", err)
		}
		body, err := seal.Open(seal.LabelOf(models.SealCopy, p.ReportID, p.Still.Of.ID, p.ID), sealed, key)
		if err != nil {
			return nil, fmt.Errorf("opening a still: %w", err)
		}
		return io.NewSectionReader(bytes.NewReader(body), 0, int64(len(body))), nil
	}
	list, err := d.store.Parts(ctx, p.ID)
	if err != nil {
		return nil, fmt.Errorf("reading an exhibit's parts: %w", err)
	}
	plain, err := parts.Open(ctx, d.objects, list, parts.ExhibitLabel(p.ReportID, p.ID), key)
	if err != nil {
		return nil, fmt.Errorf("opening an exhibit: %w", err)
	}
	return plain, nil
}

// redactable tells whether an exhibit can be redacted: what is seen or heard.
func redactable(e models.Exhibit) bool {
	return e.Kind == models.Photo || e.Kind == models.Audio || e.Kind == models.Video
}

// pictures lists what can be redacted of a case with the newest redaction of each.
func (d *Desk) pictures(ctx context.Context, id models.ID, key seal.PrivateKey) ([]Picture, error) {
	rows, err := d.store.Redactions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading redactions: %w", err)
	}
	newest := map[models.ID]*OpenRedaction{}
	for _, row := range rows {
		if now := newest[row.Of()]; now != nil && now.At.After(row.At) {
			continue
		}
		o := &OpenRedaction{Redaction: row}
		if err := seal.OpenJSON(seal.LabelOf(models.SealRedaction, id, row.ID), row.Plan, key, &o.Plan); err != nil {
			return nil, err
		}
		newest[row.Of()] = o
	}
	out, err := d.subjects(ctx, id)
	for i := range out {
		out[i].Redaction = newest[out[i].ID]
	}
	return out, err
}

// subject finds what can be redacted of a case by its id.
func (d *Desk) subject(ctx context.Context, id, exhibit models.ID) (Picture, error) {
	list, err := d.subjects(ctx, id)
	if err != nil {
		return Picture{}, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit })
	if i < 0 {
		return Picture{}, models.ErrNotFound
	}
	return list[i], nil
}

// subjects lists what can be redacted of a case: photographs, recordings, and the stills that were kept of them,
// each behind its recording.
func (d *Desk) subjects(ctx context.Context, id models.ID) ([]Picture, error) {
	reports, err := d.store.CaseReports(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading a case's reports: %w", err)
	}
	var out []Picture
	for _, r := range reports {
		exhibits, err := d.store.Exhibits(ctx, r.ID)
		if err != nil {
			return nil, fmt.Errorf("reading exhibits: %w", err)
		}
		for _, e := range exhibits {
			if !redactable(e) {
				continue
			}
			out = append(out, Picture{Exhibit: e})
			if e.Kind != models.Video {
				continue
			}
			stills, err := d.store.ExhibitCopies(ctx, e.ID, models.CopyStill, 0, math.MaxInt64)
			if err != nil {
				return nil, fmt.Errorf("reading stills: %w", err)
			}
			for _, s := range stills {
				out = append(out, Picture{Exhibit: models.Exhibit{ID: s.ID, ReportID: e.ReportID, Kind: models.Photo}, Still: &Still{s, e}})
			}
		}
	}
	return out, nil
}

// Picture gives one photograph of a case with its redaction, for the redaction page.
func (d *Desk) Picture(ctx context.Context, by Editor, id, exhibit models.ID) (models.Case, Picture, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return c, Picture{}, err
	}
	list, err := d.pictures(ctx, id, key)
	if err != nil {
		return c, Picture{}, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Kind == models.Photo })
	if i < 0 {
		return c, Picture{}, models.ErrNotFound
	}
	return c, list[i], nil
}

// Copy opens the redacted copy of an exhibit, with its type.
func (d *Desk) Copy(ctx context.Context, by Editor, id, exhibit models.ID) (body []byte, mime string, err error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return nil, "", err
	}
	list, err := d.pictures(ctx, c.ID, key)
	if err != nil {
		return nil, "", err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Redaction != nil })
	if i < 0 {
		return nil, "", models.ErrNotFound
	}
	body, err = d.openCopy(ctx, c.ID, key, list[i].Redaction)
	return body, list[i].Redaction.Plan.MIME(), err
}

func (d *Desk) openCopy(ctx context.Context, id models.ID, key seal.PrivateKey, rd *OpenRedaction) ([]byte, error) {
	object, err := d.objects.Get(ctx, rd.CopyKey)
	if err != nil {
		return nil, fmt.Errorf("reading a redacted copy: %w", err)
	}
	defer object.Close()
	plain, err := seal.NewReader(object, seal.LabelOf(models.SealWorkingCopy, id, rd.ID), key)
	if err != nil {
		return nil, fmt.Errorf("opening a redacted copy: %w", err)
	}
	jpeg, err := io.ReadAll(plain)
	if err != nil {
		return nil, fmt.Errorf("opening a redacted copy: %w", err)
	}
	sum := sha256.Sum256(jpeg)
	if hex.EncodeToString(sum[:]) != rd.Plan.Digest {
		return nil, fmt.Errorf("a redacted copy is not the one that was made")
	}
	return jpeg, nil
}
