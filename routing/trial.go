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
	Rows    []TrialRow // those that would have changed first, each part newest first
	Moved   int        // rows that would have gone to another desk than they are on now
	Changed int        // rows that would have another desk or another priority: the first of Rows
	// Desks are all that have any, busiest first.
	Desks []TrialDesk
	// Priorities are all that any report has or would have had, gravest first.
	Priorities []TrialPriority
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

// Same counts the rows that would have stayed as they are: the last of Rows.
func (t Trial) Same() int { return len(t.Rows) - t.Changed }

// Reranked tells whether the report would have had another priority.
func (r TrialRow) Reranked() bool { return r.RoutedReport.Priority != r.Choice.Priority }

// TrialDesk is how many reports a desk has, and would have had.
type TrialDesk struct {
	Name      string
	Now, Then int
}

// TrialPriority is how many reports have a priority, and would have had.
type TrialPriority struct {
	Priority  models.Priority
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
	out.arrange()
	for _, d := range counts {
		out.Desks = append(out.Desks, *d)
	}
	slices.SortFunc(out.Desks, func(a, b TrialDesk) int {
		return cmp.Or(cmp.Compare(b.Then, a.Then), cmp.Compare(b.Now, a.Now), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// arrange puts what would have changed first and counts priorities.
func (t *Trial) arrange() {
	changed := func(r TrialRow) bool { return r.Moved || r.Reranked() }
	slices.SortStableFunc(t.Rows, func(a, b TrialRow) int {
		if changed(a) == changed(b) {
			return 0
		} else if changed(a) {
			return -1
		}
		return 1
	})
	for _, p := range models.Priorities {
		n := TrialPriority{Priority: p}
		for _, r := range t.Rows {
			if r.RoutedReport.Priority == p {
				n.Now++
			}
			if r.Choice.Priority == p {
				n.Then++
			}
		}
		if n.Now > 0 || n.Then > 0 {
			t.Priorities = append(t.Priorities, n)
		}
	}
	for _, r := range t.Rows {
		if changed(r) {
			t.Changed++
		}
	}
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
