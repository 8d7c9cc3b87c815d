package openrosa

import (
	"slices"
	"strings"
	"unicode/utf8"

	"loupe/models"
)

// Mapping says what the fields of a foreign form mean to us: one that an organisation uses already
// and an admin has uploaded.
type Mapping struct {
	Fields map[string]string            `json:"fields"`           // one of Names -> path of the foreign form, "/data/group/name"
	Values map[string]map[string]string `json:"values,omitempty"` // one of Names -> its value there -> ours
	Labels map[string]string            `json:"labels,omitempty"` // path -> what the foreign form calls it
	Drop   []string                     `json:"drop,omitempty"`   // paths whose answers aren't kept, as a phone's number
}

// Read puts a submission of a foreign form into facts and testimony by the rules of the other Read.
// Nothing that was answered is lost, except the meta block and what Drop names: answers without a
// field of ours, values that aren't among our choices
// or say more than our field holds, and words too long for their field follow the
// narrative as lines "label: value", in the form's order.
func (m Mapping) Read(s Submission) (models.Facts, models.Testimony, *Point) {
	ours := map[string][]string{}
	for _, name := range Names {
		if path := m.Fields[name]; path != "" {
			ours[cleanPath(path)] = append(ours[cleanPath(path)], name)
		}
	}
	drop := make([]string, 0, len(m.Drop))
	for _, path := range m.Drop {
		drop = append(drop, cleanPath(path))
	}
	a, loose := answers{}, map[int]bool{}
	for i, f := range s.Fields {
		names := ours[f.Path]
		if names == nil {
			loose[i] = f.Value != "" && !isMeta(f.Path) && !slices.Contains(drop, f.Path)
		}
		for _, name := range names {
			a.add(name, m.value(name, f.Value), i)
		}
	}
	m.long(a, loose)
	facts, t, point, left := a.read()
	labels := make(map[string]string, len(m.Labels))
	for path, label := range m.Labels {
		labels[cleanPath(path)] = label
	}
	lines := []string{t.Narrative}
	for i, f := range s.Fields {
		if loose[i] || left[i] {
			lines = append(lines, called(labels, f.Path)+": "+f.Value)
		}
	}
	t.Narrative = strings.TrimPrefix(strings.Join(lines, "\n"), "\n")
	return facts, t, point
}

// value puts a foreign value into ours: the whole of it, or else choice by choice.
func (m Mapping) value(name, value string) string {
	table := m.Values[name]
	if ours, ok := table[value]; ok || len(table) == 0 {
		return first(ours, value)
	}
	choices := strings.Fields(value)
	known := false
	for i, c := range choices {
		if ours, ok := table[c]; ok {
			choices[i], known = ours, true
		}
	}
	if !known {
		return value // words, whose spaces are their own
	}
	return strings.Join(choices, " ")
}

// long takes out fields that are longer than intake accepts: a phone can't mend what it has sent.
// Half of the place's room is for region, site and position.
func (m Mapping) long(a answers, loose map[int]bool) {
	for name, room := range map[string]int{"place": maxWords / 2, "region": maxWords / 8, "site": maxWords / 8, "country": maxWords / 8, "victims": maxWords, "actors": maxWords, "contact": maxWords} {
		kept, used := a[name][:0], 0
		for _, v := range a[name] {
			if n := utf8.RuneCountInString(v.value) + 1; used+n <= room {
				used += n
				kept = append(kept, v)
			} else {
				loose[v.at] = true
			}
		}
		a[name] = kept
	}
}

// called is what a person called the question.
func called(labels map[string]string, path string) string {
	if label := labels[path]; label != "" {
		return label
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// isMeta tells whether a path is of the metadata block, which holds ids and no answers.
func isMeta(path string) bool {
	_, under, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return strings.HasPrefix(under, "meta/")
}

// cleanPath gives a path as Field has it: no namespace prefixes, no conditions, no white space.
func cleanPath(path string) string {
	steps := strings.Split(strings.TrimSpace(path), "/")
	for i, step := range steps {
		step, _, _ = strings.Cut(step, "[")
		if _, local, ok := strings.Cut(step, ":"); ok {
			step = local
		}
		steps[i] = strings.TrimSpace(step)
	}
	return strings.Join(steps, "/")
}
