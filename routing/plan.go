package routing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
)

// Plan is the rules as a source's device may have them: conditions and desks' keys, no names, no
// people, no due times. What is the same for every source is decided here, so that the name of an
// organisation in a rule stays with us.
func (r *Router) Plan(ctx context.Context) (models.RoutePlan, error) {
	rules, err := r.rules(ctx)
	if err != nil {
		return models.RoutePlan{}, err
	}
	desks, err := r.store.Desks(ctx)
	if err != nil {
		return models.RoutePlan{}, fmt.Errorf("reading the desks: %w", err)
	}
	var sites []models.Site
	if mentions(rules, "site") {
		if sites, err = r.store.Sites(ctx); err != nil {
			return models.RoutePlan{}, fmt.Errorf("reading the sites: %w", err)
		}
	}
	var out models.RoutePlan
	for _, a := range models.Acts {
		if a.Restricted {
			out.Restricted = append(out.Restricted, a.Code)
		}
	}
	leads := func(ids ...models.ID) {
		for _, d := range desks {
			if slices.Contains(ids, d.ID) && !slices.ContainsFunc(out.Desks, func(k models.DeskKey) bool { return k.ID == d.ID }) {
				out.Desks = append(out.Desks, models.DeskKey{ID: d.ID, Generation: d.Generation, Recipient: d.PublicKey})
			}
		}
	}
	find := func(name string) (models.Desk, bool) { return FindDesk(desks, name) }
	closed := false
	for i, rule := range rules {
		if rule.Off || rule.Then.Desks == nil || closed {
			continue
		}
		c := rule.choose(i+1, Input{}, find)
		one := models.RouteRule{Position: i + 1, Desk: c.DeskID, Escalation: c.EscalationDeskID}
		if rule.When == nil {
			closed = true
		} else {
			test := portable(rule.When, sites)
			one.When = &test
		}
		out.Rules = append(out.Rules, one)
		leads(c.DeskID, c.EscalationDeskID)
	}
	if !closed {
		c := decide(nil, Input{}, desks)
		out.Rules = append(out.Rules, models.RouteRule{Desk: c.DeskID})
		leads(c.DeskID)
	}
	return out, nil
}

// portable writes a condition for a source that tells by the web.
func portable(c Condition, sites []models.Site) models.RouteTest {
	list := func(parts []Condition) (out []models.RouteTest) {
		for _, p := range parts {
			out = append(out, portable(p, sites))
		}
		return out
	}
	switch c := c.(type) {
	case Any:
		return models.RouteTest{Any: list(c)}
	case All:
		return models.RouteTest{All: list(c)}
	case Not:
		inner := portable(c.Of, sites)
		return models.RouteTest{Not: &inner}
	case FlagTest:
		return models.RouteTest{Flag: c.Field, Want: c.Want}
	case CountTest:
		return models.RouteTest{Count: c.Field, Op: c.Operator, Number: c.Number}
	case TextTest:
		return portableText(c, sites)
	}
	return models.RouteTest{Const: "no"}
}

func portableText(c TextTest, sites []models.Site) models.RouteTest {
	switch c.Field {
	case "organisation", "channel": // the same for every source
		if c.Holds(Input{Facts: models.Facts{Channel: models.ChannelWeb}}) {
			return models.RouteTest{Const: "yes"}
		}
		return models.RouteTest{Const: "no"}
	}
	out := models.RouteTest{Field: c.Field, Negated: c.Negated, In: []string{}}
	if c.Field == "site" {
		out.Field = "site_id"
	}
	for _, v := range c.Values {
		if c.Field != "site" || v.Value == "" {
			out.In = append(out.In, v.Value)
			continue
		}
		for _, s := range sites {
			if strings.EqualFold(s.Slug, v.Value) {
				out.In = append(out.In, string(s.ID))
			}
		}
	}
	if len(out.In) == 0 { // of sites that don't exist
		if c.Negated {
			return models.RouteTest{Const: "yes"}
		}
		return models.RouteTest{Const: "no"}
	}
	return out
}
