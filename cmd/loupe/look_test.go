package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"loupe/models"
)

// TestASecondPersonLooksAtARedaction has a reviewer see a redaction before and after, through the front
// door: its maker can't say that it is well, not in the database either; what isn't well can't be
// published; and where the platform asks for it, what nobody looked at can't be.
func TestASecondPersonLooksAtARedaction(t *testing.T) {
	h, at := demoHouse(t)
	editor, second, admin := signIn(t, at, "editor"), signIn(t, at, "reviewer"), signIn(t, at, "admin")
	editor.get("/desk/cases?state=decided&publication=published")
	file := editor.href(".queue a.title")
	editor.get(file + "/publication")
	redact := editor.href("section.pane a[href*='/redact/']")
	exhibit := filepath.Base(redact)
	look := file + "/look/" + exhibit
	missing := func() string {
		editor.get(file + "/publication")
		return editor.page.Find(".notice.caution").First().Text()
	}
	box := form{"x": "0", "y": "0", "w": "40", "h": "50", "checked": "yes"}
	editor.submitTo(redact, box, "#boxes")

	editor.get(look)
	if editor.page.Find("main form[method=post]").Length() != 0 {
		t.Error("who redacted is asked whether it is well")
	}
	second.get(look)
	redaction, _ := second.page.Find("[name=redaction]").Attr("value")
	editor.post(look, form{"redaction": redaction, "fine": "yes", "csrf": editor.csrf()})
	editor.expect(http.StatusForbidden)
	by := h.as(t, "editor").ID
	if err := h.records.AddRedactionLook(t.Context(), models.RedactionLook{RedactionID: models.ID(redaction), MadeBy: by, By: by, Fine: true, Note: []byte("x")}, models.Custody{}); err == nil {
		t.Error("the database lets the maker of a redaction look at it as the second person")
	}
	for _, side := range []string{look + "/copy", "/desk/exhibits/" + exhibit + "/preview"} {
		if got := second.raw(side); !strings.HasPrefix(string(got), "\xFF\xD8") {
			t.Errorf("%s is no picture", side)
		}
	}

	admin.get("/desk/admin/settings")
	admin.submit("/desk/admin/settings", "main form", form{"look_twice": "yes"})
	if !strings.Contains(missing(), "A second person has to look") {
		t.Error("the platform asks for a second look and the editor isn't told")
	}
	second.get(look)
	second.submit(look, "main form[method=post]", nil)
	second.expect(http.StatusUnprocessableEntity)
	second.submit(look, "main form[method=post]", form{"note": "the plate in the mirror"})
	second.expect(http.StatusOK)
	if !strings.Contains(missing(), "somebody can be known") {
		t.Error("what isn't well can be published")
	}
	editor.get(look)
	if !strings.Contains(editor.page.Text(), "the plate in the mirror") {
		t.Error("the editor doesn't read what the second person found")
	}

	box["h"] = "60"
	editor.submitTo(redact, box, "#boxes")
	second.get(look)
	second.post(look, form{"redaction": redaction, "fine": "yes", "csrf": second.csrf()})
	second.expect(http.StatusConflict)
	for _, each := range editor.hrefsOf(file+"/publication", "section.pane a[href*='/look/']") {
		second.get(each)
		redaction, _ = second.page.Find("[name=redaction]").Attr("value")
		second.post(each, form{"redaction": redaction, "fine": "yes", "note": "nobody", "csrf": second.csrf()})
		second.expect(http.StatusOK)
	}
	if text := missing(); strings.Contains(text, "second person") || strings.Contains(text, "somebody can be known") {
		t.Errorf("what two people found well is held back: %s", text)
	}
	wordsAreLookedAt(t, h, editor, second, file)
}
