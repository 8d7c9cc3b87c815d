package main

import (
	"strings"
	"testing"

	"loupe/demo"
)

// TestQueriesInLinksAreWhole: an address that holds a whole query leads where it says. Put behind a
// question mark in a template, a query is escaped a second time and filters nothing.
func TestQueriesInLinksAreWhole(t *testing.T) {
	_, base := demoHouse(t)
	b := newBrowser(t, base)
	b.get("/embed/map?country=XM")
	if b.page.Find("a[href$='/map?country=XM']").Length() == 0 {
		t.Error("the embedded map doesn't lead to its own map")
	}
	b.submitTo("/sign-in", form{"email": "reviewer@demo.example", "passphrase": demo.Passphrase})
	b.submitTo("/desk?state=triage", form{"name": "Being read"}, "form[action='/desk/views']")
	b.get("/desk")
	if to := b.page.Find("a:contains('Being read')").AttrOr("href", ""); !strings.Contains(to, "state=triage") {
		t.Errorf("a kept view leads to %q", to)
	}
}
