package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"loupe/media"
	"loupe/models"
)

// hidden is the share of a face that a box has to cover for the face not to be suggested.
const hidden = 0.7

// Faces suggests where faces are in a photograph, surest first. What the redaction in force hides, and what a
// person refused before, is left out. Nothing is kept: a person accepts or refuses each in the plan.
func (d *Desk) Faces(ctx context.Context, by Editor, id, exhibit models.ID) ([]models.SuggestedFace, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRedact)
	if err != nil {
		return nil, err
	}
	list, err := d.pictures(ctx, c.ID, key)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(p Picture) bool { return p.ID == exhibit && p.Kind == models.Photo })
	if i < 0 {
		return nil, models.ErrNotFound
	}
	original, _, err := d.original(ctx, by, list[i])
	if err != nil {
		return nil, err
	}
	found, err := d.media.Faces(ctx, original, original.Size())
	if errors.Is(err, media.ErrTooLarge) || errors.Is(err, media.ErrNotImage) || errors.Is(err, media.ErrUnreadable) {
		return nil, &models.Error{Kind: models.Invalid, Key: "publish.error.unreadable", Cause: err}
	}
	if err != nil {
		return nil, fmt.Errorf("looking for faces: %w", err)
	}
	var plan models.RedactionPlan
	if list[i].Redaction != nil {
		plan = list[i].Redaction.Plan
	}
	var out []models.SuggestedFace
	for _, f := range found {
		known := slices.ContainsFunc(plan.Boxes, func(b models.Box) bool { return covered(f.Box, b) > hidden }) ||
			slices.ContainsFunc(plan.Faces, func(o models.SuggestedFace) bool { return !o.Accepted && covered(f.Box, o.Box) > hidden })
		if !known {
			out = append(out, models.SuggestedFace{Box: models.Box{X: f.X, Y: f.Y, W: f.W, H: f.H}, Score: f.Score})
		}
	}
	return out, nil
}

// covered is the share of a that b covers.
func covered(a media.Box, b models.Box) float64 {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	return max(0, w) * max(0, h) / (a.W * a.H)
}
