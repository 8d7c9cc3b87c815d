package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// TestSitesAreFoundDespiteSlips types names of sites as people do, in the search, in the filter and
// in the list of sites.
func TestSitesAreFoundDespiteSlips(t *testing.T) {
	h, _ := demoHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := newBrowser(t, server.URL)
	for address, want := range map[string]string{
		"/cases?q=ngroo+pit":       `site=ngoro-pit-xm"`,
		"/cases?q=Ng%C3%B4ro+pit":  `site=ngoro-pit-xm"`,
		"/cases?site=Ngorro+Pit":   `site=ngoro-pit-xm"`,
		"/sites?q=ngorro":          `/sites/ngoro-pit-xm"`,
		"/sites?q=zzzzzzz":         "No site has a name like this",
		"/sites/ngoro-pit-xm":      "km away",
		"/cases?followup=resolved": "Addressed and resolved",
	} {
		b.get(address)
		if page, err := b.page.Html(); err != nil || !strings.Contains(page, want) {
			t.Errorf("%s doesn't hold %q", address, want)
		}
	}
	b.get("/cases?site=Ngoro+Pit&west=-20&south=-10&east=30&north=20")
	if got := b.response.Request.URL.RequestURI(); got != "/cases?area=-20%2C-10%2C30%2C20&site=ngoro-pit-xm" {
		t.Errorf("the search is kept at %s", got)
	}
}

// TestFigures counts the cases of a search: each number leads to as many cases, and is in the file.
func TestFigures(t *testing.T) {
	_, address := demoHouse(t)
	b := newBrowser(t, address)
	b.get("/figures?country=XM")
	tried := 0
	for _, href := range b.hrefs("table.bars a") {
		want := strings.TrimSpace(b.page.Find(`table.bars a[href="` + href + `"]`).First().Text())
		var found struct{ Total int }
		if err := json.Unmarshal(b.raw("/api/v1/"+strings.TrimPrefix(href, "/")), &found); err != nil || strconv.Itoa(found.Total) != want {
			t.Errorf("%s lists %d cases, the figure says %s (%v)", href, found.Total, want, err)
		}
		tried++
	}
	if tried < 10 {
		t.Errorf("only %d numbers on the page", tried)
	}
	rows, err := csv.NewReader(bytes.NewReader(b.raw("/figures.csv?country=XM&by=act"))).ReadAll()
	if err != nil || len(rows) < 2 || len(rows[0]) != 4 || rows[0][0] != "act" || !strings.Contains(rows[1][3], address+"/cases?") && !strings.Contains(rows[1][3], "/cases?category=") {
		t.Errorf("%q %v", rows, err)
	}
	b.get("/figures.csv?by=nothing")
	b.expect(404)
}
