package routing

import (
	"regexp"
	"slices"
	"strings"

	"loupe/models"
)

// World is what rules may speak of.
type World struct {
	Desks         []models.Desk
	Sites         []models.Site
	Organisations []models.Organisation
	Emails        []string // of people a rule may name; nil leaves names unchecked
}

// Problem is one thing to mend in a text of rules, in data that a page can translate.
type Problem struct {
	Line, Column int    // from 1
	Key          string // message key, "routing.error.…"
	Near         string
	Expected     []string
}

// Check looks for what reads well and can't be meant: names that don't exist, codes that aren't in
// the taxonomy, rules that are never reached, a list without an end. It gives MaxErrors at most.
func Check(rules []Rule, world World) []Problem {
	c := &checker{world: world}
	c.order(rules)
	for _, r := range rules {
		c.line = r.Line
		if r.When != nil {
			c.condition(r.When)
		}
		c.outcome(r.Then)
	}
	slices.SortStableFunc(c.found, func(a, b Problem) int { return a.Line - b.Line })
	return c.found[:min(len(c.found), MaxErrors)]
}

type checker struct {
	world World
	line  int
	found []Problem
}

func (c *checker) add(column int, key, near string, expected ...string) {
	c.found = append(c.found, Problem{Line: c.line, Column: column, Key: key, Near: near, Expected: expected})
}

// order wants the last rule to match always, and no rule that an earlier one leaves nothing for.
func (c *checker) order(rules []Rule) {
	seen := map[string]bool{}
	closed := false
	for _, r := range rules {
		if r.Off {
			continue
		}
		c.line = r.Line
		when := "otherwise"
		if r.When != nil {
			when = r.When.String()
		}
		if closed || seen[when] {
			c.add(1, "routing.error.unreachable", when)
		}
		seen[when], closed = true, closed || r.When == nil
	}
	if !closed {
		c.line = 1
		if len(rules) > 0 {
			c.line = rules[len(rules)-1].Line
		}
		c.add(1, "routing.error.otherwise", "", "otherwise -> desk \"…\"")
	}
}

func (c *checker) condition(when Condition) {
	switch when := when.(type) {
	case Any:
		for _, p := range when {
			c.condition(p)
		}
	case All:
		for _, p := range when {
			c.condition(p)
		}
	case Not:
		c.condition(when.Of)
	case TextTest:
		for _, v := range when.Values {
			if known := c.knows(when.Field, v.Value); !known {
				c.add(v.Column, "routing.error.unknown_"+when.Field, v.Value)
			}
		}
	}
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)

// knows tells whether a value of a text field can occur. Regions are free: a gazetteer can have
// regions without a site.
func (c *checker) knows(field, value string) bool {
	if value == "" {
		return field != "category" // a report has one at least
	}
	switch field {
	case "country":
		return len(value) == 2 && slices.Contains(strings.Fields(countries), value)
	case "category":
		return slices.ContainsFunc(models.Acts, func(a models.Act) bool { return a.Code == value || a.Group() == value })
	case "channel":
		return slices.Contains([]models.Channel{models.ChannelWeb, models.ChannelMonitor, models.ChannelOpenRosa, models.ChannelTella, models.ChannelSMS}, models.Channel(value))
	case "language":
		return languageForm.MatchString(value)
	case "site":
		return slices.ContainsFunc(c.world.Sites, func(s models.Site) bool { return strings.EqualFold(s.Slug, value) })
	case "organisation":
		return slices.ContainsFunc(c.world.Organisations, func(o models.Organisation) bool { return strings.EqualFold(o.Name, value) })
	}
	return true
}

func (c *checker) outcome(o Outcome) {
	for _, d := range o.Desks {
		c.desk(d)
	}
	if o.Escalation.Value != "" {
		c.desk(o.Escalation)
		if len(o.Desks) == 1 && strings.EqualFold(o.Desks[0].Value, o.Escalation.Value) {
			c.add(o.Escalation.Column, "routing.error.escalation", o.Escalation.Value)
		}
	}
	if o.Strategy == Named && c.world.Emails != nil &&
		!slices.ContainsFunc(c.world.Emails, func(e string) bool { return strings.EqualFold(e, o.Person.Value) }) {
		c.add(o.Person.Column, "routing.error.unknown_person", o.Person.Value)
	}
}

func (c *checker) desk(name Text) {
	d, ok := FindDesk(c.world.Desks, name.Value)
	switch {
	case !ok:
		c.add(name.Column, "routing.error.unknown_desk", name.Value)
	case !d.ClosedAt.IsZero():
		c.add(name.Column, "routing.error.closed_desk", name.Value)
	}
}

// FindDesk finds a desk by name, whatever its case; an open one goes before a closed one.
func FindDesk(desks []models.Desk, name string) (found models.Desk, ok bool) {
	for _, d := range desks {
		if strings.EqualFold(d.Name, name) {
			if d.ClosedAt.IsZero() {
				return d, true
			}
			found, ok = d, true
		}
	}
	return found, ok
}
