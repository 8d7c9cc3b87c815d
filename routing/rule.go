package routing

import (
	"strconv"
	"strings"
	"time"

	"loupe/models"
)

// The bounds of a text of rules.
const (
	MaxText    = 64 << 10 // bytes, also of its canonical form
	MaxRules   = 500
	MaxNesting = 20  // parentheses and nots inside each other
	MaxErrors  = 20  // told at once
	maxValue   = 200 // characters of a quoted text
	maxDue     = 365 * 24 * time.Hour
)

// Strategy says who of a desk is given the report.
type Strategy string

// The strategies.
const (
	LeastLoaded Strategy = "least-loaded" // who has the fewest open reports
	RoundRobin  Strategy = "round-robin"  // who was given one longest ago
	Nobody      Strategy = "none"         // whoever takes it
	Named       Strategy = "named"        // one person, by address
)

// Rule is one rule.
type Rule struct {
	Comments []string  // lines above it, without the #
	Off      bool      // it is kept and decides nothing
	When     Condition // nil for "otherwise", which always matches
	Then     Outcome
	Line     int // in the text that it was read from, from 1
}

// Outcome is what a rule does with a report.
type Outcome struct {
	Desks      []Text // the first that is open and has a key gets it
	Escalation Text   // desk; "" for none
	Priority   models.Priority
	Due        time.Duration // whole hours from receipt; 0 for none
	Strategy   Strategy
	Person     Text // e-mail address, for Named
}

// Match tells whether the rule is for a report.
func (r Rule) Match(in Input) bool { return !r.Off && (r.When == nil || r.When.Holds(in)) }

// String is the rule in canonical form, on one line and without its comments.
func (r Rule) String() string {
	if r.Off {
		r.Off = false
		return "off " + r.String()
	}
	if r.When == nil {
		return "otherwise -> " + r.Then.String()
	}
	return r.When.String() + " -> " + r.Then.String()
}

// Text is the canonical form with its comments in lines above. ParseRule reads it back to the same rule.
func (r Rule) Text() string {
	var b strings.Builder
	for _, c := range r.Comments {
		b.WriteString(strings.TrimSpace("# "+c) + "\n")
	}
	b.WriteString(r.String())
	return b.String()
}

// String is the outcome in canonical form.
func (o Outcome) String() string {
	parts := []string{"desk " + list(o.Desks, " then ")}
	if o.Escalation.Value != "" {
		parts = append(parts, "escalation "+quote(o.Escalation.Value))
	}
	parts = append(parts, "priority "+string(o.Priority))
	if o.Due > 0 {
		parts = append(parts, "due "+due(o.Due))
	}
	switch o.Strategy {
	case LeastLoaded, RoundRobin:
		parts = append(parts, "to "+string(o.Strategy))
	case Named:
		parts = append(parts, "to "+quote(o.Person.Value))
	}
	return strings.Join(parts, ", ")
}

// due writes whole days from two on, hours below.
func due(d time.Duration) string {
	hours := int(d / time.Hour)
	if hours >= 48 && hours%24 == 0 {
		return strconv.Itoa(hours/24) + "d"
	}
	return strconv.Itoa(hours) + "h"
}
