package review

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
	"loupe/seal"
)

// Grading is where the grading of one thing stands, for one reader: a report's source, or the case's
// information. Two graders work on their own: what a colleague found is shown once both are in.
type Grading struct {
	Graders int         // who have graded
	Mine    *OpenGrade  // the reader's own; nil while there is none
	Shown   []OpenGrade // the newest of each grader; the reader's own alone while it is blind
	Settled *OpenGrade  // what settled a disagreement; nil while nothing did
	Grade   string      // what counts: agreed by two, or settled; "" while neither
}

// Blind tells whether a colleague's grade is there that the reader can't see yet.
func (g Grading) Blind() bool { return g.Graders > len(g.Shown) }

// Alone tells whether a second grader is still needed.
func (g Grading) Alone() bool { return g.Graders == 1 }

// Disagree tells whether graders differ and nobody has settled it.
func (g Grading) Disagree() bool { return g.Graders > 1 && g.Grade == "" }

// grading puts the grades of one axis and report together for a reader.
func grading(all []OpenGrade, axis models.Axis, report, reader models.ID) Grading {
	var g Grading
	newest := map[models.ID]int{} // place in all of each grader's newest
	settled := -1
	for i, x := range all {
		if x.Axis != axis || x.ReportID != report {
			continue
		}
		if x.Settles {
			settled = i
		} else {
			newest[x.By] = i
		}
	}
	g.Graders = len(newest)
	last, agree := -1, true
	for _, i := range newest {
		last = max(last, i)
	}
	for _, i := range newest {
		agree = agree && all[i].Grade.Grade == all[last].Grade.Grade
	}
	if i, ok := newest[reader]; ok {
		g.Mine = &all[i]
	}
	if g.Graders < 2 {
		if g.Mine != nil {
			g.Shown = []OpenGrade{*g.Mine}
		}
		return g
	}
	for _, i := range newest {
		g.Shown = append(g.Shown, all[i])
	}
	slices.SortFunc(g.Shown, func(a, b OpenGrade) int { return a.At.Compare(b.At) })
	switch {
	case agree:
		g.Grade = all[last].Grade.Grade
	case settled > last: // a grade after the settling opens the question again
		g.Settled, g.Grade = &all[settled], all[settled].Grade.Grade
	}
	return g
}

func (r *Review) grades(ctx context.Context, id models.ID, key seal.PrivateKey) ([]OpenGrade, error) {
	rows, err := r.store.Grades(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading grades: %w", err)
	}
	var out []OpenGrade
	for _, g := range rows {
		text, err := openText(seal.LabelOf(models.SealAssessment, id, g.ID), g.Note, key)
		if err != nil {
			return nil, err
		}
		out = append(out, OpenGrade{g, text})
	}
	return out, nil
}

// Settle ends a disagreement between graders with a grade and the reason for it.
func (r *Review) Settle(ctx context.Context, by Reader, id models.ID, axis models.Axis, report models.ID, grade, reason string) error {
	c, key, err := r.openCase(ctx, by, id, models.DeedCaseSettle)
	if err != nil {
		return err
	}
	if axis != models.AxisSource {
		report = ""
	}
	if !slices.Contains(models.Grades[axis], grade) {
		return models.RefuseFields(models.FieldError{Field: "grade", Key: "desk.error.choose"})
	}
	if err := textWithin("note", reason, noteLength); err != nil {
		return err
	}
	all, err := r.grades(ctx, id, key)
	if err != nil {
		return err
	}
	if !grading(all, axis, report, by.ID).Disagree() {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	g := models.Grade{CaseID: id, ReportID: report, Axis: axis, Grade: grade, By: by.ID, Settles: true, At: r.now()}
	if g.ID, g.Note, err = r.sealNote(c, models.SealAssessment, reason); err != nil {
		return err
	}
	return r.store.AddGrade(ctx, g, r.custody(by.Person, models.ItemCase, id, models.DeedCaseSettle, string(axis)+" "+grade))
}
