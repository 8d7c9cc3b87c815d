package routing

import (
	"errors"

	"loupe/models"
)

// ErrNoRule is what Route answers when no rule matches, which Check makes impossible.
var ErrNoRule = errors.New("routing: no rule matches")

// Choice is where a report goes, with all that a page can say about it.
type Choice struct {
	models.Choice          // what is kept with the report; AssigneeID is not set by Route
	Strategy      Strategy // who of the desk is to be given it
	Person        string   // e-mail address, for Named
	Reasons       []Reason // why, in the order of the rule
}

// Route applies rules in order: the first that matches decides. Of its desks the first that is open
// and has a key gets the report; with none DeskID is "", and only the recovery key opens it. Desks
// finds a desk by name.
func Route(rules []Rule, in Input, desks func(name string) (models.Desk, bool)) (Choice, error) {
	for i, r := range rules {
		if r.Match(in) {
			return r.choose(i+1, in, desks), nil
		}
	}
	return Choice{}, ErrNoRule
}

func (r Rule) choose(position int, in Input, desks func(string) (models.Desk, bool)) Choice {
	c := Choice{Strategy: r.Then.Strategy, Person: r.Then.Person.Value}
	c.RulePosition, c.Why, c.Priority, c.Due = position, r.String(), r.Then.Priority, r.Then.Due
	if r.When == nil {
		c.Reasons = []Reason{{Key: "routing.why.otherwise"}}
	} else {
		c.Reasons = r.When.explain(in, true)
	}
	for _, name := range r.Then.Desks {
		if d, ok := desks(name.Value); ok && receives(d) {
			c.DeskID = d.ID
			break
		}
		c.Reasons = append(c.Reasons, Reason{Key: "routing.why.skipped", Args: map[string]any{"Desk": name.Value}})
	}
	if c.DeskID == "" {
		c.Reasons = append(c.Reasons, Reason{Key: "routing.why.recovery"})
	}
	if d, ok := desks(r.Then.Escalation.Value); ok && receives(d) && d.ID != c.DeskID {
		c.EscalationDeskID = d.ID
	}
	return c
}

// receives tells whether reports can be sealed to a desk.
func receives(d models.Desk) bool { return d.PublicKey != "" && d.ClosedAt.IsZero() }
