package main

import (
	"strings"
	"testing"

	"loupe/models"
	"loupe/publish"
)

// TestHowVerifiedSpeaks: the words that are made from the assessment are said in the language of the case, as
// long as no editor has changed them.
func TestHowVerifiedSpeaks(t *testing.T) {
	h, _ := demoHouse(t)
	p, err := h.records.Public().PublicationByRef(t.Context(), caseOf(t, h))
	if err != nil {
		t.Fatal(err)
	}
	var by publish.Editor
	for _, name := range []string{"editor", "editor2"} {
		who := h.as(t, name)
		by = publish.Editor{Person: who.Person, Key: who.Key}
		if _, err = h.Publish.Draft(t.Context(), by, p.CaseID); err == nil {
			break
		}
	}
	// change saves the draft after a change, and gives how it was verified as it stands then.
	change := func(how func(*models.Content)) string {
		t.Helper()
		draft, err := h.Publish.Draft(t.Context(), by, p.CaseID)
		if err != nil {
			t.Fatal(err)
		}
		how(&draft.Content)
		if err := h.Publish.Save(t.Context(), by, p.CaseID, draft.Content, draft.Version); err != nil {
			t.Fatal(err)
		}
		if draft, err = h.Publish.Draft(t.Context(), by, p.CaseID); err != nil {
			t.Fatal(err)
		}
		return draft.Content.HowVerified
	}
	for language, want := range map[string]string{"fr": "un second l’a confirmée.", "pt": "um segundo confirmou-o.", "sw": "wa pili akayaidhinisha.", "en": "a second confirmed it."} {
		if got := change(func(c *models.Content) { c.Language = language }); !strings.HasSuffix(got, want) || strings.Contains(got, "⟦") || strings.Contains(got, "{{") {
			t.Errorf("in %s: %s", language, got)
		}
	}
	mine := "Two people looked at it."
	change(func(c *models.Content) { c.HowVerified = mine })
	if got := change(func(c *models.Content) { c.Language = "fr" }); got != mine {
		t.Errorf("an editor's words became %q", got)
	}
}
