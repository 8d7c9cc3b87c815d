package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
	"loupe/words"
)

// draftDocument is a draft as it is sealed: what can become public, and what never does.
type draftDocument struct {
	models.Content
	StandIns []models.StandIn `json:"stand_ins,omitempty"`
	Passages []models.Passage `json:"passages,omitempty"` // what was replaced, the newest last
	Plan     models.WordPlan  `json:"plan,omitzero"`      // who made the words what they are

	version int // 0 when it was never saved
}

const (
	maxStandIns   = 200
	standInLength = 200
	maxPassages   = 100 // that are kept
	aroundLength  = 120 // runes of a text that are kept before and after what was replaced
)

// kept opens the draft that is kept of a case; nothing is in it when it was never saved.
func (d *Desk) kept(ctx context.Context, id models.ID, key seal.PrivateKey) (out draftDocument, err error) {
	sealed, version, err := d.store.Draft(ctx, id)
	if models.KindOf(err) == models.NotFound || err == nil && len(sealed) == 0 {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("reading a draft: %w", err)
	}
	out.version = version
	if err := seal.OpenJSON(seal.LabelOf(models.SealDraft, id), sealed, key, &out); err != nil {
		return out, err
	}
	if out.Plan.ID == "" {
		out.Plan.ID = id // words that were replaced before plans had names
	}
	return out, nil
}

// choose puts a stand-in among those that were chosen. What already stood in the place of other words and
// holds these is changed with it, so that one person has one pseudonym. persons are the record's: nothing may
// stand in that names one of them.
func choose(chosen []models.StandIn, s models.StandIn, persons []models.CasePerson) ([]models.StandIn, error) {
	s.Words, s.As = strings.Join(strings.Fields(s.Words), " "), strings.Join(strings.Fields(s.As), " ")
	one := namesOf(nil, []models.StandIn{s})
	switch {
	case len([]rune(s.Words)) > standInLength || len(one.Find(s.Words)) != 1:
		return nil, models.RefuseFields(models.FieldError{Field: "words", Key: "names.error.words", Args: map[string]any{"Max": standInLength}})
	case s.As == "" || len([]rune(s.As)) > standInLength:
		return nil, models.RefuseFields(models.FieldError{Field: "as", Key: "names.error.as", Args: map[string]any{"Max": standInLength}})
	}
	out := slices.DeleteFunc(slices.Clone(chosen), func(o models.StandIn) bool { return words.Fold(o.Words) == words.Fold(s.Words) })
	for i := range out {
		out[i].As = one.Replace(out[i].As)
	}
	if out = append(out, s); len(out) > maxStandIns {
		return nil, models.RefuseFields(models.FieldError{Field: "words", Key: "desk.error.bulk", Args: map[string]any{"Max": maxStandIns}})
	}
	if len(namesOf(persons, out).Find(s.As)) > 0 {
		return nil, models.RefuseFields(models.FieldError{Field: "as", Key: "names.error.tells"})
	}
	return out, nil
}

// StandIns is what a member of the case's desk sees of the words that were chosen: each with what stands in
// its place, and the texts before and after.
type StandIns struct {
	Case     models.Case
	Chosen   []models.StandIn
	Passages []models.Passage // the newest first
	Version  int              // of the draft
	Known    []string         // pseudonyms and roles that the case has already
	Why      error            // why the reader can't change them; nil when they may
	Replaces bool             // there is something to look at
	Plan     models.WordPlan  // who made the words what they are
	Look     *models.WordLook // what a second person found at them; nil when nobody looked
	Note     string           // of the look
	WhyLook  error            // why the reader can't say whether they are well; nil when they may
}

// StandIns opens the words of a case that were chosen, for any member of its desk.
func (d *Desk) StandIns(ctx context.Context, by Editor, id models.ID) (StandIns, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseRead)
	if err != nil {
		return StandIns{}, err
	}
	document, err := d.kept(ctx, id, key)
	if err != nil {
		return StandIns{}, err
	}
	persons, err := d.persons(ctx, c, key)
	if err != nil {
		return StandIns{}, err
	}
	slices.Reverse(document.Passages)
	look, err := d.wordLook(ctx, id, document.Plan)
	if err != nil {
		return StandIns{}, err
	}
	out := StandIns{Replaces: document.replaces(), Plan: document.Plan, Case: c, Chosen: document.StandIns, Passages: document.Passages, Version: document.version, Known: known(persons, document.StandIns)}
	_, out.Why = models.May(by.Person, models.DeedCaseDraft, c.Item())
	return out, out.lookAt(by, look, key)
}

// known lists the pseudonyms and roles that a case has already, each once.
func known(persons []models.CasePerson, chosen []models.StandIn) []string {
	var out []string
	for _, p := range persons {
		if p.Protection != models.ProtectPublic && p.Pseudonym != "" {
			out = append(out, p.Pseudonym)
		}
	}
	for _, s := range chosen {
		out = append(out, s.As)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// StandIn keeps words that tell who somebody is, and replaces them in the whole kept draft and in every text
// of the case that is saved from then on. version is that of the draft which was looked at.
func (d *Desk) StandIn(ctx context.Context, by Editor, id models.ID, version int, s models.StandIn) error {
	draft, err := d.Draft(ctx, by, id)
	if err != nil {
		return err
	}
	return d.Save(ctx, by, id, draft.Content, version, s)
}

// DropStandIn forgets words that were chosen. What was replaced stays so.
func (d *Desk) DropStandIn(ctx context.Context, by Editor, id models.ID, version int, chosen string) error {
	c, key, err := d.open(ctx, by, id, models.DeedCaseDraft)
	if err != nil {
		return err
	}
	document, err := d.kept(ctx, id, key)
	if err != nil {
		return err
	}
	if document.version != version {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	now := document
	now.StandIns = slices.DeleteFunc(slices.Clone(document.StandIns), func(s models.StandIn) bool { return s.Words == chosen })
	return d.keep(ctx, by, c, document, now, version)
}

// keep seals a draft and puts it in the place of the one before it, of the version that was looked at.
func (d *Desk) keep(ctx context.Context, by Editor, c models.Case, before, document draftDocument, version int) error {
	if err := d.replan(by, &before, &document); err != nil {
		return err
	}
	document.Passages = document.Passages[max(0, len(document.Passages)-maxPassages):]
	sealed, err := seal.JSON(seal.LabelOf(models.SealDraft, c.ID), document, c.PublicKey)
	if err != nil {
		return err
	}
	return d.store.SaveDraft(ctx, c.ID, sealed, version, d.custody(by.Person, c.ID, models.DeedCaseDraft, ""))
}

// inNote replaces what was chosen in a note that becomes public beside the text.
func inNote(note string, chosen []models.StandIn) string {
	return namesOf(nil, chosen).Replace(note)
}
