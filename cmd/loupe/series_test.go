package main

import (
	"bytes"
	"image/jpeg"
	"net/http"
	"path/filepath"
	"testing"
)

// TestARedactionIsRepeatedOnASeries repeats one photograph's boxes on the others of its case through the
// front door: what they hid before stays hidden, each gets a plan of its own that nobody has looked
// at yet, and a plan that moved on in between is told.
func TestARedactionIsRepeatedOnASeries(t *testing.T) {
	_, at := demoHouse(t)
	editor := signIn(t, at, "editor")
	file := ""
	var exhibits []string
	for _, each := range editor.hrefsOf("/desk/cases?state=decided&publication=published", ".queue a.title") {
		if exhibits = editor.hrefsOf(each, ".thumbs a[href*='/redact/']"); len(exhibits) > 1 {
			file = each
			break
		}
	}
	if file == "" {
		t.Fatal("no case of the cast has two photographs")
	}
	first, other := exhibits[0], exhibits[1]
	editor.submitTo(other, form{"x": "60", "y": "60", "w": "20", "h": "20", "checked": "yes"}, "#boxes")
	editor.submitTo(first, form{"x": "10", "y": "10", "w": "20", "h": "20", "checked": "yes"}, "#boxes")

	series := first + "/series"
	editor.get(series)
	stale, _ := editor.page.Find("[name=redaction]").Attr("value")
	editor.post(series, form{"redaction": stale, "csrf": editor.csrf()})
	editor.expect(http.StatusUnprocessableEntity)
	editor.post(series, form{"redaction": stale, "on": filepath.Base(other), "csrf": editor.csrf()})
	editor.expect(http.StatusOK)
	img, err := jpeg.Decode(bytes.NewReader(editor.raw(other + "/copy")))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	for _, spot := range [][2]int{{20, 20}, {70, 70}} {
		if r, g, bl, _ := img.At(b.Dx()*spot[0]/100, b.Dy()*spot[1]/100).RGBA(); max(r, g, bl) > 0x1000 {
			t.Errorf("%d %% from left and top isn't black", spot[0])
		}
	}
	editor.get(series)
	looked := "form[action$='/redact/" + filepath.Base(other) + "']"
	if editor.page.Find(looked).Length() != 1 {
		t.Fatal("nobody is asked to look at the result")
	}
	editor.submit(series, looked, nil)
	editor.at(series)
	if editor.page.Find(looked).Length() != 0 {
		t.Error("who looked is asked again")
	}
	editor.submitTo(first, form{"x": "11", "y": "10", "w": "20", "h": "20"}, "#boxes")
	editor.get(series)
	editor.post(series, form{"redaction": stale, "on": filepath.Base(other), "csrf": editor.csrf()})
	editor.expect(http.StatusConflict)
}
