package publish

import (
	"context"
	"fmt"
	"strings"

	"loupe/models"
)

// howVerified puts the assessment into plain words, which the editor may change. It names no
// person and no method that could show where a source stood.
func (d *Desk) howVerified(ctx context.Context, c models.Case, reports int) (string, error) {
	answers, err := d.store.CheckAnswers(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("reading answers: %w", err)
	}
	grades, err := d.store.Grades(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("reading grades: %w", err)
	}
	var s []string
	if reports == 1 {
		s = append(s, "One source gave testimony.")
	} else {
		s = append(s, fmt.Sprintf("%d sources gave testimony.", reports))
	}
	information := ""
	for _, g := range grades {
		if g.Axis == models.AxisInformation {
			information = g.Grade
		}
	}
	if words := informationWords[information]; words != "" {
		s = append(s, words)
	}
	newest, exhibits := map[models.ID]map[models.Check]models.Answer{}, 0
	for _, a := range answers {
		if newest[a.ExhibitID] == nil {
			newest[a.ExhibitID] = map[models.Check]models.Answer{}
			exhibits++
		}
		newest[a.ExhibitID][a.Check] = a.Answer
	}
	for _, check := range []models.Check{"integrity", "location", "time"} {
		passed := 0
		for _, a := range newest {
			if a[check] == models.Pass {
				passed++
			}
		}
		if passed > 0 {
			s = append(s, fmt.Sprintf(checkWords[check], passed, exhibits))
		}
	}
	s = append(s, "One reviewer proposed this outcome and a second confirmed it.")
	return strings.Join(s, " "), nil
}

// These sentences start a text that the editor owns; they are content, not interface.
var informationWords = map[string]string{
	"1": "Independent sources confirm the account.",
	"2": "The account is probably true: it is consistent, plausible and agrees with what else is known.",
	"3": "The account is possibly true; not all of it could be checked.",
}

var checkWords = map[models.Check]string{
	"integrity": "The files of %d of %d exhibits are unchanged since they were received.",
	"location":  "The place shown was matched for %d of %d exhibits.",
	"time":      "The time was matched for %d of %d exhibits.",
}
