package routing

import (
	"slices"
	"strings"
)

// Reason is one thing that decided, as data: a message key and its values.
type Reason struct {
	Key  string // "routing.why.…"
	Args map[string]any
}

func (c Any) explain(in Input, holds bool) []Reason { return explainAll(c, in, holds) }
func (c All) explain(in Input, holds bool) []Reason { return explainAll(c, in, holds) }
func (c Not) explain(in Input, holds bool) []Reason { return c.Of.explain(in, !holds) }

// explainAll gives the reasons of those parts that came out as the whole did: with "or" those that
// held, with "and" each of them.
func explainAll(parts []Condition, in Input, holds bool) []Reason {
	var reasons []Reason
	for _, p := range parts {
		if p.Holds(in) == holds {
			reasons = append(reasons, p.explain(in, holds)...)
		}
	}
	return reasons
}

// explain names the report's own values when they fit, and the rule's when they don't. What was not
// given has words of its own.
func (c TextTest) explain(in Input, holds bool) []Reason {
	key, unnamed := "routing.why."+c.Field, "_unsaid"
	facts := textFields[c.Field](in)
	var values []string
	if holds == c.Negated {
		key, unnamed, facts = key+"_not", "_said", nil
	}
	for _, fact := range facts {
		if fact != "" && slices.ContainsFunc(c.Values, func(v Text) bool { return fits(c.Field, fact, v.Value) }) {
			values = append(values, fact)
		}
	}
	for _, v := range c.Values {
		if facts == nil && v.Value != "" {
			values = append(values, v.Value)
		}
	}
	if len(values) == 0 {
		return []Reason{{Key: "routing.why." + c.Field + unnamed}}
	}
	return []Reason{{Key: key, Args: map[string]any{"Value": strings.Join(values, ", ")}}}
}

func (c FlagTest) explain(_ Input, holds bool) []Reason {
	if c.Want == holds {
		return []Reason{{Key: "routing.why." + c.Field}}
	}
	return []Reason{{Key: "routing.why." + c.Field + "_not"}}
}

func (c CountTest) explain(in Input, _ bool) []Reason {
	return []Reason{{Key: "routing.why." + c.Field, Args: map[string]any{"Count": countFields[c.Field](in)}}}
}
