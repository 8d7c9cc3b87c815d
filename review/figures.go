package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loupe/models"
)

// FigureStore counts.
type FigureStore interface {
	Figures(ctx context.Context, q models.FigureQuery) (models.Figures, error)
	Leads(ctx context.Context, person models.ID) ([]models.ID, error)
}

// FigureDays are the spans that figures can be asked of, in days; 0 is all there is.
var FigureDays = []int{30, 90, 365, 0}

// Figures gives how the work of the reader's desks goes, of the last days. How much others have is for
// the leads of their desks: everybody else sees their own load.
func (r *Review) Figures(ctx context.Context, by models.Person, days int) (models.Figures, error) {
	if len(by.Desks) == 0 || !by.Has(models.RoleReviewer) && !by.Has(models.RoleEditor) {
		return models.Figures{}, models.ErrNotFound
	}
	if !slices.Contains(FigureDays, days) {
		return models.Figures{}, models.ErrNotFound
	}
	q := models.FigureQuery{By: by.ID, Desks: by.Desks, Named: by.Named, Now: r.now()}
	if days > 0 {
		q.Since = q.Now.Add(-time.Duration(days) * 24 * time.Hour)
	}
	var err error
	if q.Leads, err = r.store.Leads(ctx, by.ID); err != nil {
		return models.Figures{}, fmt.Errorf("reading whom they lead: %w", err)
	}
	f, err := r.store.Figures(ctx, q)
	if err != nil {
		return f, fmt.Errorf("counting: %w", err)
	}
	return f, nil
}
