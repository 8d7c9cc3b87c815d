package main

import (
	"encoding/json"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"loupe/demo"
	"loupe/models"
)

// TestACase reads one published case as journalists do: cites it, checks its files, shows it
// elsewhere, takes it away, and asks its desk.
func TestACase(t *testing.T) {
	h, site := demoHouse(t)
	b := newBrowser(t, site)
	p, versions := withPicture(t, h)

	t.Run("is cited", func(t *testing.T) {
		b.get("/cases/" + p.Ref)
		for _, want := range []string{"Chicago", "APA", "MLA", "OSCOLA"} {
			if !strings.Contains(b.text(".cite"), want) {
				t.Errorf("the cite box lacks %s", want)
			}
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(b.page.Find(`script[type="application/ld+json"]`).Text()), &data); err != nil || data["reportNumber"] != p.Ref || data["headline"] != p.Content.Title {
			t.Errorf("the data for machines: %v %v", data, err)
		}
		if image, _ := b.page.Find(`meta[property="og:image"]`).Attr("content"); !strings.HasSuffix(image, "/card.png") {
			t.Errorf("the card's address is %q", image)
		}
		at := "/cases/" + p.Ref + "/v/1/"
		if got := string(b.raw(at + "cite.bib")); !strings.HasPrefix(got, "@misc{"+p.Ref+"-v1,") || strings.Count(got, "{") != strings.Count(got, "}") {
			t.Errorf("BibTeX: %s", got)
		}
		if got := string(b.raw(at + "cite.ris")); !strings.HasPrefix(got, "TY  - RPRT\r\n") || !strings.HasSuffix(got, "ER  - \r\n") || !strings.Contains(got, "UR  - "+h.base+"/cases/"+p.Ref+"/v/1\r\n") {
			t.Errorf("RIS: %s", got)
		}
		var csl []struct{ ID, Type, Title, URL string }
		if err := json.Unmarshal(b.raw(at+"cite.json"), &csl); err != nil || len(csl) != 1 || csl[0].Title != p.Content.Title || csl[0].Type != "report" {
			t.Errorf("CSL-JSON: %+v %v", csl, err)
		}
		card, err := png.Decode(strings.NewReader(string(b.raw(at + "card.png"))))
		if err != nil || card.Bounds().Dx() != 1200 || card.Bounds().Dy() != 630 {
			t.Errorf("the card: %v", err)
		}
		if got := string(b.raw("/cases/" + p.Ref + "/qr.svg")); !strings.Contains(got, "<path") {
			t.Error("the code is not drawn")
		}
		for _, short := range []string{"/" + p.Ref, "/" + strings.ToLower(p.Ref), "/c/" + p.Ref} {
			b.get(short)
			b.at("/cases/" + p.Ref)
		}
		b.get("/cases/" + p.Ref + "/v/99/cite.bib")
		b.expect(http.StatusNotFound)
		if len(versions) == 0 {
			t.Error("no version")
		}
	})

	t.Run("has files that are known by their digest", func(t *testing.T) {
		e := p.Content.Exhibits[0]
		b.get("/verify?digest=" + strings.ToUpper(e.SHA256) + url.QueryEscape("  photo.jpg"))
		if b.href("[role=status] a") != "/cases/"+p.Ref+"/v/1" {
			t.Error("a published file isn't found")
		}
		b.get("/verify?digest=" + strings.Repeat("0", 64))
		if !strings.Contains(b.text("[role=status]"), "No published file") {
			t.Error("an unknown file isn't said to be unknown")
		}
		b.get("/verify?digest=hello")
		if b.page.Find("[aria-invalid]").Length() == 0 {
			t.Error("what isn't a digest isn't refused")
		}
		var list struct {
			Complete bool
			Files    []models.PublicFile
		}
		if err := json.Unmarshal(b.raw("/verify/files.json"), &list); err != nil || !list.Complete || len(list.Files) == 0 {
			t.Errorf("the list of digests: %+v %v", list, err)
		}
	})

	t.Run("can be framed, and nothing else can", func(t *testing.T) {
		b.get("/cases/" + p.Ref)
		oembed, _ := b.page.Find(`link[type="application/json+oembed"]`).Attr("href")
		var o struct{ Type, HTML, Title string }
		if err := json.Unmarshal(b.raw(oembed), &o); err != nil || o.Type != "rich" || o.Title != p.Content.Title || !strings.Contains(o.HTML, h.base+"/embed/cases/"+p.Ref) {
			t.Errorf("oEmbed at %s: %+v %v", oembed, o, err)
		}
		for path, framed := range map[string]bool{"/embed/cases/" + p.Ref: true, "/embed/map?country=ZZ": true, "/cases/" + p.Ref: false, "/map": false, "/": false} {
			for range 2 { // made and kept
				b.get(path)
				b.expect(http.StatusOK)
				head := b.response.Header
				open := head.Get("X-Frame-Options") == "" && strings.Contains(head.Get("Content-Security-Policy"), "frame-ancestors *")
				if open != framed {
					t.Errorf("%s: may be framed %v, want %v", path, open, framed)
				}
			}
			if framed && b.page.Find("script").Length() > 0 {
				t.Errorf("%s has a script", path)
			}
		}
		b.get("/oembed?url=" + url.QueryEscape("https://elsewhere.example/cases/"+p.Ref))
		b.expect(http.StatusNotFound)
		b.get("/oembed?format=xml&url=" + url.QueryEscape(h.base+"/cases/"+p.Ref))
		b.expect(http.StatusNotImplemented)
	})
}

// withPicture gives a published case that shows a photograph.
func withPicture(t *testing.T, h *house) (models.Publication, []models.Version) {
	t.Helper()
	page, err := h.published.Search(t.Context(), models.SearchFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, hit := range page.Hits {
		if len(hit.Publication.Content.Exhibits) > 0 {
			p, versions, err := h.published.Case(t.Context(), hit.Publication.Ref)
			if err != nil {
				t.Fatal(err)
			}
			return p, versions
		}
	}
	t.Fatalf("no case of the demonstration shows a photograph: %s", demo.Passphrase)
	return models.Publication{}, nil
}
