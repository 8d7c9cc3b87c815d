package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/media"
	"loupe/models"
)

// TestRecordingsOnTheWorkbench looks at a film as a reviewer: it opens muted and veiled, says where it
// was made, and its stills are kept as working copies, each once, on record, from a browser's picture
// or from the original. What is said in it stands in a transcript in the order of time.
func TestRecordingsOnTheWorkbench(t *testing.T) {
	film, err := os.ReadFile(filepath.Join(testkit.Corpus(t), "photos/derived/loc.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	eachHouse(t, func(t *testing.T, h *house) {
		server := httptest.NewServer(h.handler)
		defer server.Close()
		id := h.tell(t, "a film", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}, film)
		b := signIn(t, server.URL, "reviewer")
		b.get("/desk/reports/" + string(id))
		exhibit := b.href("ul.thumbs a[href^='/desk/exhibits/']")
		b.get(exhibit)
		player := b.page.Find(".reel .veiled video[muted][preload=none]")
		if _, open := b.page.Find("#unveil").Attr("checked"); player.Length() != 1 || open {
			t.Error("a film doesn't open muted and veiled")
		}
		if text := b.text("main"); !strings.Contains(text, "-4.325") || !strings.Contains(text, "15.29") {
			t.Errorf("the place of the film isn't told: %s", text)
		}

		// A script posts what the browser shows.
		var picture, body bytes.Buffer
		if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 320, 240)), nil); err != nil {
			t.Fatal(err)
		}
		post := func(token, at string, picture []byte) int {
			body.Reset()
			w := multipart.NewWriter(&body)
			_ = w.WriteField("csrf", token)
			_ = w.WriteField("at", at)
			part, _ := w.CreateFormFile("still", "still.jpg")
			_, _ = part.Write(picture)
			_ = w.Close()
			b.do(http.MethodPost, exhibit+"/stills", w.FormDataContentType(), &body)
			return b.response.StatusCode
		}
		token, _ := b.page.Find("#still [name=csrf]").Attr("value")
		if post("wrong", "0.1", picture.Bytes()) != http.StatusForbidden {
			t.Error("a still is kept without the form's token")
		}
		if post(token, "0.1", []byte("no picture")) != http.StatusUnprocessableEntity {
			t.Error("what is no picture is kept as a still")
		}
		for range 2 {
			if status := post(token, "0.100", picture.Bytes()); status != http.StatusOK {
				t.Errorf("a still is answered with %d", status)
			}
		}
		want := 1
		if media.FindFFmpeg().Found() { // without a script it is taken from the original
			want = 2
			b.get(exhibit)
			b.submit(exhibit, "#still", form{"at": "0:00.3"})
			b.get(exhibit)
			b.submit(exhibit, "#still", form{"at": "9:00"})
			b.expect(http.StatusUnprocessableEntity)
			var sound struct{ Ms int }
			if err := json.Unmarshal(b.raw(exhibit+"/sound"), &sound); err == nil && b.response.StatusCode == http.StatusOK {
				t.Error("a silent film has a sound")
			}
		}
		b.get(exhibit)
		if n := b.page.Find("#stills > ul li img").Length(); n != want {
			t.Errorf("%d stills are kept, want %d: %s", n, want, b.text("main"))
		}
		src, _ := b.page.Find("#stills > ul img").Last().Attr("src")
		if c, err := jpeg.DecodeConfig(bytes.NewReader(b.raw(src))); err != nil || c.Width != 320 {
			t.Errorf("a still of %d pixels, %v", c.Width, err)
		}
		entries, _, err := h.records.Custody(t.Context(), models.CustodyFilter{Deed: models.DeedExhibitStill, Limit: 10})
		if err != nil || len(entries) != want {
			t.Errorf("%d stills are on record, %v", len(entries), err)
		}
		b.get(b.href("#stills > ul a"))
		if got, _ := b.page.Find(".bench img").Attr("src"); !strings.Contains(got, "/stills/") {
			t.Errorf("a still is looked at as %q", got)
		}

		// What is said, the later part first.
		for _, words := range []form{{"kind": "words", "from": "0:02", "to": "0:04", "speaker": "the younger man", "language": "fr", "text": "later words"}, {"kind": "words", "from": "0:00.5", "to": "1", "speaker": "guard", "language": "sg", "text": "first words"}} {
			b.get(exhibit)
			b.submit(exhibit, "#finding", words)
		}
		b.get(exhibit)
		said := b.page.Find(".transcript tbody tr")
		if said.Length() != 2 || !strings.Contains(said.First().Text(), "first words") || !strings.Contains(said.First().Text(), "guard") || said.First().Find("[lang=sg]").Length() != 1 {
			t.Errorf("the transcript says %q", said.Text())
		}
		other := signIn(t, server.URL, "reviewer3")
		other.get(src)
		other.expect(http.StatusNotFound)
	})
}
