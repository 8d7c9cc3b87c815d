package routing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"loupe/models"
)

// Draft is one rule as the fields of a form, as they were typed: nothing in it is sure to be right.
// Text writes it in the language of rules, whose parser judges it.
type Draft struct {
	Comments string // one a line
	Off      bool
	Any      bool        // one test is enough; otherwise all must hold
	Tests    []DraftTest // none, and no Written: the rule holds always
	Written  string      // a condition that fields can't hold, in the language of rules
	Desks    []string    // the first that can receive gets it
	Escalate string      // "" for none
	Priority string
	Due      string // "24h", "7d"; "" for none
	Strategy string // of Strategies
	Person   string // e-mail address, for Named
}

// DraftTest is one test. Values are separated by commas; flags need none.
type DraftTest struct{ Field, Operator, Values string }

// DraftOperators are those of a test in a form. The last four are for counts alone.
var DraftOperators = []string{"is", "isnt", "said", "unsaid", "least", "most", "more", "fewer"}

// Strategies in the order in which a form offers them.
var Strategies = []Strategy{Nobody, LeastLoaded, RoundRobin, Named}

// Fields are the names of what a rule can ask for, in the order in which help and errors list them.
func Fields() []string { return slices.Clone(fieldNames) }

var draftSigns = map[string]string{"is": "=", "isnt": "!=", "least": ">=", "most": "<=", "more": ">", "fewer": "<"}

// NewDraft gives the fields that say what a rule says. A condition with parts inside each other, or with
// a value that a list can't hold, stays written.
func NewDraft(r Rule) Draft {
	d := Draft{
		Comments: strings.Join(r.Comments, "\n"), Off: r.Off, Escalate: r.Then.Escalation.Value,
		Priority: string(r.Then.Priority), Strategy: string(r.Then.Strategy), Person: r.Then.Person.Value,
	}
	for _, desk := range r.Then.Desks {
		d.Desks = append(d.Desks, desk.Value)
	}
	if r.Then.Due > 0 {
		d.Due = due(r.Then.Due)
	}
	switch when := r.When.(type) {
	case nil:
		return d
	case Any:
		d.Any, d.Tests = true, draftTests(when)
	case All:
		d.Tests = draftTests(when)
	default:
		d.Tests = draftTests([]Condition{when})
	}
	if back, err := ParseRule(d.Text()); len(d.Tests) == 0 || err != nil || back.Text() != r.Text() {
		d.Any, d.Tests, d.Written = false, nil, r.When.String()
	}
	return d
}

// draftTests gives the fields of tests beside each other, or nil when one isn't a plain test.
func draftTests(parts []Condition) []DraftTest {
	var tests []DraftTest
	for _, part := range parts {
		negated := map[bool]string{false: "is", true: "isnt"}
		switch c := part.(type) {
		case TextTest:
			t := DraftTest{Field: c.Field, Operator: negated[c.Negated]}
			if len(c.Values) == 1 && c.Values[0].Value == "" {
				t.Operator = map[bool]string{false: "unsaid", true: "said"}[c.Negated]
			}
			var values []string
			for _, v := range c.Values {
				values = append(values, v.Value)
			}
			t.Values = strings.Join(values, ", ")
			tests = append(tests, t)
		case FlagTest:
			tests = append(tests, DraftTest{Field: c.Field, Operator: negated[!c.Want]})
		case CountTest:
			for _, name := range DraftOperators {
				if draftSigns[name] == c.Operator {
					tests = append(tests, DraftTest{c.Field, name, strconv.Itoa(c.Number)})
				}
			}
		default:
			return nil
		}
	}
	return tests
}

// Text is the draft in the language of rules, on one line and with its comments above. Nothing typed in
// one field can become another part of the rule. A count without a number, or a due time that is none,
// is written as it is, for the parser to name.
func (d Draft) Text() string {
	var b strings.Builder
	for comment := range strings.SplitSeq(d.Comments, "\n") {
		if comment = strings.TrimSpace(comment); comment != "" {
			b.WriteString("# " + comment + "\n")
		}
	}
	if d.Off {
		b.WriteString("off ")
	}
	b.WriteString(d.condition() + " -> desk ")
	desks := slices.DeleteFunc(slices.Clone(d.Desks), func(s string) bool { return s == "" })
	if len(desks) == 0 {
		desks = []string{""}
	}
	b.WriteString(quoted(desks, " then "))
	if d.Escalate != "" {
		b.WriteString(", escalation " + line(d.Escalate))
	}
	if p := models.Priority(d.Priority); slices.Contains(models.Priorities, p) {
		b.WriteString(", priority " + d.Priority)
	}
	if s := strings.TrimSpace(d.Due); s != "" {
		b.WriteString(", due " + plain(s))
	}
	switch Strategy(d.Strategy) {
	case Named:
		b.WriteString(", to " + line(strings.TrimSpace(d.Person)))
	case LeastLoaded, RoundRobin:
		b.WriteString(", to " + d.Strategy)
	}
	return b.String()
}

func (d Draft) condition() string {
	var parts []string
	for _, t := range d.Tests {
		if t.Field != "" || strings.TrimSpace(t.Values) != "" {
			parts = append(parts, t.text())
		}
	}
	joined := map[bool]string{false: " and ", true: " or "}[d.Any]
	if strings.TrimSpace(d.Written) != "" {
		parts = append(parts, written(d.Written))
	}
	if len(parts) == 0 {
		return "otherwise"
	}
	return strings.Join(parts, joined)
}

// written reads a condition as it was typed. One that can't be read is quoted, for the parser to name.
func written(s string) string {
	tokens, comment, bad := lex(strings.TrimSpace(s), 1)
	if bad == nil && comment == "" {
		p := &parser{tokens: tokens, line: 1}
		if c := p.condition(); p.bad == nil && p.peek().kind == end {
			return "(" + c.String() + ")"
		}
	}
	return line(s)
}

func (t DraftTest) text() string {
	sign := draftSigns[t.Operator]
	switch {
	case countFields[t.Field] != nil:
		return t.Field + " " + sign + " " + plain(strings.TrimSpace(t.Values))
	case flagFields[t.Field] != nil:
		return map[bool]string{false: t.Field, true: t.Field + " = no"}[t.Operator == "isnt"]
	case t.Operator == "unsaid":
		return plain(t.Field) + ` = ""`
	case t.Operator == "said":
		return plain(t.Field) + ` != ""`
	}
	values := splitValues(t.Values)
	if len(values) == 1 {
		return plain(t.Field) + " " + sign + " " + line(values[0])
	}
	return plain(t.Field) + map[string]string{"is": " in (", "isnt": " not in ("}[t.Operator] + quoted(values, ", ") + ")"
}

// splitValues cuts a list at its commas; an empty list is one empty text.
func splitValues(s string) []string {
	var values []string
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	if values == nil {
		values = []string{""}
	}
	return values
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// plain writes a word as it is, and anything else as a quoted text, so that it stays one token.
func plain(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return line(s)
}

// line quotes a text that may have line breaks.
func line(s string) string { return quote(strings.Join(strings.FieldsFunc(s, unicode.IsControl), " ")) }

func quoted(values []string, separator string) string {
	var texts []string
	for _, v := range values {
		texts = append(texts, line(v))
	}
	return strings.Join(texts, separator)
}
