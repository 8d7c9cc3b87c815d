package routing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"loupe/models"
)

// Trial is what a text of rules would have done with the newest reports.
type Trial struct {
	Rows  []TrialRow
	Moved int         // rows that would have gone to another desk than they are on now
	Desks []TrialDesk // every desk that has any, busiest first
	// Regions that a rule names and no site of the gazetteer has: probably misspelt.
	Regions []string
}

// TrialRow is one report: its facts, where it is, and where it would have gone.
type TrialRow struct {
	models.RoutedReport
	Choice
	Now, Then string // names of desks; "" for recovery alone
	Moved     bool
}

// TrialDesk is how many reports a desk has, and would have had.
type TrialDesk struct {
	Name      string
	Now, Then int
}

// Try says where the newest reports, n of them and MaxTry at most, would have gone by a text of
// rules. It changes nothing and opens nothing: reports are routed by their facts alone.
func (r *Router) Try(ctx context.Context, by models.Person, text string, n int) (Trial, error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return Trial{}, err
	}
	rules, err := r.read(ctx, text)
	if err != nil {
		return Trial{}, err
	}
	reports, err := r.store.Routed(ctx, min(max(n, 1), MaxTry))
	if err != nil {
		return Trial{}, fmt.Errorf("reading past reports: %w", err)
	}
	facts := make([]models.Facts, len(reports))
	for i, p := range reports {
		facts[i] = p.Facts
	}
	desks, err := r.store.Desks(ctx)
	if err != nil {
		return Trial{}, fmt.Errorf("reading the desks: %w", err)
	}
	inputs, err := r.inputs(ctx, rules, facts...)
	if err != nil {
		return Trial{}, err
	}
	out := Trial{}
	if out.Regions, err = r.unknownRegions(ctx, rules); err != nil {
		return out, err
	}
	name := func(id models.ID) string {
		i := slices.IndexFunc(desks, func(d models.Desk) bool { return d.ID == id })
		if i < 0 {
			return ""
		}
		return desks[i].Name
	}
	counts := map[string]*TrialDesk{}
	count := func(desk string) *TrialDesk {
		if counts[desk] == nil {
			counts[desk] = &TrialDesk{Name: desk}
		}
		return counts[desk]
	}
	for i, in := range inputs {
		row := TrialRow{RoutedReport: reports[i], Choice: decide(rules, in, desks), Now: name(reports[i].DeskID)}
		row.Then = name(row.Choice.DeskID)
		if row.Moved = row.Now != row.Then; row.Moved {
			out.Moved++
		}
		count(row.Now).Now++
		count(row.Then).Then++
		out.Rows = append(out.Rows, row)
	}
	for _, d := range counts {
		out.Desks = append(out.Desks, *d)
	}
	slices.SortFunc(out.Desks, func(a, b TrialDesk) int {
		return cmp.Or(cmp.Compare(b.Then, a.Then), cmp.Compare(b.Now, a.Now), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// History lists how the rules read before, newest first, with who changed them and why.
func (r *Router) History(ctx context.Context, by models.Person) ([]models.RuleVersion, error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return nil, err
	}
	return r.store.RuleVersions(ctx, 50)
}

// Unreadable lists stored rules that can't be read any more, by position: they decide nothing, which
// an admin has to know.
func (r *Router) Unreadable(ctx context.Context, by models.Person) ([]int, error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return nil, err
	}
	rules, err := r.rules(ctx)
	var out []int
	for i, rule := range rules {
		if rule.Then.Desks == nil {
			out = append(out, i+1)
		}
	}
	return out, err
}

func (r *Router) unknownRegions(ctx context.Context, rules []Rule) ([]string, error) {
	sites, err := r.store.Sites(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the sites: %w", err)
	}
	known := map[string]bool{"": true}
	for _, s := range sites {
		known[s.Region] = true
	}
	var out []string
	for _, rule := range rules {
		if rule.When == nil {
			continue
		}
		each(rule.When, func(t TextTest) {
			for _, v := range t.Values {
				if t.Field == "region" && !known[v.Value] && !slices.Contains(out, v.Value) {
					out = append(out, v.Value)
				}
			}
		})
	}
	return out, nil
}

// each calls fn for every test of a text within a condition.
func each(c Condition, fn func(TextTest)) {
	switch c := c.(type) {
	case Any:
		for _, p := range c {
			each(p, fn)
		}
	case All:
		for _, p := range c {
			each(p, fn)
		}
	case Not:
		each(c.Of, fn)
	case TextTest:
		fn(c)
	}
}
