package publish

import (
	"context"
	"fmt"
	"strings"

	"loupe/models"
)

// Say puts a message of the catalog into a language; args are names and values of its placeholders. It gives
// "" for a language that there is no catalog of.
type Say func(language, key string, args ...any) string

// told is what an assessment comes to, in keys of the catalog with their values: the same facts are said in
// each language that a case is written in.
type told struct {
	key  string
	args []any
}

// howVerified puts the assessment into plain words of a language, which the editor may change: how many
// sources and how independent, who graded, what was checked and what could not be. It names no person and no
// method that could show where a source stood. "" where there is no catalog of the language.
func (d *Desk) howVerified(ctx context.Context, id models.ID, reports, sources int, language string) (string, error) {
	answers, err := d.store.CheckAnswers(ctx, id)
	if err != nil {
		return "", fmt.Errorf("reading answers: %w", err)
	}
	grades, err := d.store.Grades(ctx, id)
	if err != nil {
		return "", fmt.Errorf("reading grades: %w", err)
	}
	facts := []told{{"verified.sources", []any{"Count", reports}}}
	switch {
	case sources > 1 && sources >= reports:
		facts = append(facts, told{key: "verified.independent.all"})
	case sources > 1:
		facts = append(facts, told{"verified.independent.some", []any{"Number", sources}})
	}
	facts = append(facts, graded(grades)...)
	facts = append(facts, checked(answers)...)
	facts = append(facts, told{key: "verified.four_eyes"})
	var s []string
	for _, f := range facts {
		text := d.Say(language, f.key, f.args...)
		if text == "" {
			return "", nil
		}
		s = append(s, text)
	}
	return strings.Join(s, " "), nil
}

// reworded says how it was verified in another language, where the words are still those that were made from
// the assessment: what an editor changed, above all what they took out, isn't brought back.
func (d *Desk) reworded(ctx context.Context, c models.Case, content models.Content, language string) (string, error) {
	reports, err := d.store.CaseReports(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("reading a case's reports: %w", err)
	}
	made, err := d.howVerified(ctx, c.ID, len(reports), content.Sources, content.Language)
	if err != nil || made == "" || made != strings.TrimSpace(content.HowVerified) {
		return "", err
	}
	return d.howVerified(ctx, c.ID, len(reports), content.Sources, language)
}

// graded says how sources and information were graded. Of several grades of the same the newest
// counts; a settled difference comes last and so decides.
func graded(grades []models.Grade) []told {
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
	var out []told
	if len(graders) > 1 {
		out = append(out, told{key: "verified.apart"})
	}
	reliable := 0
	for _, g := range sources {
		if g == "A" || g == "B" {
			reliable++
		}
	}
	if reliable > 0 {
		out = append(out, told{"verified.reliable", []any{"Count", reliable}})
	}
	switch information {
	case "1", "2", "3":
		out = append(out, told{key: "verified.information." + information})
	}
	return out
}

// checked says what passed, and what failed or could not be looked at.
func checked(answers []models.CheckAnswer) []told {
	newest := map[models.ID]map[models.Check]models.Answer{}
	for _, a := range answers {
		if newest[a.ExhibitID] == nil {
			newest[a.ExhibitID] = map[models.Check]models.Answer{}
		}
		newest[a.ExhibitID][a.Check] = a.Answer
	}
	var out, open []told
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
		said := saidOf[check]
		if passed > 0 && said.passed {
			out = append(out, told{"verified.check." + string(check), []any{"Count", passed, "All", len(newest)}})
		}
		if not > 0 && said.open {
			open = append(open, told{key: "verified.open." + string(check)})
		}
	}
	return append(out, open...)
}

// saidOf tells of which checks it is said in public that they passed, and of which that they are open.
var saidOf = map[models.Check]struct{ passed, open bool }{
	"provenance":    {true, true},
	"integrity":     {true, false},
	"location":      {true, true},
	"time":          {true, true},
	"content":       {true, true},
	"corroboration": {true, false},
}
