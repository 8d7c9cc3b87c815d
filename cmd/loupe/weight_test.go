package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestACaseIsLight weighs a case as a phone gets it with pictures off, over the wire: the page, its
// styles, and the font that it loads first. Each page says in a sentence what it is.
func TestACaseIsLight(t *testing.T) {
	h, address := demoHouse(t)
	example := "/cases/" + caseOf(t, h)
	const budget = 50 << 10
	packed := map[string]string{"Accept-Encoding": "gzip, br, zstd"}
	b := newBrowser(t, address)
	b.get(example)
	_, body := fetch(t, http.MethodGet, address+example, packed)
	weight, files := len(body), 0
	b.page.Find(`link[rel=stylesheet], link[rel=preload], script[src]`).Each(func(_ int, s *goquery.Selection) {
		r, body := fetch(t, http.MethodGet, address+s.AttrOr("href", s.AttrOr("src", "")), packed)
		if !strings.Contains(r.Header.Get("Cache-Control"), "max-age") {
			t.Errorf("%v isn't kept by a browser: %s", r.Request.URL, r.Header.Get("Cache-Control"))
		}
		weight += len(body)
		files++
	})
	if files < 3 || weight > budget {
		t.Errorf("a case with its %d files weighs %d bytes, and may weigh %d", files, weight, budget)
	}
	for _, page := range []string{"/", "/cases", example, "/map", "/sites", "/figures", "/dossiers", "/method"} {
		b.get(page)
		if says := b.page.Find("meta[name=description]"); says.Length() != 1 || says.AttrOr("content", "") == "" {
			t.Errorf("%s has %d descriptions", page, says.Length())
		}
	}
}
