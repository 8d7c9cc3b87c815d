package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loupe/models"
)

// TestADeskWritesToASource: a reviewer begins with a message that is ready in the language of an account
// in Kiswahili, adds their desk's own, sends a file with it; the source, with the words alone, reads both
// and gets the very bytes. Nobody else does, nothing of it is stored readable, and erasing takes it away.
func TestADeskWritesToASource(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		server := httptest.NewServer(h.handler)
		defer server.Close()
		source, other := newBrowser(t, server.URL), newBrowser(t, server.URL)
		words, id := tell(t, h, source, "sw")
		strange, _ := tell(t, h, other, "en")
		page := "/desk/reports/" + string(id)
		b := signIn(t, server.URL, "reviewer")

		b.get("/desk/ready")
		desk, _ := b.page.Find("#f-desk option").First().Attr("value")
		b.submit("/desk/ready", "#write form", form{"desk": desk, "language": "sw", "name": "Our own", "text": ""})
		b.expect(http.StatusUnprocessableEntity)
		if got, _ := b.page.Find("[name=name]").Attr("value"); got != "Our own" {
			t.Errorf("what was typed is lost: %q", got)
		}
		const own = "Tunakutana kila soko."
		b.submit("/desk/ready", "#write form", form{"desk": desk, "language": "sw", "name": "Our own", "text": own})
		b.submitTo("/desk/ready", form{"desk": desk, "language": "fr", "name": "Not for them", "text": "Bonjour"}, "#write form")

		b.get(page)
		if b.page.Find("#ready option:contains('Our own')").Length() != 1 || b.page.Find("#ready option:contains('Not for them')").Length() != 0 {
			t.Error("the desk's messages offered are not those in the source's language")
		}
		value, _ := b.page.Find("#ready option:contains('Our own')").Attr("value")
		b.submit(page, "#ask", form{"do": "ready", "ready": "when"})
		b.expect(http.StatusOK)
		b.submit(page, "#ask", form{"do": "ready", "ready": value})
		question := b.page.Find("#f-text").First().Text()
		shipped := h.catalog.Localizer("sw").T("talk.ships.when.text")
		if !strings.Contains(question, shipped) || !strings.Contains(question, own) {
			t.Fatalf("the form begins with %q", question)
		}

		// A signed-in person's form in parts carries the form's token as any other.
		file := bytes.Repeat([]byte("cassowary leaflet "), 5000)
		asked := form{"csrf": b.csrf(), "text": question}
		b.upload(page+"/ask", form{"text": question}, "files", "leaflet.txt", file)
		b.expect(http.StatusForbidden)
		b.upload(page+"/ask", asked, "files", "leaflet.txt", bytes.Repeat([]byte("x"), 9<<20))
		b.expect(http.StatusUnprocessableEntity)
		if got := b.page.Find("#f-text").First().Text(); got != question {
			t.Errorf("with too large a file the words are lost: %q", got)
		}
		b.upload(page+"/ask", asked, "files", `C:\desk\leaflet.txt`, file)
		b.at(page)
		b.get(b.href(".talk a[download]"))
		if !bytes.Equal(b.body, file) {
			t.Error("the desk can't open what it sent")
		}

		source.post("/report/return", form{"receipt": words})
		source.expect(http.StatusOK)
		if got := source.page.Find(".talk").Text(); !strings.Contains(got, own) || !strings.Contains(got, "leaflet.txt") || strings.Contains(got, "desk") {
			t.Errorf("the source reads %q", got)
		}
		sent, _ := source.page.Find(".talk [name=file]").Attr("value")
		source.post("/report/return/file", form{"receipt": words, "file": sent})
		source.expect(http.StatusOK)
		if !bytes.Equal(source.body, file) || !strings.HasPrefix(source.response.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the source gets %d bytes as %q", len(source.body), source.response.Header.Get("Content-Disposition"))
		}
		other.post("/report/return/file", form{"receipt": strange, "file": sent})
		other.expect(http.StatusNotFound)
		stranger := signIn(t, server.URL, "protected")
		stranger.get(page + "/files/" + sent)
		stranger.expect(http.StatusNotFound)

		var kept []string
		list := func() {
			kept = nil
			if err := h.objects.List(t.Context(), "attached/", func(key string, _ int64) error { kept = append(kept, key); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		list()
		if len(kept) != 1 {
			t.Fatalf("%d objects for one file", len(kept))
		}
		sealed := make([]byte, 4096)
		if _, err := h.objects.ReadAt(t.Context(), kept[0], sealed, 0); err != nil || bytes.Contains(sealed, []byte("cassowary")) {
			t.Error("a file for a source is readable in the store", err)
		}
		reader := h.as(t, "editor")
		if err := h.Review.Close(t.Context(), reader.Person, id, models.ClosedOutOfScope, "", "not ours"); err != nil {
			t.Fatal(err)
		}
		if err := h.Review.Erase(t.Context(), reader, id); err != nil {
			t.Fatal(err)
		}
		if list(); len(kept) != 0 {
			t.Error("erasing leaves the file for the source")
		}
		source.post("/report/return/file", form{"receipt": words, "file": sent})
		source.expect(http.StatusNotFound)
	})
}

// tell sends a report by the form and gives the receipt's words and the report.
func tell(t *testing.T, h *house, b *browser, language string) (words string, id models.ID) {
	t.Helper()
	b.get("/report")
	token, _ := b.page.Find("[name=token]").Attr("value")
	b.upload("/report", form{"category": "TAX.1", "country": "XM", "place": "near the ferry", "narrative": "They took the pit from us.", "consent": "anonymous", "language": language, "token": token}, "", "", nil)
	b.expect(http.StatusOK)
	list, _, err := h.records.Custody(t.Context(), models.CustodyFilter{Deed: models.DeedReportAccept, Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	return strings.Join(strings.Fields(b.page.Find("#receipt").Text()), " "), list[0].ItemID
}
