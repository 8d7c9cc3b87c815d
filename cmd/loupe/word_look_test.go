package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loupe/models"
)

// wordsAreLookedAt has a reviewer read the words of a decided case that an editor replaced, before and after,
// through the front door: who replaced them can't say that they are well, not in the database either; what isn't
// well can't be published; and words that are changed afterwards wait for another look.
func wordsAreLookedAt(t *testing.T, h *house, editor, second *browser, file string) {
	t.Helper()
	page, look := file+"/words", file+"/words/look"
	replace := func(words, as string) {
		editor.submitTo(page, form{"words": words, "as": as}, "main form:has([name=as])")
		editor.expect(http.StatusOK)
	}
	missing := func() string {
		editor.get(file + "/publication")
		return editor.page.Find(".notice.caution").First().Text()
	}
	plan := func(v *browser) string {
		v.get(page)
		id, _ := v.page.Find("#look [name=plan]").Attr("value")
		return id
	}
	replace("the ferryman of Dako", "Witness F")
	if !strings.Contains(missing(), "read the replaced words") {
		t.Error("nobody has read the replaced words and the editor isn't told")
	}
	if plan(editor) != "" {
		t.Error("who replaced words is asked whether they are well")
	}
	first := plan(second)
	editor.post(look, form{"plan": first, "fine": "yes", "csrf": editor.csrf()})
	editor.expect(http.StatusForbidden)
	by, id := h.as(t, "editor").ID, models.ID(file[strings.LastIndex(file, "/")+1:])
	_, version, err := h.records.Draft(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	own := models.WordLook{Plan: models.WordPlan{ID: "own", By: by, At: time.Now()}, CaseID: id, By: by, Fine: true, Note: []byte("x"), At: time.Now()}
	if err := h.records.AddWordLook(t.Context(), own, version, models.Custody{}); err == nil {
		t.Error("the database lets who replaced words look at them as the second person")
	}

	second.submit(page, "#look form", nil)
	second.expect(http.StatusUnprocessableEntity)
	second.submit(page, "#look form", form{"note": "his boat has a name"})
	second.expect(http.StatusOK)
	if !strings.Contains(missing(), "somebody can be known by the text") {
		t.Error("words that aren't well can be published")
	}
	editor.get(page)
	if !strings.Contains(editor.page.Find("#look").Text(), "his boat has a name") {
		t.Error("the editor doesn't read what the second person found")
	}
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/publish']", form{"note": "names are left out"})
	editor.expect(http.StatusUnprocessableEntity)

	replace("the boat Oriole", "a boat")
	second.post(look, form{"plan": first, "fine": "yes", "csrf": second.csrf()})
	second.expect(http.StatusConflict)
	wellRead := func() {
		second.get(page)
		second.post(look, form{"plan": plan(second), "fine": "yes", "csrf": second.csrf()})
		second.expect(http.StatusOK)
		if text := missing(); strings.Contains(text, "replaced") {
			t.Errorf("words that two people found well are held back: %s", text)
		}
	}
	wellRead()
	// What is saved without another replaced word keeps the look; other words don't.
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "#draft", form{"summary": "Said again, plainly."})
	if text := missing(); strings.Contains(text, "replaced") {
		t.Errorf("a text without other replaced words waits for another look: %s", text)
	}
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "#draft", form{"summary": "The ferryman of Dako said it again."})
	if !strings.Contains(missing(), "read the replaced words") {
		t.Error("a look holds for words that were replaced after it")
	}
	wellRead()
	editor.get(page)
	editor.post(page, form{"drop": "the boat Oriole", "draft": draftOf(editor), "csrf": editor.csrf()})
	if !strings.Contains(missing(), "read the replaced words") {
		t.Error("a look holds although words were forgotten after it")
	}
	wellRead()
}

// draftOf reads the version of the draft from the page of replaced words.
func draftOf(v *browser) string {
	version, _ := v.page.Find("[name=draft]").First().Attr("value")
	return version
}
