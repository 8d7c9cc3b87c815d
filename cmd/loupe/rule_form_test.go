package main

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// TestRulesAsAForm: an admin reads the rules as fields, adds and moves one, is told what is wrong with it and
// loses nothing, sees the same as text, tries it and puts it in force; the text then says what the fields said.
func TestRulesAsAForm(t *testing.T) {
	h, _ := demoHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := signIn(t, server.URL, "admin")
	const path, fields = "/desk/admin/rules/form", "form[action='/desk/admin/rules/form']"
	b.get("/desk/admin/rules")
	before := b.page.Find("[name=rules]").First().Text()
	b.get(path)
	rules := b.page.Find("fieldset.rule").Length()
	if rules == 0 {
		t.Fatal("no rules in the form of", before)
	}
	desk, _ := b.page.Find("[name='r1.desk'] option[selected]").First().Attr("value")
	b.submit(path, fields, form{"do": "add"})
	b.expect(http.StatusOK)
	if b.page.Find("fieldset.rule").Length() != rules+1 {
		t.Fatal("no rule was added")
	}
	// The new one is the last but one; it goes to the front.
	for n := rules; n > 1; n-- {
		b.submit(path, fields, form{"do": "up." + strconv.Itoa(n)})
	}
	b.submit(path, fields, form{"do": "save", "r1.field": "country", "r1.values": "cf, CD", "r1.due": "soon", "r1.comments": "The two neighbours"})
	b.expect(http.StatusUnprocessableEntity)
	if b.page.Find("#f-rule-1 .error").Length() == 0 || b.page.Find("fieldset.rule .error").Length() != 1 {
		t.Error("the form doesn't say at the rule what is wrong")
	}
	if got, _ := b.page.Find("[name='r1.due']").Attr("value"); got != "soon" {
		t.Errorf("what was typed is lost: %q", got)
	}
	b.submit(path, fields, form{"do": "try", "r1.due": "48h", "r1.desk": desk})
	b.expect(http.StatusOK)
	want := "# The two neighbours\ncountry in (\"CF\", \"CD\") -> desk \"" + desk + "\", priority normal, due 2d\n" + before
	if got := b.page.Find("[name=rules]").First().Text(); got != want || b.page.Find("#trial").Length() == 0 || b.page.Find("#trial table").Length() < 3 || b.page.Find("#trial details[open]").Length() > 0 {
		t.Errorf("as text it says\n%s\nwant\n%s", got, want)
	}
	b.get("/desk/admin/rules")
	if got := b.page.Find("[name=rules]").First().Text(); got != before {
		t.Errorf("something is in force before it was saved:\n%s", got)
	}
	b.post(path, form{"csrf": b.csrf(), "do": "read", "rules": want})
	b.submit(path, fields, form{"do": "save", "note": "Neighbours first"})
	b.at(path)
	b.get("/desk/admin/rules")
	if got := b.page.Find("[name=rules]").First().Text(); got != want {
		t.Errorf("in force is\n%s\nwant\n%s", got, want)
	}
	if !strings.Contains(b.page.Find(".timeline").Text(), "Neighbours first") {
		t.Error("the history doesn't say why")
	}
	b.post(path, form{"csrf": b.csrf(), "do": "read", "rules": "nonsense ->"})
	b.expect(http.StatusUnprocessableEntity)
	if got := b.page.Find("[name=rules]").First().Text(); got != "nonsense ->" {
		t.Errorf("a text that can't be read is lost: %q", got)
	}
}
