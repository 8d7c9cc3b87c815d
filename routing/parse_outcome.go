package routing

import (
	"slices"
	"strconv"
	"time"

	"loupe/models"
)

// clauses read one part of an outcome each, after its first word.
var clauses = map[string]func(*parser, *Outcome){
	"desk": func(p *parser, o *Outcome) {
		o.Desks = []Text{p.name()}
		for p.take(word, "then") {
			o.Desks = append(o.Desks, p.name())
		}
	},
	"escalation": func(p *parser, o *Outcome) { o.Escalation = p.name() },
	"priority":   (*parser).priority,
	"due":        (*parser).due,
	"to":         (*parser).to,
}

var clauseNames = []string{"desk", "escalation", "priority", "due", "to"}

// outcome reads the clauses in any order. What is not said is: normal priority, no date, nobody.
func (p *parser) outcome() Outcome {
	o := Outcome{Priority: models.PriorityNormal, Strategy: Nobody}
	said := map[string]bool{}
	for first := true; p.bad == nil && (first || p.take(sign, ",")); first = false {
		t := p.peek()
		read := clauses[t.text]
		if t.kind != word || read == nil {
			p.fail("routing.error.expected", t, clauseNames...)
			break
		}
		if said[t.text] {
			p.fail("routing.error.twice", t)
			break
		}
		said[t.text] = true
		p.next()
		read(p, &o)
	}
	if p.bad == nil && p.peek().kind != end {
		p.fail("routing.error.expected", p.peek(), ",")
	}
	if !said["desk"] {
		p.fail("routing.error.expected", p.peek(), "desk")
	}
	return o
}

// name reads a text that can't be empty.
func (p *parser) name() Text {
	at := p.peek()
	t := p.text()
	if t.Value == "" {
		p.fail("routing.error.empty", at)
	}
	return t
}

func (p *parser) priority(o *Outcome) {
	t := p.peek()
	if t.kind != word || !slices.Contains(models.Priorities, models.Priority(t.text)) {
		var names []string
		for _, q := range models.Priorities {
			names = append(names, string(q))
		}
		p.fail("routing.error.expected", t, names...)
		return
	}
	p.next()
	o.Priority = models.Priority(t.text)
}

func (p *parser) due(o *Outcome) {
	t := p.peek()
	var n int
	var err error
	unit := map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour}[lastByte(t.text)]
	if unit > 0 {
		n, err = strconv.Atoi(t.text[:len(t.text)-1])
	}
	if t.kind != number || err != nil || n < 1 || n > int(maxDue/unit) {
		p.fail("routing.error.due", t, "24h", "7d")
		return
	}
	p.next()
	o.Due = time.Duration(n) * unit
}

func (p *parser) to(o *Outcome) {
	t := p.peek()
	switch {
	case t.kind == text:
		o.Strategy, o.Person = Named, p.name()
	case t.kind == word && slices.Contains([]Strategy{LeastLoaded, RoundRobin, Nobody}, Strategy(t.text)):
		p.next()
		o.Strategy = Strategy(t.text)
	default:
		p.fail("routing.error.expected", t, string(LeastLoaded), string(RoundRobin), string(Nobody), `"…"`)
	}
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}
