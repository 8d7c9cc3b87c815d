package dossier

import (
	"regexp"
	"slices"
	"strings"
)

// Problem is what can't be read, and where.
type Problem struct {
	Line int    // from 1
	Key  string // message key; says how to mend it
	Word string // the part that is wrong
}

var reference = regexp.MustCompile(`^LP-\d{4}-\d{4,9}$`)

// Parse reads a text. What can't be read is a problem, and the line is left out of the blocks.
func Parse(text string) ([]Block, []Problem) {
	var blocks []Block
	var problems []Problem
	var run []string
	start := 1
	flush := func() {
		if joined := strings.Trim(strings.Join(run, "\n"), "\n"); strings.TrimSpace(joined) != "" {
			blocks = append(blocks, Block{Kind: Markdown, Line: start, Text: joined})
		}
		run = nil
	}
	for i, line := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") {
		inner, ok := inBraces(line)
		if !ok {
			if run == nil {
				start = i + 1
			}
			run = append(run, line)
			continue
		}
		flush()
		b, problem := parseReference(inner)
		if problem != nil {
			problem.Line = i + 1
			problems = append(problems, *problem)
			continue
		}
		b.Line = i + 1
		blocks = append(blocks, b)
	}
	flush()
	return blocks, problems
}

func inBraces(line string) (string, bool) {
	s := strings.TrimSpace(line)
	if len(s) < 4 || !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") {
		return "", false
	}
	return s[2 : len(s)-2], true
}

func parseReference(text string) (Block, *Problem) {
	words, problem := split(text)
	if problem != nil {
		return Block{}, problem
	}
	if len(words) == 0 {
		return Block{}, &Problem{Key: "dossier.error.empty"}
	}
	b := Block{Kind: Kind(strings.ToLower(words[0].Name))}
	rest := words[1:]
	switch b.Kind {
	case Case:
		if len(rest) != 1 || rest[0].Value != "" || !reference.MatchString(strings.ToUpper(rest[0].Name)) {
			return b, &Problem{Key: "dossier.error.ref", Word: text}
		}
		b.Ref = strings.ToUpper(rest[0].Name)
		return b, nil
	case Cases, Figures, Brief:
	default:
		return b, &Problem{Key: "dossier.error.kind", Word: words[0].Name}
	}
	for _, w := range rest {
		switch {
		case b.Kind == Figures && w.Name == "by":
			if !slices.Contains(Counts, w.Value) {
				return b, &Problem{Key: "dossier.error.by", Word: w.Value}
			}
			b.By = w.Value
		case !slices.Contains(Filters, w.Name):
			return b, &Problem{Key: "dossier.error.filter", Word: w.Name}
		case w.Value == "" || slices.ContainsFunc(b.Filter, func(p Pair) bool { return p.Name == w.Name }):
			return b, &Problem{Key: "dossier.error.value", Word: w.Name}
		default:
			b.Filter = append(b.Filter, w)
		}
	}
	if b.Kind == Figures && b.By == "" {
		return b, &Problem{Key: "dossier.error.by"}
	}
	return b, nil
}

// word is a name alone, name=value or name="a value".
var word = regexp.MustCompile(`^([^\s"{}=]+)(?:=(?:"([^"{}]*)"|([^\s"{}=]*)))?(?:\s+|$)`)

func split(text string) ([]Pair, *Problem) {
	var out []Pair
	text = strings.TrimSpace(text)
	for text != "" {
		m := word.FindStringSubmatch(text)
		if m == nil {
			return nil, &Problem{Key: "dossier.error.word", Word: text}
		}
		out = append(out, Pair{m[1], m[2] + m[3]})
		text = text[len(m[0]):]
	}
	return out, nil
}
