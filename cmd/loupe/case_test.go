package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"loupe/demo"
	"loupe/models"
	"loupe/publish"
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
			b.page.Find("script").Each(func(_ int, script *goquery.Selection) {
				own := strings.HasPrefix(script.AttrOr("src", ""), "/static/map/") || script.AttrOr("type", "") == "application/json"
				if framed && (!own || !strings.HasPrefix(path, "/embed/map")) {
					t.Errorf("%s has a script: %v", path, script.Nodes[0].Attr)
				}
			})
			if policy := b.response.Header.Get("Content-Security-Policy"); framed && (!strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") != strings.HasPrefix(path, "/embed/map")) {
				t.Errorf("%s: %s", path, policy)
			}
		}
		b.get("/oembed?url=" + url.QueryEscape("https://elsewhere.example/cases/"+p.Ref))
		b.expect(http.StatusNotFound)
		b.get("/oembed?format=xml&url=" + url.QueryEscape(h.base+"/cases/"+p.Ref))
		b.expect(http.StatusNotImplemented)
	})

	t.Run("is taken away whole", func(t *testing.T) {
		zipped := b.raw("/cases/" + p.Ref + "/kit.zip")
		root := p.Ref + "-v1/"
		files := checkBag(t, zipped, root)
		for _, e := range p.Content.Exhibits {
			body := files["data/exhibits/"+e.Name]
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != e.SHA256 {
				t.Errorf("%s isn't the published copy", e.Name)
			}
			if !bytes.Contains(body, []byte(e.Caption)) || !bytes.Contains(body, []byte(e.License)) || bytes.Contains(body, []byte("Exif\x00")) {
				t.Errorf("%s doesn't carry its caption and licence, or carries more", e.Name)
			}
		}
		for _, name := range []string{"data/case.md", "data/case.html"} {
			if !strings.Contains(string(files[name]), p.Content.Title) {
				t.Errorf("%s lacks the title", name)
			}
		}
		if files["data/citation.ris"] == nil || files["data/citation.bib"] == nil || files["SHA256SUMS"] == nil {
			t.Error("the kit lacks citations or sums")
		}
		if again := b.raw("/cases/" + p.Ref + "/kit.zip"); !bytes.Equal(again, zipped) {
			t.Error("the same kit twice has other bytes")
		}
	})

	t.Run("can be asked about", func(t *testing.T) {
		const words = "The lorry in the second photograph belongs to a farm, says tamarind"
		b.get("/cases/" + p.Ref)
		b.get(b.href("a[href^='/report/about/']"))
		b.submit(b.path, "main form", form{"narrative": "", "purpose": "correction"})
		b.expect(http.StatusUnprocessableEntity)
		if _, kept := b.page.Find("#p-correction").Attr("checked"); !kept {
			t.Error("what was chosen is lost")
		}
		b.submit(b.path, "main form", form{"narrative": words, "purpose": "correction"})
		b.expect(http.StatusOK)
		receipt := strings.Join(strings.Fields(b.text("#receipt")), " ")
		if n := len(strings.Fields(receipt)); n != 10 {
			t.Fatalf("the receipt has %d words", n)
		}
		desk := newBrowser(t, site)
		for _, who := range []string{"reviewer", "reviewer2", "reviewer3"} {
			desk = newBrowser(t, site)
			desk.post("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase})
			desk.get("/desk/cases/" + string(p.CaseID))
			if desk.response.StatusCode == http.StatusOK {
				break
			}
		}
		desk.expect(http.StatusOK)
		if !strings.Contains(desk.text("#letters"), "tamarind") || !strings.Contains(desk.text("#letters"), "Waits for an answer") {
			t.Errorf("the case's page doesn't show the message: %s", desk.text("#letters"))
		}
		desk.submit(desk.path, "#letters form", form{"text": "Thank you. Which farm, do you know?"})
		desk.expect(http.StatusOK)
		desk.get("/desk/notices")
		if !strings.Contains(desk.text("main"), "wrote about a published case") {
			t.Error("the desk has no notice")
		}
		b.post("/report/return", form{"receipt": receipt})
		if text := b.text("main"); !strings.Contains(text, "Which farm") || strings.Contains(text, "tamarind") {
			t.Errorf("coming back shows not the answer, or the message: %s", text)
		}
		list, err := h.records.ReportsAbout(t.Context(), p.Ref)
		if err != nil || len(list) != 1 || list[0].Facts.Consent != models.ConsentReviewers {
			t.Errorf("the message is kept as %+v %v", list, err)
		}
		if sealed, err := h.records.Testimony(t.Context(), list[0].ID); err != nil || bytes.Contains(sealed, []byte("tamarind")) {
			t.Error("the message isn't sealed")
		}
		b.get("/report/about/LP-2026-9999")
		b.expect(http.StatusNotFound)
	})

	t.Run("is read in other languages", func(t *testing.T) {
		as := func(who string) *browser {
			e := newBrowser(t, site)
			e.post("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase})
			return e
		}
		first, second := as("editor"), as("editor2")
		at := "/desk/cases/" + string(p.CaseID) + "/translate/fr"
		words := form{"title": "Paiements au passage", "summary": "Un résumé.", "account": "Le récit avec **sarrasin**.", "how_verified": "Deux sources.", "response": "Rien.", "follow_up": "Rien.", "note": "Le mot « passage » a deux sens."}
		for i := range p.Content.Exhibits {
			n := fmt.Sprint(i)
			words["caption_"+n], words["alt_"+n], words["warning_"+n], words["transcript_"+n] = "Une légende", "Une image", "Attention", "Texte"
		}
		first.get("/desk/cases/" + string(p.CaseID) + "/translate?lang=fr")
		first.at(at)
		if how := first.page.Find("[name=how_verified]").Text(); !strings.Contains(how, "Un vérificateur a proposé cette conclusion") || first.page.Find("[name=title]").Text() != "" {
			t.Errorf("the translation begins with %q", how)
		}
		first.submit(at, "form.translate", words)
		first.expect(http.StatusOK)
		if first.page.Find("form[action$='/release']").Length() > 0 {
			t.Error("who translated is offered to look it over")
		}
		first.post(at+"/release", form{"version": "1", "csrf": first.csrf()})
		first.expect(http.StatusForbidden)
		b.get("/cases/" + p.Ref + "/in/fr")
		b.expect(http.StatusNotFound)

		second.get(at)
		second.submit(at, "form[action$='/release']", nil)
		second.expect(http.StatusOK)

		b.get("/cases/" + p.Ref)
		if to, _ := b.page.Find("link[hreflang=fr]").Attr("href"); to != h.base+"/cases/"+p.Ref+"/in/fr" {
			t.Errorf("hreflang leads to %q", to)
		}
		b.get(b.href(".tongues a[hreflang=fr]"))
		b.at("/cases/" + p.Ref + "/in/fr")
		if lang, _ := b.page.Find("article h1").Attr("lang"); lang != "fr" || b.text("article h1") != "Paiements au passage" || !strings.Contains(b.text(".notice"), "deux sens") {
			t.Errorf("the translation shows %q in %q: %s", b.text("article h1"), lang, b.text(".notice"))
		}
		b.get("/cases/" + p.Ref + "/in/fr/v/1")
		b.expect(http.StatusOK)
		if files := checkBag(t, b.raw("/cases/"+p.Ref+"/kit.zip"), p.Ref+"-v1/"); !bytes.Contains(files["data/case.fr.md"], []byte("sarrasin")) {
			t.Error("the press kit lacks the translation")
		}
		var api struct {
			Translations []struct {
				Language, Note string
				Text           map[string]any
			}
		}
		if err := json.Unmarshal(b.raw("/api/v1/cases/"+p.Ref), &api); err != nil || len(api.Translations) != 1 || api.Translations[0].Text["how_verified"] != "Deux sources." || !strings.Contains(api.Translations[0].Note, "deux sens") {
			t.Errorf("the API says %+v %v", api, err)
		}
		b.get("/cases?q=sarrasin")
		if len(b.hrefs("article h2 a")) != 1 || b.href("article h2 a") != "/cases/"+p.Ref {
			t.Error("the words of a translation find nothing")
		}
	})

	t.Run("is gone everywhere once it is withdrawn", func(t *testing.T) { isGoneEverywhere(t, h, site, p) })
}

// checkBag holds a ZIP file against RFC 8493: declaration, every payload file in the manifest with its
// digest and nothing else in either, the sum of octets, and the tag manifest. It gives the files.
func checkBag(t *testing.T, zipped []byte, root string) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	octets, payload := 0, 0
	for _, f := range z.File {
		name, ok := strings.CutPrefix(f.Name, root)
		if !ok || files[name] != nil {
			t.Errorf("%s is outside of the bag, or there twice", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "data/") {
			octets, payload = octets+len(files[name]), payload+1
		}
	}
	if string(files["bagit.txt"]) != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" {
		t.Errorf("bagit.txt says %q", files["bagit.txt"])
	}
	if want := fmt.Sprintf("Payload-Oxum: %d.%d\n", octets, payload); !strings.Contains(string(files["bag-info.txt"]), want) {
		t.Errorf("bag-info.txt lacks %s", want)
	}
	for manifest, tags := range map[string]bool{"manifest-sha256.txt": false, "tagmanifest-sha256.txt": true} {
		listed := map[string]bool{}
		for l := range strings.Lines(string(files[manifest])) {
			digest, name, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "  ")
			if sum := sha256.Sum256(files[name]); files[name] == nil || hex.EncodeToString(sum[:]) != digest {
				t.Errorf("%s: %s is missing or not what it was", manifest, name)
			}
			listed[name] = true
		}
		for name := range files {
			if strings.HasPrefix(name, "data/") == !tags && name != "tagmanifest-sha256.txt" && !listed[name] {
				t.Errorf("%s lacks %s", manifest, name)
			}
		}
	}
	return files
}

// withPicture gives a published case that shows a photograph, of a desk with two editors.
func withPicture(t *testing.T, h *house) (models.Publication, []models.Version) {
	t.Helper()
	page, err := h.published.Search(t.Context(), models.SearchFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var editors []publish.Editor
	for _, name := range []string{"editor", "editor2"} {
		who := h.as(t, name)
		editors = append(editors, publish.Editor{Person: who.Person, Key: who.Key})
	}
	for _, hit := range page.Hits {
		if len(hit.Publication.Content.Exhibits) > 0 && !slices.ContainsFunc(editors, func(e publish.Editor) bool {
			_, err := h.Publish.Draft(t.Context(), e, hit.Publication.CaseID)
			return err != nil
		}) {
			p, versions, err := h.published.Case(t.Context(), hit.Publication.Ref)
			if err != nil {
				t.Fatal(err)
			}
			return p, versions
		}
	}
	t.Fatal("no case of the demonstration shows a photograph")
	return models.Publication{}, nil
}
