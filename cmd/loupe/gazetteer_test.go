package main

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"loupe/demo"
)

// TestAFileOfSites goes the way of an admin: a file is looked at, taken in and taken out again.
func TestAFileOfSites(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { aFileOfSites(t, false) })
	t.Run("postgres", func(t *testing.T) { aFileOfSites(t, true) })
}

func aFileOfSites(t *testing.T, onPostgres bool) {
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}, onPostgres)
	defer h.close()
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := newBrowser(t, server.URL)
	b.post("/sign-in", form{"email": "admin@demo.example", "passphrase": demo.Passphrase})
	holds := func(when string, want ...string) {
		t.Helper()
		page, err := b.page.Html()
		for _, w := range want {
			if err != nil || !strings.Contains(page, w) {
				t.Errorf("%s: no %q (%d)", when, w, b.response.StatusCode)
			}
		}
	}
	const page = "/desk/admin/sites/import"
	upload := func(text, source string) {
		b.get(page)
		b.upload(page, form{"csrf": b.csrf(), "source": source}, "file", "sites.csv", []byte(text))
	}
	upload("name,lat\nA,1\n", "a survey")
	holds("no column", "The file has no column for “lon”")
	upload("name,country,lat,lon\nÉast hole,COD,-6,23\n", "")
	holds("no source", "Say where the file is from")
	upload("name,country,lat,lon,precision\nÉast hole,COD,-6,23,site\n,COD,1,1,\nEast Hole,CD,-6.01,23,\n", "a survey of 2025")
	holds("looked at", "1 new, 1 may be there already, 1 with something wrong", "May be Éast hole of row 2, 1.1 km away", "The name is missing.")
	b.get("/sites/east-hole-cd")
	b.expect(404)
	upload("name,country,lat,lon,precision\nÉast hole,COD,-6,23,site\n", "a survey of 2025")
	shown := b.page.Find("form:has(input[name=do])")
	source, _ := shown.Find("input[name=source]").Attr("value")
	b.upload(page, form{"csrf": b.csrf(), "do": "import", "source": source, "text": shown.Find("textarea").Text()}, "", "", nil)
	b.get("/sites/east-hole-cd")
	holds("taken in", "Éast hole", "a survey of 2025")

	// Another file says more of the same site, once; who undoes it takes that out again.
	take := func(text, source string) {
		upload(text, source)
		shown := b.page.Find("form:has(input[name=do])")
		b.upload(page, form{"csrf": b.csrf(), "do": "import", "source": source, "twins": "sources", "text": shown.Find("textarea").Text()}, "", "", nil)
	}
	const another = "name,country,lat,lon,precision,note\nEast Hole,CD,-6.01,23,district,as its people say\nFar hole,CD,-8,23,site,\n"
	take(another, "an archive")
	take(another, "an archive")
	b.get("/sites/east-hole-cd")
	holds("two sources", "a survey of 2025", "an archive", "as its people say", "-6.0100, 23.0000")
	if n := b.page.Find("main table tbody tr").Length(); n != 2 {
		t.Errorf("%d sources are shown", n)
	}
	var api struct {
		Sites []struct {
			Slug    string
			Sources []struct {
				Source, Precision string
				Lat               float64
			}
		}
	}
	if err := json.Unmarshal(b.raw("/api/v1/sites"), &api); err != nil {
		t.Fatal(err)
	}
	for _, s := range api.Sites {
		if s.Slug == "east-hole-cd" && (len(s.Sources) != 2 || s.Sources[0].Source != "a survey of 2025" || s.Sources[1].Precision != "district" || s.Sources[1].Lat != -6.01) {
			t.Errorf("the API says %+v", s.Sources)
		}
	}
	undo := func(source string) {
		b.get(page)
		at := ""
		b.page.Find("li:has(form[action$='/undo'])").Each(func(_ int, li *goquery.Selection) {
			if strings.HasPrefix(li.Text(), source) {
				at, _ = li.Find("form").Attr("action")
			}
		})
		b.post(at, form{"csrf": b.csrf()})
	}
	undo("a survey of 2025")
	b.get("/sites/east-hole-cd")
	b.expect(200) // another file tells of it
	undo("an archive")
	b.get("/sites/east-hole-cd")
	holds("one source", "a survey of 2025")
	if n := b.page.Find("main table").Length(); n != 0 {
		t.Error("the source that was taken out is still shown")
	}
	b.get("/sites/far-hole-cd")
	b.expect(404)
	outlinesOfSites(t, h, b, take, undo)
	take(rowsOfSites(130), "a long list")
	sitesAreFound(t, b)
	b.get(page)
	b.upload(page, form{"csrf": b.csrf(), "which": "kp"}, "", "", nil)
	holds("the places that ship", "53 new", "Kérouané", "not verified")
}

// rowsOfSites is a file of so many sites of one country.
func rowsOfSites(n int) string {
	text := "name,country,lat,lon\n"
	for i := range n {
		text += fmt.Sprintf("Shaft %d,AO,%d,%d\n", i+1, -5-i/10, 14+i%10)
	}
	return text
}

// sitesAreFound looks for sites as an admin does: by a name with a slip, by country, page by page.
func sitesAreFound(t *testing.T, b *browser) {
	t.Helper()
	for path, want := range map[string]int{"q=ngorro": 1, "q=shaft+17&country=XM": 0, "country=AO": 100, "country=NL": 0} {
		b.get("/desk/admin/sites?" + path)
		b.expect(200)
		if n := b.page.Find("main table tbody tr").Length(); n != want {
			t.Errorf("%s: %d sites, want %d: %s", path, n, want, b.text("main [role=status]"))
		}
		if b.page.Find("main .empty").Length() != 1 && want == 0 {
			t.Errorf("%s: nothing says that none is there", path)
		}
	}
	b.get("/desk/admin/sites?q=shft+17&country=AO")
	if first := b.page.Find("main table tbody tr").First().Text(); !strings.Contains(first, "Shaft 17") {
		t.Errorf("the likest site is %q", first)
	}
	b.get("/desk/admin/sites?country=AO")
	b.get(b.href("a[rel=next]"))
	if n := b.page.Find("main table tbody tr").Length(); n != 30 {
		t.Errorf("the second page has %d of 30 sites", n)
	}
}
