package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"loupe/demo"
)

// TestAFileOfSites goes the way of an admin: a file is looked at, taken in and taken out again.
func TestAFileOfSites(t *testing.T) {
	h, _ := demoHouse(t)
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
	b.get(page)
	b.submit(page, "form[action$='/undo']", nil)
	b.get("/sites/east-hole-cd")
	b.expect(404)
	b.get(page)
	b.upload(page, form{"csrf": b.csrf(), "which": "kp"}, "", "", nil)
	holds("the places that ship", "53 new", "Kérouané", "not verified")
}
