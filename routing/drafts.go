package routing

import (
	"context"
	"strings"

	"loupe/models"
)

// PrintDrafts writes drafts as one text, which need not be readable, and the number of each draft
// (from 0) by the line on which its rule stands.
func PrintDrafts(drafts []Draft) (text string, byLine map[int]int) {
	byLine = map[int]int{}
	var texts []string
	line := 0
	for i, d := range drafts {
		t := d.Text()
		line += strings.Count(t, "\n") + 1
		byLine[line] = i
		texts = append(texts, t)
	}
	return strings.Join(texts, "\n"), byLine
}

// Drafts gives the rules of a text as fields. A text that can't be read is refused as Replace refuses it;
// what it names need not exist yet.
func (r *Router) Drafts(_ context.Context, by models.Person, text string) ([]Draft, error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return nil, err
	}
	rules, err := parseOrRefuse(text)
	if err != nil {
		return nil, err
	}
	var drafts []Draft
	for _, rule := range rules {
		drafts = append(drafts, NewDraft(rule))
	}
	return drafts, nil
}

// Names are what the form of rules offers: the desks that are open, and the addresses of their people.
func (r *Router) Names(ctx context.Context, by models.Person) (desks, emails []string, err error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return nil, nil, err
	}
	world, err := r.world(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range world.Desks {
		if d.ClosedAt.IsZero() {
			desks = append(desks, d.Name)
		}
	}
	return desks, world.Emails, nil
}
