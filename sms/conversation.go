package sms

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Step is where a conversation stands.
type Step string

// The steps in their order.
const (
	StepLanguage Step = "language"
	StepGroup    Step = "group"
	StepAct      Step = "act"
	StepWhere    Step = "where"
	StepWhen     Step = "when"
	StepMore     Step = "more"
	StepConsent  Step = "consent"
	StepCall     Step = "call"
	StepDone     Step = "done"
)

// State is what a conversation holds between two messages. It is kept sealed.
type State struct {
	Step     Step                `json:"step"`
	Language string              `json:"language"`
	Group    string              `json:"group,omitempty"`
	Acts     []string            `json:"acts,omitempty"`
	Where    string              `json:"where,omitempty"`
	When     string              `json:"when,omitempty"`
	Story    []string            `json:"story,omitempty"`
	Publish  bool                `json:"publish,omitempty"` // without identity
	Call     bool                `json:"call,omitempty"`    // may be written to at this number
	Token    string              `json:"token"`             // random; the report's receipt is drawn from it
	Seen     []string            `json:"seen,omitempty"`    // ids of the last messages
	Last     []string            `json:"last,omitempty"`    // replies to the newest of them
	Parts    map[string][]string `json:"parts,omitempty"`   // of messages that came in parts
}

// Script is what a conversation is made of: the languages, the acts by group, and the words.
type Script struct {
	Languages []string // BCP 47, the platform's default first
	Groups    []Group
	// T gives a text in a language; args are names and values.
	T func(language, key string, args ...any) string
	// Name is a language's own name.
	Name func(language string) string
}

// Group is a group of acts.
type Group struct {
	Code string
	Acts []string
}

// maxStory bounds how much is told in one conversation, in messages.
const maxStory = 60

// Begin starts a conversation. The first answer says what text messages can't protect.
func (s Script) Begin(language, token string) (State, []string) {
	st := State{Step: StepLanguage, Language: s.known(language), Token: token}
	if len(s.Languages) == 1 {
		st.Step = StepGroup
	}
	return st, []string{s.T(st.Language, "sms.warning"), s.ask(st)}
}

func (s Script) known(language string) string {
	if slices.Contains(s.Languages, language) {
		return language
	}
	return s.Languages[0]
}

// Next takes what a person wrote and gives what they are told. At StepDone the report is whole.
func (s Script) Next(st State, text string) (State, []string) {
	text = strings.TrimSpace(text)
	again := func(key string, args ...any) (State, []string) {
		return st, []string{s.T(st.Language, key, args...), s.ask(st)}
	}
	switch st.Step {
	case StepLanguage:
		n := numbers(text)
		if len(n) != 1 || n[0] < 1 || n[0] > len(s.Languages) {
			return again("sms.number")
		}
		st.Language, st.Step = s.Languages[n[0]-1], StepGroup
	case StepGroup:
		n := numbers(text)
		if len(n) == 1 && n[0] == 0 {
			st.Step = StepWhere
			break
		}
		if len(n) != 1 || n[0] < 1 || n[0] > len(s.Groups) {
			return again("sms.number")
		}
		g := s.Groups[n[0]-1]
		st.Group, st.Step = g.Code, StepAct
		if len(g.Acts) == 1 {
			st.Acts, st.Step = g.Acts, StepWhere
		}
	case StepAct:
		acts, ok := s.acts(st.Group, numbers(text))
		if !ok {
			return again("sms.number")
		}
		st.Acts, st.Step = acts, StepWhere
	case StepWhere:
		if text == "" {
			return again("sms.empty")
		}
		st.Where, st.Step = answer(text), StepWhen
	case StepWhen:
		if text == "" {
			return again("sms.empty")
		}
		st.When, st.Step = answer(text), StepMore
	case StepMore:
		if !ends(text) {
			if text != "" {
				st.Story = append(st.Story, text)
			}
			if len(st.Story) < maxStory {
				return st, []string{s.T(st.Language, "sms.more.next")}
			}
		}
		if len(st.Story) == 0 {
			return again("sms.empty")
		}
		st.Step = StepConsent
	case StepConsent:
		n := numbers(text)
		if len(n) != 1 || n[0] < 1 || n[0] > 2 {
			return again("sms.number")
		}
		st.Publish, st.Step = n[0] == 1, StepCall
	case StepCall:
		n := numbers(text)
		if len(n) != 1 || n[0] < 1 || n[0] > 2 {
			return again("sms.number")
		}
		st.Call, st.Step = n[0] == 1, StepDone
		return st, nil
	}
	return st, []string{s.ask(st)}
}

// answer keeps an answer, or nothing for "0", which leaves a question out.
func answer(text string) string {
	if ends(text) {
		return ""
	}
	return text
}

func ends(text string) bool { return strings.Trim(text, " .!") == "0" }

func (s Script) acts(group string, n []int) ([]string, bool) {
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return g.Code == group })
	if i < 0 || len(n) == 0 || len(n) > 5 {
		return nil, false
	}
	var out []string
	for _, k := range n {
		if k < 1 || k > len(s.Groups[i].Acts) {
			return nil, false
		}
		if act := s.Groups[i].Acts[k-1]; !slices.Contains(out, act) {
			out = append(out, act)
		}
	}
	return out, true
}

// ask writes the question of a step.
func (s Script) ask(st State) string {
	list := func(lines []string) string { return strings.Join(lines, "\n") }
	switch st.Step {
	case StepLanguage:
		lines := []string{s.T(st.Language, "sms.language")}
		for i, l := range s.Languages {
			lines = append(lines, strconv.Itoa(i+1)+" "+s.Name(l))
		}
		return list(lines)
	case StepGroup:
		lines := []string{s.T(st.Language, "sms.group")}
		for i, g := range s.Groups {
			lines = append(lines, strconv.Itoa(i+1)+" "+s.T(st.Language, "act.group."+g.Code))
		}
		return list(append(lines, "0 "+s.T(st.Language, "sms.group.none")))
	case StepAct:
		lines := []string{s.T(st.Language, "sms.act")}
		for _, g := range s.Groups {
			if g.Code == st.Group {
				for i, a := range g.Acts {
					lines = append(lines, strconv.Itoa(i+1)+" "+s.T(st.Language, "act."+a))
				}
			}
		}
		return list(lines)
	}
	return s.T(st.Language, "sms."+string(st.Step))
}

// numbers reads the numbers of an answer: "3", "3 and 5", "3,5". Anything with other words longer
// than a joining word is no answer.
func numbers(text string) []int {
	var out []int
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;.+/&", r) }) {
		n, err := strconv.Atoi(f)
		if err != nil {
			if len(f) <= 3 {
				continue
			}
			return nil
		}
		out = append(out, n)
	}
	return out
}
