package people

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"loupe/models"
)

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

const maxCapacity = 500

// SaveWork keeps what a person says of their own work: languages, how many reports they take at a
// time, leave, and whose reports they must not handle. Routing goes by it from the next report on.
func (p *People) SaveWork(ctx context.Context, by models.Person, w models.Work) error {
	slices.Sort(w.Languages)
	w.Languages = slices.Compact(w.Languages)
	switch {
	case slices.ContainsFunc(w.Languages, func(tag string) bool { return !languageTag.MatchString(tag) }) || len(w.Languages) > 20:
		return models.RefuseFields(models.FieldError{Field: "languages", Key: "account.error.languages"})
	case w.Capacity < 0 || w.Capacity > maxCapacity:
		return models.RefuseFields(models.FieldError{Field: "capacity", Key: "account.error.capacity", Args: map[string]any{"Max": maxCapacity}})
	case !slices.Contains(DigestHours, w.Digest):
		return models.RefuseFields(models.FieldError{Field: "digest", Key: "desk.error.choose"})
	case !w.AwayUntil.IsZero() && w.AwayUntil.Before(w.AwayFrom):
		return models.RefuseFields(models.FieldError{Field: "away_until", Key: "account.error.away"})
	}
	w.Conflicts = slices.DeleteFunc(w.Conflicts, func(id models.ID) bool { return !id.Valid() || id == by.ID })
	detail := fmt.Sprintf("conflicts %d away %s", len(w.Conflicts), w.AwayFrom.Format(time.DateOnly))
	return p.store.SaveWork(ctx, by.ID, w, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedWork, detail))
}

// Others lists the organisations and colleagues whom somebody may be in conflict with.
func (p *People) Others(ctx context.Context, by models.Person) ([]models.Organisation, []models.Person, error) {
	organisations, err := p.store.Organisations(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := p.store.People(ctx)
	return organisations, slices.DeleteFunc(all, func(o models.Person) bool { return o.ID == by.ID || !o.Has(models.RoleMonitor) }), err
}
