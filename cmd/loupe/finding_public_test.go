package main

import (
	"net/http/httptest"
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
