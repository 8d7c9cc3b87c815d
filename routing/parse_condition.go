package routing

import (
	"slices"
	"strconv"
)

// condition reads what is joined by or. Same words inside each other are one list, so that
// needless parentheses vanish from the canonical form.
func (p *parser) condition() Condition {
	var parts Any
	for first := true; first || p.take(word, "or"); first = false {
		c := p.both()
		if inner, ok := c.(Any); ok {
			parts = append(parts, inner...)
			continue
		}
		parts = append(parts, c)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

func (p *parser) both() Condition {
	var parts All
	for first := true; first || p.take(word, "and"); first = false {
		c := p.single()
		if inner, ok := c.(All); ok {
			parts = append(parts, inner...)
			continue
		}
		parts = append(parts, c)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return parts
}

func (p *parser) single() Condition {
	if p.bad != nil {
		return nil
	}
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > MaxNesting+1 {
		p.fail("routing.error.nesting", p.peek())
		return nil
	}
	if p.take(word, "not") {
		return Not{p.single()}
	}
	if p.take(sign, "(") {
		c := p.condition()
		if p.bad == nil && !p.take(sign, ")") {
			p.fail("routing.error.expected", p.peek(), ")", "and", "or")
		}
		return c
	}
	return p.test()
}

func (p *parser) test() Condition {
	t := p.peek()
	switch {
	case t.kind == word && textFields[t.text] != nil:
		p.next()
		return p.textTest(t.text)
	case t.kind == word && flagFields[t.text] != nil:
		p.next()
		return p.flagTest(t.text)
	case t.kind == word && countFields[t.text] != nil:
		p.next()
		return p.countTest(t.text)
	}
	p.fail("routing.error.field", t, fieldNames...)
	return nil
}

func (p *parser) textTest(field string) Condition {
	c := TextTest{Field: field}
	switch {
	case p.take(sign, "="):
		c.Values = []Text{p.text()}
	case p.take(sign, "!="):
		c.Negated, c.Values = true, []Text{p.text()}
	case p.take(word, "in"):
		c.Values = p.texts()
	case p.take(word, "not"):
		p.need(word, "in")
		c.Negated, c.Values = true, p.texts()
	default:
		p.fail("routing.error.operator", p.peek(), "=", "!=", "in", "not in")
	}
	for i := range c.Values {
		c.Values[i].Value = normal(field, c.Values[i].Value)
	}
	return c
}

func (p *parser) texts() []Text {
	p.need(sign, "(")
	list := []Text{p.text()}
	for p.take(sign, ",") {
		list = append(list, p.text())
	}
	if p.bad == nil && !p.take(sign, ")") {
		p.fail("routing.error.expected", p.peek(), ",", ")")
	}
	return list
}

func (p *parser) flagTest(field string) Condition {
	negated := p.take(sign, "!=")
	if !negated && !p.take(sign, "=") {
		return FlagTest{Field: field, Want: true}
	}
	yes := p.take(word, "yes")
	if !yes && !p.take(word, "no") {
		p.fail("routing.error.expected", p.peek(), "yes", "no")
	}
	return FlagTest{Field: field, Want: yes != negated}
}

func (p *parser) countTest(field string) Condition {
	t := p.peek()
	if t.kind != sign || !slices.Contains(countOperators, t.text) {
		p.fail("routing.error.operator", t, countOperators...)
		return nil
	}
	p.next()
	n := p.peek()
	value, err := strconv.Atoi(n.text)
	if n.kind != number || err != nil || value > 1_000_000 {
		p.fail("routing.error.number", n, "0", "1", "2")
		return nil
	}
	p.next()
	return CountTest{Field: field, Operator: t.text, Number: value}
}
