package routing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
)

const maxNote = 500 // characters of the reason for a change

// MaxTry is how many reports a trial looks at.
const MaxTry = 1000

// Text gives the rules as one text, for an admin to change.
func (r *Router) Text(ctx context.Context, by models.Person) (string, error) {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return "", err
	}
	stored, err := r.store.Rules(ctx)
	if err != nil {
		return "", fmt.Errorf("reading the routing rules: %w", err)
	}
	var texts []string
	for _, s := range stored {
		texts = append(texts, s.Text)
	}
	return strings.Join(texts, "\n"), nil
}

// Replace puts the rules of a text in the place of all others. A text with any problem changes
// nothing: the refusal is Invalid and names each problem in a FieldError of the field "rules", with
// the values Line, Column, Near and Expected. note says why, for the history.
func (r *Router) Replace(ctx context.Context, by models.Person, text, note string) error {
	if err := models.MayAdminister(by, models.DeedRules); err != nil {
		return err
	}
	rules, err := r.read(ctx, text)
	if err != nil {
		return err
	}
	stored, err := r.number(ctx, rules)
	if err != nil {
		return err
	}
	ev := models.Custody{
		ItemKind: models.ItemPlatform, ItemID: models.ItemPlatform, Deed: models.DeedRules,
		ActorID: by.ID, At: r.now(), Detail: fmt.Sprintf("rules=%d", len(stored)),
	}
	if len([]rune(note)) > maxNote {
		return models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": maxNote}})
	}
	v := models.RuleVersion{Text: Print(rules), Note: strings.TrimSpace(note), By: by.ID, At: ev.At}
	if err := r.store.ReplaceRules(ctx, stored, v, ev); err != nil {
		return fmt.Errorf("replacing the routing rules: %w", err)
	}
	return nil
}

// parseOrRefuse parses a text; one that can't be read is refused with each problem in it.
func parseOrRefuse(text string) ([]Rule, error) {
	rules, err := ParseRules(text)
	if errs, ok := errors.AsType[SyntaxErrors](err); ok {
		var problems []Problem
		for _, e := range errs {
			problems = append(problems, e.Problem())
		}
		return nil, refuse(problems)
	}
	return rules, err
}

// read parses and checks a text against what there is.
func (r *Router) read(ctx context.Context, text string) ([]Rule, error) {
	rules, err := parseOrRefuse(text)
	if err != nil {
		return nil, err
	}
	world, err := r.world(ctx)
	if err != nil {
		return nil, err
	}
	if problems := Check(rules, world); len(problems) > 0 {
		return nil, refuse(problems)
	}
	return rules, nil
}

func (r *Router) world(ctx context.Context) (w World, err error) {
	if w.Desks, err = r.store.Desks(ctx); err != nil {
		return w, fmt.Errorf("reading the desks: %w", err)
	}
	if w.Sites, err = r.store.Sites(ctx); err != nil {
		return w, fmt.Errorf("reading the sites: %w", err)
	}
	if w.Organisations, err = r.store.Organisations(ctx); err != nil {
		return w, fmt.Errorf("reading the organisations: %w", err)
	}
	people, err := r.store.People(ctx)
	if err != nil {
		return w, fmt.Errorf("reading the people: %w", err)
	}
	w.Emails = []string{}
	for _, p := range people {
		if slices.ContainsFunc(w.Desks, func(d models.Desk) bool { return reviews(p, d.ID) }) {
			w.Emails = append(w.Emails, p.Email)
		}
	}
	return w, nil
}

// number gives rules their positions, and the ids of the stored rules that say the same.
func (r *Router) number(ctx context.Context, rules []Rule) ([]models.Rule, error) {
	stored, err := r.store.Rules(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the routing rules: %w", err)
	}
	ids := map[string]models.ID{}
	for _, s := range stored {
		ids[s.Text] = s.ID
	}
	var numbered []models.Rule
	for i, rule := range rules {
		m := models.Rule{ID: ids[rule.Text()], Position: i + 1, Text: rule.Text()}
		delete(ids, m.Text)
		if m.ID == "" {
			if m.ID, err = models.NewID(r.random); err != nil {
				return nil, fmt.Errorf("numbering a rule: %w", err)
			}
		}
		numbered = append(numbered, m)
	}
	return numbered, nil
}

func refuse(problems []Problem) error {
	var fields []models.FieldError
	for _, p := range problems {
		fields = append(fields, models.FieldError{Field: "rules", Key: p.Key, Args: map[string]any{
			"Line": p.Line, "Column": p.Column, "Near": p.Near, "Expected": strings.Join(p.Expected, "  "),
		}})
	}
	return models.RefuseFields(fields...)
}
