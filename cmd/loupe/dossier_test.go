package main

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"loupe/demo"
)

// TestDossier composes a dossier of published cases through the front door, on both databases: an
// editor writes and proposes, another releases, and what happens to a case reaches every edition.
func TestDossier(t *testing.T) {
	eachHouse(t, dossierWay)
}

func dossierWay(t *testing.T, h *house) {
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	as := func(name string) *browser {
		b := newBrowser(t, server.URL)
		b.submitTo("/sign-in", form{"email": name + "@demo.example", "passphrase": demo.Passphrase})
		return b
	}
	writer, second, reader := as("editor"), as("editor2"), newBrowser(t, server.URL)

	writer.get("/desk/dossiers")
	river := writer.page.Find("#f-desk option:contains('River desk')").AttrOr("value", "")
	writer.submit("/desk/dossiers", "form:has(#f-desk)", form{"title": "The Pits & the River", "desk": river})
	page := writer.path
	ref := published(t, h)[12]
	text := "# One\n\nWords about it.\n\n{{case " + ref + "}}\n\n{{cases country=XM}}\n\n{{figures by=actor}}\n\n{{brief country=XM}}\n"
	// A line that can't be read is told with its place, and nothing that was typed is lost.
	writer.submitTo(page, form{"text": text + "{{case LP-1}}", "summary": "A summary."}, "form:has(#f-text)")
	writer.get(page)
	if got := writer.page.Find(".notice").Text(); !strings.Contains(got, "Line 12") {
		t.Errorf("the line isn't told: %q", got)
	}
	writer.submitTo(page, form{}, "form[action$='/propose']")
	if writer.response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(writer.page.Find("#f-text").Text(), "LP-1}}") {
		t.Errorf("a text that can't be read was proposed (%d)", writer.response.StatusCode)
	}
	writer.submitTo(page, form{"text": text}, "form:has(#f-text)")
	writer.submitTo(page, form{}, "form[action$='/propose']")
	writer.get(page)
	if writer.page.Find("form[action$='/release']").Length() != 0 {
		t.Error("who proposed is offered to release")
	}
	reader.get("/dossiers/the-pits-the-river")
	if reader.response.StatusCode != http.StatusNotFound {
		t.Errorf("a proposal is public: %d", reader.response.StatusCode)
	}
	second.submitTo(page, form{}, "form[action$='/release']")

	today := time.Now().UTC().Format(time.DateOnly)
	edition := "/dossiers/the-pits-the-river/" + today
	dossierCited(t, reader, edition, "The Pits")
	for _, path := range []string{"/dossiers/the-pits-the-river", edition} {
		reader.get(path)
		if reader.response.StatusCode != http.StatusOK || reader.page.Find(".placed a[href='/cases/"+ref+"']").Length() == 0 || reader.page.Find(".bars tr").Length() == 0 || reader.page.Find(".sheet tbody tr").Length() == 0 {
			t.Errorf("%s: %d, case %d", path, reader.response.StatusCode, reader.page.Find(".placed a[href='/cases/"+ref+"']").Length())
		}
	}
	// Each number of the brief leads to as many cases.
	reader.get("/dossiers/the-pits-the-river/brief")
	cell := reader.page.Find(".sheet tbody tr td a").First()
	number, list := strings.TrimSpace(cell.Text()), cell.AttrOr("href", "")
	reader.get(list)
	if found := reader.page.Find(".story").Length(); list == "" || strings.TrimSpace(number) != strings.TrimSpace(strconv.Itoa(found)) {
		t.Errorf("the brief says %s and %s lists %d", number, list, found)
	}

	reader.get("/cases/" + ref)
	title := reader.page.Find("h1").Text()
	withdrawOne(t, h, ref)
	for _, path := range []string{"/dossiers/the-pits-the-river", edition} {
		reader.get(path)
		if text := reader.page.Text(); strings.Contains(text, title) || !strings.Contains(text, "was withdrawn") {
			t.Errorf("%s shows a withdrawn case", path)
		}
	}
	second.submitTo(page, form{"notice": "It is being rewritten."}, "form[action$='/withdraw']")
	for _, path := range []string{"/dossiers/the-pits-the-river", edition, "/dossiers/the-pits-the-river/brief"} {
		reader.get(path)
		if reader.response.StatusCode != http.StatusGone || !strings.Contains(reader.page.Text(), "It is being rewritten.") {
			t.Errorf("%s after the dossier was withdrawn: %d", path, reader.response.StatusCode)
		}
	}
}

// dossierCited asks for the citations of an edition in each form.
func dossierCited(t *testing.T, b *browser, edition, title string) {
	t.Helper()
	for name, want := range map[string]string{"cite.txt": "APA", "cite.bib": "@misc{", "cite.ris": "TY  - RPRT", "cite.json": `"type": "report"`} {
		if got := string(b.raw(edition + "/" + name)); !strings.Contains(got, want) || !strings.Contains(got, edition) || !strings.Contains(got, title) {
			t.Errorf("%s: %s", name, got)
		}
	}
	b.get(edition)
	if to := b.hrefs(".cite a[href$='.bib']"); len(to) != 1 || to[0] != edition+"/cite.bib" {
		t.Errorf("the page doesn't lead to its citations: %v", to)
	}
	b.get(edition + "-2/cite.bib")
	b.expect(http.StatusNotFound)
}
