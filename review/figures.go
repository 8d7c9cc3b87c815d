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
	Figures(ctx context.Context, desks, named []models.ID, now time.Time) (models.Figures, error)
	Leads(ctx context.Context, person models.ID) ([]models.ID, error)
}

// Figures gives how the work of the reader's desks goes. How much others have is for leads: everybody
// else sees their own load.
func (r *Review) Figures(ctx context.Context, by models.Person) (models.Figures, error) {
	if len(by.Desks) == 0 || !by.Has(models.RoleReviewer) && !by.Has(models.RoleEditor) {
		return models.Figures{}, models.ErrNotFound
	}
	f, err := r.store.Figures(ctx, by.Desks, by.Named, r.now())
	if err != nil {
		return f, fmt.Errorf("counting: %w", err)
	}
	leads, err := r.store.Leads(ctx, by.ID)
	if err != nil {
		return f, fmt.Errorf("reading whom they lead: %w", err)
	}
	if len(leads) == 0 {
		f.Loads = slices.DeleteFunc(f.Loads, func(l models.Load) bool { return l.PersonID != by.ID })
	}
	return f, nil
}
