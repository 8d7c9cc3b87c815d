package routing

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
)

// inputs looks up the names of what facts give by id, when a rule asks for them and only then:
// most reports need neither list.
func (r *Router) inputs(ctx context.Context, rules []Rule, facts ...models.Facts) ([]Input, error) {
	slugs, names := map[models.ID]string{}, map[models.ID]string{}
	hasSite := func(f models.Facts) bool { return f.SiteID != "" }
	if slices.ContainsFunc(facts, hasSite) && mentions(rules, "site") {
		sites, err := r.store.Sites(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the sites: %w", err)
		}
		for _, s := range sites {
			slugs[s.ID] = s.Slug
		}
	}
	hasOrganisation := func(f models.Facts) bool { return f.OrganisationID != "" }
	if slices.ContainsFunc(facts, hasOrganisation) && mentions(rules, "organisation") {
		organisations, err := r.store.Organisations(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading the organisations: %w", err)
		}
		for _, o := range organisations {
			names[o.ID] = o.Name
		}
	}
	var in []Input
	for _, f := range facts {
		in = append(in, Input{Facts: f, SiteSlug: slugs[f.SiteID], Organisation: names[f.OrganisationID]})
	}
	return in, nil
}

// mentions tells whether any rule tests a text field.
func mentions(rules []Rule, field string) bool {
	return slices.ContainsFunc(rules, func(r Rule) bool { return r.When != nil && asks(r.When, field) })
}

func asks(c Condition, field string) bool {
	within := func(p Condition) bool { return asks(p, field) }
	switch c := c.(type) {
	case Any:
		return slices.ContainsFunc(c, within)
	case All:
		return slices.ContainsFunc(c, within)
	case Not:
		return within(c.Of)
	case TextTest:
		return c.Field == field
	}
	return false
}
