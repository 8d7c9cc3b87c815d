package routing

import (
	"slices"
	"strings"
)

// Condition is what must hold of a report for a rule to match.
type Condition interface {
	// Holds tells whether it holds of a report.
	Holds(Input) bool
	// String is the canonical form.
	String() string
	// explain gives the tests by which it holds, or doesn't.
	explain(in Input, holds bool) []Reason
	// strength is how tightly it binds: or 1, and 2, not 3, a test 4.
	strength() int
}

// Text is a quoted text and the column at which it stands, for Check.
type Text struct {
	Value  string
	Column int // from 1, in characters
}

// Any holds when one of its conditions does: "a or b".
type Any []Condition

// All holds when each of its conditions does: "a and b".
type All []Condition

// Not holds when its condition doesn't.
type Not struct{ Of Condition }

// TextTest compares a text field with one or several values.
type TextTest struct {
	Field   string
	Negated bool // != or not in
	Values  []Text
}

// FlagTest asks whether a flag field is set, or is not.
type FlagTest struct {
	Field string
	Want  bool
}

// CountTest compares a count field with a number.
type CountTest struct {
	Field    string
	Operator string // one of = != >= <= > <
	Number   int
}

// Holds tells whether any part holds.
func (c Any) Holds(in Input) bool {
	return slices.ContainsFunc(c, func(p Condition) bool { return p.Holds(in) })
}

// Holds tells whether no part fails.
func (c All) Holds(in Input) bool {
	return !slices.ContainsFunc(c, func(p Condition) bool { return !p.Holds(in) })
}

// Holds tells whether the part doesn't.
func (c Not) Holds(in Input) bool { return !c.Of.Holds(in) }

// Holds compares the field's values.
func (c TextTest) Holds(in Input) bool { return anyFits(in, c.Field, c.Values) != c.Negated }

// Holds asks for the flag.
func (c FlagTest) Holds(in Input) bool { return flagFields[c.Field](in) == c.Want }

// Holds compares the count.
func (c CountTest) Holds(in Input) bool {
	return compare[c.Operator](countFields[c.Field](in), c.Number)
}

func (Any) strength() int       { return 1 }
func (All) strength() int       { return 2 }
func (Not) strength() int       { return 3 }
func (TextTest) strength() int  { return 4 }
func (FlagTest) strength() int  { return 4 }
func (CountTest) strength() int { return 4 }

func (c Any) String() string { return join(c, " or ", c.strength()) }
func (c All) String() string { return join(c, " and ", c.strength()) }
func (c Not) String() string { return "not " + inside(c.Of, c.strength()) }

func (c TextTest) String() string {
	if len(c.Values) == 1 {
		op := " = "
		if c.Negated {
			op = " != "
		}
		return c.Field + op + quote(c.Values[0].Value)
	}
	op := " in ("
	if c.Negated {
		op = " not in ("
	}
	return c.Field + op + list(c.Values, ", ") + ")"
}

func (c FlagTest) String() string {
	if c.Want {
		return c.Field
	}
	return c.Field + " = no"
}

func (c CountTest) String() string { return c.Field + " " + c.Operator + " " + itoa(c.Number) }

func join(parts []Condition, word string, strength int) string {
	var texts []string
	for _, p := range parts {
		texts = append(texts, inside(p, strength))
	}
	return strings.Join(texts, word)
}

// inside writes a part of something that binds by strength, in parentheses when it binds looser.
func inside(c Condition, strength int) string {
	if c.strength() < strength {
		return "(" + c.String() + ")"
	}
	return c.String()
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func quote(s string) string { return `"` + escape.Replace(s) + `"` }

func list(texts []Text, separator string) string {
	var quoted []string
	for _, t := range texts {
		quoted = append(quoted, quote(t.Value))
	}
	return strings.Join(quoted, separator)
}
