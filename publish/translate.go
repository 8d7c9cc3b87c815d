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

// Translating is a publication beside its translation into one language, as an editor works on it.
type Translating struct {
	Case     models.Case
	Original models.Publication
	Into     string // the language
	Body     models.TranslationBody
	Version  int    // of the draft; 0 while there is none
	ByName   string // who made the draft
	Stale    bool   // the original was corrected since the draft was begun
	MayLook  bool   // the editor may look the draft over and make it public

	names words.Names // that don't become public, and what stands for them
}

// Translation opens a translation into a language: the draft, or an empty one, in which only what was made
// from the assessment is said already.
func (d *Desk) Translation(ctx context.Context, by Editor, id models.ID, language string) (Translating, error) {
	t, _, err := d.translation(ctx, by, id, language, models.DeedTranslate)
	return t, err
}

func (d *Desk) translation(ctx context.Context, by Editor, id models.ID, language string, deed models.Deed) (Translating, models.TranslationDraft, error) {
	c, key, err := d.open(ctx, by, id, deed)
	if err != nil {
		return Translating{}, models.TranslationDraft{}, err
	}
	out := Translating{Case: c, Into: language}
	if out.Original, err = d.store.PublicationOf(ctx, id); err != nil {
		return out, models.TranslationDraft{}, fmt.Errorf("reading a publication: %w", err)
	}
	if !slices.Contains(models.Tongues, language) || language == out.Original.Content.Language {
		return out, models.TranslationDraft{}, models.ErrNotFound
	}
	drafts, err := d.store.TranslationDrafts(ctx, id)
	if err != nil {
		return out, models.TranslationDraft{}, fmt.Errorf("reading translations: %w", err)
	}
	if out.names, err = d.names(ctx, c, key); err != nil {
		return out, models.TranslationDraft{}, err
	}
	out.Body.Of = out.Original.Version
	for _, draft := range drafts {
		if draft.Language != language {
			continue
		}
		if err := seal.OpenJSON(seal.LabelOf(models.SealTranslation, id, models.ID(language)), draft.Sealed, key, &out.Body); err != nil {
			return out, draft, err
		}
		out.Version, out.ByName, out.Stale = draft.Version, draft.ByName, out.Body.Of != out.Original.Version
		it := c.Item()
		it.State, it.ProposedBy = string(c.Publication), draft.By
		_, refused := models.May(by.Person, models.DeedTranslateRelease, it)
		out.MayLook = refused == nil && !out.Stale
		if deed == models.DeedTranslateRelease {
			err = refused
		}
		return out, draft, err
	}
	out.Body.Text.HowVerified, err = d.reworded(ctx, c, out.Original.Content, language)
	return out, models.TranslationDraft{}, err
}

// TranslationDrafts lists the drafts of a case's translations, without their words.
func (d *Desk) TranslationDrafts(ctx context.Context, by Editor, id models.ID) ([]models.TranslationDraft, error) {
	if _, _, err := d.open(ctx, by, id, models.DeedTranslate); err != nil {
		return nil, nil // nothing to translate, or not theirs to
	}
	return d.store.TranslationDrafts(ctx, id)
}

// SaveTranslation keeps a draft, of the version that is public now. Whoever saves is its translator,
// and somebody else has to look it over.
func (d *Desk) SaveTranslation(ctx context.Context, by Editor, id models.ID, language string, text models.TranslatedText, note string, version int) error {
	t, _, err := d.translation(ctx, by, id, language, models.DeedTranslate)
	if err != nil {
		return err
	}
	body := models.TranslationBody{Of: t.Original.Version, Text: text, Note: note}
	eachTranslated(&body, replacing(t.names, &body.Passages))
	text, note = body.Text, body.Note
	if err := checkTranslation(text, note, t.Original.Content); err != nil {
		return err
	}
	draft := models.TranslationDraft{Language: language, Version: version, By: by.ID, At: d.now()}
	if draft.Sealed, err = seal.JSON(seal.LabelOf(models.SealTranslation, id, models.ID(language)), body, t.Case.PublicKey); err != nil {
		return err
	}
	return d.store.SaveTranslationDraft(ctx, id, draft, d.custody(by.Person, id, models.DeedTranslate, language))
}

// ReleaseTranslation makes a colleague's draft public.
func (d *Desk) ReleaseTranslation(ctx context.Context, by Editor, id models.ID, language string, version int) error {
	t, draft, err := d.translation(ctx, by, id, language, models.DeedTranslateRelease)
	if err != nil {
		return err
	}
	if draft.Version == 0 || draft.Version != version || t.Stale {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	if err := completeTranslation(t.Body.Text, t.Original.Content); err != nil {
		return err
	}
	// What was chosen after the draft was saved stands in it still, and is not what the second person saw.
	var left []models.Passage
	if eachTranslated(&t.Body, replacing(t.names, &left)); len(left) > 0 {
		return models.Refuse(models.Conflict, "names.error.save_again")
	}
	at := d.now()
	return d.store.ReleaseTranslation(ctx, id, models.Translation{Language: language, Of: t.Body.Of, Text: t.Body.Text, Note: t.Body.Note}, draft, by.ID, at, d.custody(by.Person, id, models.DeedTranslateRelease, language))
}

// checkTranslation refuses what is too long to keep.
func checkTranslation(x models.TranslatedText, note string, original models.Content) error {
	c := models.Content{Title: x.Title, Summary: x.Summary, Account: x.Account, HowVerified: x.HowVerified, Response: x.Response, FollowUp: x.FollowUp, Place: x.Place}
	if len(x.Exhibits) > len(original.Exhibits) {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	for i, e := range x.Exhibits {
		c.Exhibits = append(c.Exhibits, models.PublicCopy{ID: models.ID(fmt.Sprint(i)), Caption: e.Caption, Alt: e.Alt, Warning: e.Warning, Transcript: e.Transcript})
	}
	if len([]rune(note)) > summaryLength {
		return models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	return lengths(c)
}

// completeTranslation refuses to publish half of a translation: what the original says has to be said.
func completeTranslation(x models.TranslatedText, original models.Content) error {
	var wrong []models.FieldError
	need := func(field, of, text string) {
		if strings.TrimSpace(of) != "" && strings.TrimSpace(text) == "" {
			wrong = append(wrong, models.FieldError{Field: field, Key: "translate.error.missing"})
		}
	}
	need("title", original.Title, x.Title)
	need("summary", original.Summary, x.Summary)
	need("account", original.Account, x.Account)
	need("how_verified", original.HowVerified, x.HowVerified)
	need("response", original.Response, x.Response)
	need("follow_up", original.FollowUp, x.FollowUp)
	for i, e := range original.Exhibits {
		var t models.TranslatedCopy
		if i < len(x.Exhibits) {
			t = x.Exhibits[i]
		}
		n := fmt.Sprint(i)
		need("caption_"+n, e.Caption, t.Caption)
		need("alt_"+n, e.Alt, t.Alt)
		need("warning_"+n, e.Warning, t.Warning)
		need("transcript_"+n, e.Transcript, t.Transcript)
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}
