package routing

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"loupe/models"
)

// Store is what routing needs to know and to keep.
type Store interface {
	// Rules gives the rules in order.
	Rules(ctx context.Context) ([]models.Rule, error)
	// ReplaceRules puts rules in the place of all others and keeps how they read and why.
	ReplaceRules(ctx context.Context, rules []models.Rule, v models.RuleVersion, ev models.Custody) error
	// RuleVersions lists how the rules read before, newest first.
	RuleVersions(ctx context.Context, limit int) ([]models.RuleVersion, error)
	// Routed lists the newest reports with their facts.
	Routed(ctx context.Context, limit int) ([]models.RoutedReport, error)
	Desks(ctx context.Context) ([]models.Desk, error)
	People(ctx context.Context) ([]models.Person, error)
	Sites(ctx context.Context) ([]models.Site, error)
	Organisations(ctx context.Context) ([]models.Organisation, error)
}

// Router routes reports by the stored rules. It is safe for many goroutines.
type Router struct {
	store  Store
	now    func() time.Time
	random io.Reader
	last   atomic.Pointer[compiled]
	turn   atomic.Uint64 // of reviewers; a restart begins anew, which is as fair
}

// New makes a Router. New rules get their ids from random.
func New(store Store, now func() time.Time, random io.Reader) *Router {
	return &Router{store: store, now: now, random: random}
}

// compiled keeps what the stored texts were read to, since every report asks.
type compiled struct {
	stored []models.Rule
	rules  []Rule // of the same length; Then.Desks is nil for a text that can't be read
}

// Choose says where a report goes. It never refuses one for what the rules are: stored rules that
// can't be read any more are passed over, and when none is left the oldest desk that has a key gets it.
func (r *Router) Choose(ctx context.Context, f models.Facts) (models.Choice, error) {
	c, err := r.Explain(ctx, f)
	return c.Choice, err
}

// Explain is Choose with the reasons.
func (r *Router) Explain(ctx context.Context, f models.Facts) (Choice, error) {
	rules, err := r.rules(ctx)
	if err != nil {
		return Choice{}, err
	}
	desks, err := r.store.Desks(ctx)
	if err != nil {
		return Choice{}, fmt.Errorf("reading the desks: %w", err)
	}
	in, err := r.inputs(ctx, rules, f)
	if err != nil {
		return Choice{}, err
	}
	c := decide(rules, in[0], desks)
	return c, r.assign(ctx, &c, f)
}

// decide applies the readable rules, keeping their positions in the list.
func decide(rules []Rule, in Input, desks []models.Desk) Choice {
	find := func(name string) (models.Desk, bool) { return FindDesk(desks, name) }
	for i, rule := range rules {
		if rule.Then.Desks != nil && rule.Match(in) {
			return rule.choose(i+1, in, find)
		}
	}
	c := Choice{Strategy: Nobody, Reasons: []Reason{{Key: "routing.why.no_rule"}}}
	c.Priority = models.PriorityNormal
	open := slices.DeleteFunc(slices.Clone(desks), func(d models.Desk) bool { return !receives(d) })
	if len(open) == 0 {
		c.Reasons = append(c.Reasons, Reason{Key: "routing.why.recovery"})
		return c
	}
	c.DeskID = slices.MinFunc(open, func(a, b models.Desk) int { return a.CreatedAt.Compare(b.CreatedAt) }).ID
	return c
}

func (r *Router) rules(ctx context.Context) ([]Rule, error) {
	stored, err := r.store.Rules(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the routing rules: %w", err)
	}
	if c := r.last.Load(); c != nil && slices.Equal(c.stored, stored) {
		return c.rules, nil
	}
	c := &compiled{stored: slices.Clone(stored)}
	for _, s := range stored {
		rule, err := ParseRule(s.Text)
		if err != nil {
			rule = Rule{}
		}
		c.rules = append(c.rules, rule)
	}
	r.last.Store(c)
	return c.rules, nil
}
