package routing

import (
	"strings"
	"unicode/utf8"
)

// ParseRules reads a text of rules, one a line. Empty lines are passed over; a comment belongs to
// the rule that it stands above or beside, and one below the last rule to the last. The error is
// SyntaxErrors.
func ParseRules(text string) ([]Rule, error) {
	if len(text) > MaxText || !utf8.ValidString(text) {
		return nil, whole("routing.error.text")
	}
	var (
		rules    []Rule
		errs     SyntaxErrors
		comments []string
		size     int
	)
	for i, line := range strings.Split(text, "\n") {
		rule, comment, bad := parseLine(strings.TrimSuffix(line, "\r"), i+1)
		if comment != "" {
			comments = append(comments, comment)
		}
		if bad != nil {
			if errs = append(errs, bad); len(errs) == MaxErrors {
				break
			}
			continue
		}
		if rule == nil {
			continue
		}
		if len(rules) == MaxRules {
			return nil, SyntaxErrors{{Line: i + 1, Column: 1, Key: "routing.error.rules"}}
		}
		rule.Comments, comments = comments, nil
		rules = append(rules, *rule)
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if len(rules) > 0 {
		last := &rules[len(rules)-1]
		last.Comments = append(last.Comments, comments...)
	}
	for _, r := range rules { // so that what is printed can always be read again
		if size += len(r.Text()) + 1; size > MaxText+1 {
			return nil, whole("routing.error.text")
		}
	}
	return rules, nil
}

// ParseRule reads one rule, which may have comments. The error is SyntaxErrors.
func ParseRule(text string) (Rule, error) {
	rules, err := ParseRules(text)
	if err != nil {
		return Rule{}, err
	}
	if len(rules) != 1 {
		return Rule{}, whole("routing.error.one_rule")
	}
	return rules[0], nil
}

// Print writes rules as one text in canonical form.
func Print(rules []Rule) string {
	var texts []string
	for _, r := range rules {
		texts = append(texts, r.Text())
	}
	return strings.Join(texts, "\n")
}

func whole(key string) error { return SyntaxErrors{{Line: 1, Column: 1, Key: key}} }

// parseLine reads one line; the rule is nil when there is none on it.
func parseLine(line string, number int) (*Rule, string, *SyntaxError) {
	tokens, comment, bad := lex(line, number)
	if bad != nil {
		return nil, "", bad
	}
	if len(tokens) == 1 {
		return nil, comment, nil
	}
	p := &parser{tokens: tokens, line: number}
	rule := &Rule{Line: number, Off: p.take(word, "off")}
	if !p.take(word, "otherwise") {
		rule.When = p.condition()
	}
	p.need(sign, "->")
	rule.Then = p.outcome()
	if p.bad != nil {
		return nil, comment, p.bad
	}
	return rule, comment, nil
}

// parser reads the tokens of one line. After its first error every method does nothing.
type parser struct {
	tokens []token
	line   int
	depth  int
	bad    *SyntaxError
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// take goes on when the next token is this one.
func (p *parser) take(kind tokenKind, s string) bool {
	if t := p.peek(); p.bad != nil || t.kind != kind || t.text != s {
		return false
	}
	p.next()
	return true
}

// need goes on when the next token is this one, and fails otherwise.
func (p *parser) need(kind tokenKind, s string) {
	if !p.take(kind, s) {
		p.fail("routing.error.expected", p.peek(), s)
	}
}

// text reads a quoted text.
func (p *parser) text() Text {
	t := p.peek()
	if t.kind != text {
		p.fail("routing.error.expected", t, `"…"`)
		return Text{}
	}
	p.next()
	return Text{Value: t.text, Column: t.column}
}

func (p *parser) fail(key string, at token, expected ...string) {
	if p.bad == nil {
		p.bad = &SyntaxError{Line: p.line, Column: at.column, Key: key, Near: at.text, Expected: expected}
	}
}
