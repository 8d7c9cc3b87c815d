package main

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/models"
)

// caseOf opens a case from a report with these files, and gives its address and its exhibits.
func (h *house) caseOf(t *testing.T, title string, files ...[]byte) (string, []models.Exhibit) {
	t.Helper()
	report := h.tell(t, title, models.Facts{Categories: []string{"TOR.1"}, Country: "XK"}, files...)
	id, err := h.Review.OpenCase(t.Context(), h.as(t, "reviewer"), report, title)
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.records.Exhibits(t.Context(), report)
	if err != nil || len(list) != len(files) {
		t.Fatal(len(list), err)
	}
	return "/desk/cases/" + string(id), list
}

func drawnFace(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, testkit.Face(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFacesAreSuggestedAndAPersonDecides has a face found in a photograph through the front door: nothing is
// hidden before a person says so, what they refuse isn't suggested again and stays on record for the
// second person, what they accept is burned in.
func TestFacesAreSuggestedAndAPersonDecides(t *testing.T) {
	h, at := demoHouse(t)
	file, exhibits := h.caseOf(t, "A face at the fence", drawnFace(t))
	redact := file + "/redact/" + string(exhibits[0].ID)
	editor := signIn(t, at, "editor")
	black := func() bool {
		img, err := jpeg.Decode(bytes.NewReader(editor.raw(redact + "/copy")))
		if err != nil {
			t.Fatal(err)
		}
		r, g, b, _ := img.At(img.Bounds().Dx()/2, img.Bounds().Dy()*46/100).RGBA()
		return max(r, g, b) < 0x1000
	}
	editor.get(redact + "?faces=look")
	if n := editor.page.Find(".faces li").Length(); n != 1 {
		t.Fatalf("%d faces are suggested, want 1", n)
	}
	editor.submit(redact, "#boxes", nil)
	if editor.expect(http.StatusUnprocessableEntity); editor.page.Find(".faces li").Length() != 1 {
		t.Error("what nobody decided is lost")
	}
	editor.submit(redact, "#boxes", form{"face_0": "refuse"})
	editor.expect(http.StatusOK)
	if black() {
		t.Error("a refused face is hidden")
	}
	editor.get(redact + "?faces=look")
	if editor.page.Find(".faces li").Length() != 0 || !strings.Contains(editor.page.Text(), "1 suggested face was left") {
		t.Error("a refused face is suggested again, or isn't on record")
	}
	second := signIn(t, at, "reviewer")
	second.get(file + "/look/" + string(exhibits[0].ID))
	if second.page.Find("svg .refuse").Length() != 1 {
		t.Error("the second person doesn't see which face was left")
	}

	other, exhibits := h.caseOf(t, "Another face", drawnFace(t))
	redact = other + "/redact/" + string(exhibits[0].ID)
	editor.get(redact + "?faces=look")
	editor.submit(redact, "#boxes", form{"faces": "all"})
	editor.expect(http.StatusOK)
	if !black() {
		t.Error("an accepted face isn't hidden")
	}
}
