package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
)

// howVerified puts the assessment into plain words, which the editor may change: how many sources and
// how independent, who graded, what was checked and what could not be. It names no person and no
// method that could show where a source stood. sources is how many of the reports are independent.
func (d *Desk) howVerified(ctx context.Context, c models.Case, reports, sources int) (string, error) {
	answers, err := d.store.CheckAnswers(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("reading answers: %w", err)
	}
	grades, err := d.store.Grades(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("reading grades: %w", err)
	}
	s := []string{count(reports, "One source gave testimony.", "%d sources gave testimony.")}
	switch {
	case sources > 1 && sources >= reports:
		s = append(s, "They are independent of each other.")
	case sources > 1:
		s = append(s, fmt.Sprintf("%d of them are independent of each other.", sources))
	}
	s = append(s, graded(grades)...)
	s = append(s, checked(answers)...)
	s = append(s, "One reviewer proposed this outcome and a second confirmed it.")
	return strings.Join(s, " "), nil
}

// graded says how sources and information were graded. Of several grades of the same the newest
// counts; a settled difference comes last and so decides.
func graded(grades []models.Grade) []string {
	information, sources, graders := "", map[models.ID]string{}, map[models.ID]bool{}
	for _, g := range grades {
		if !g.Settles {
			graders[g.By] = true
		}
		if g.Axis == models.AxisInformation {
			information = g.Grade
		} else {
			sources[g.ReportID] = g.Grade
		}
	}
	var s []string
	if len(graders) > 1 {
		s = append(s, "Two reviewers graded the sources and the information, each without seeing what the other found.")
	}
	reliable := 0
	for _, g := range sources {
		if g == "A" || g == "B" {
			reliable++
		}
	}
	if reliable > 0 {
		s = append(s, count(reliable, "One source is known to be reliable, or usually so.", "%d sources are known to be reliable, or usually so."))
	}
	if words := informationWords[information]; words != "" {
		s = append(s, words)
	}
	return s
}

// checked says what passed, and what failed or could not be looked at.
func checked(answers []models.CheckAnswer) []string {
	newest := map[models.ID]map[models.Check]models.Answer{}
	for _, a := range answers {
		if newest[a.ExhibitID] == nil {
			newest[a.ExhibitID] = map[models.Check]models.Answer{}
		}
		newest[a.ExhibitID][a.Check] = a.Answer
	}
	var s []string
	var open []string
	for _, check := range models.Checks {
		passed, not := 0, 0
		for _, a := range newest {
			switch a[check] {
			case models.Pass:
				passed++
			case models.NotPossible, models.Fail:
				not++
			}
		}
		words := checkWords[check]
		if passed > 0 && words.passed != "" {
			s = append(s, fmt.Sprintf(words.passed, passed, len(newest)))
		}
		if not > 0 && words.open != "" && !slices.Contains(open, words.open) {
			open = append(open, words.open)
		}
	}
	if len(open) > 0 {
		s = append(s, "Not for every exhibit could be established "+strings.Join(open, ", ")+".")
	}
	return s
}

func count(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

// These sentences start a text that the editor owns; they are content, not interface.
var informationWords = map[string]string{
	"1": "Independent sources confirm the account.",
	"2": "The account is probably true: it is consistent, plausible and agrees with what else is known.",
	"3": "The account is possibly true; not all of it could be checked.",
}

var checkWords = map[models.Check]struct{ passed, open string }{
	"provenance":    {"It is known where %d of %d exhibits come from.", "where it comes from"},
	"integrity":     {"The files of %d of %d exhibits are unchanged since they were received.", ""},
	"location":      {"The place shown was matched for %d of %d exhibits.", "where it was made"},
	"time":          {"The time was matched for %d of %d exhibits.", "when it was made"},
	"content":       {"%d of %d exhibits show what they are said to show.", "what it shows"},
	"corroboration": {"%d of %d exhibits agree with other evidence.", ""},
}
