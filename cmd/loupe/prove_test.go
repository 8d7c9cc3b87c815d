package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"loupe/demo"
	"loupe/models"
)

// TestGraveDeeds: some time after signing in a grave deed asks for the passphrase and carries what was
// typed along; with a wrong one nothing happens, with the right one the deed is done.
func TestGraveDeeds(t *testing.T) {
	h, _ := demoHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := newBrowser(t, server.URL)
	b.do(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"email": {"admin@demo.example"}, "passphrase": {demo.Passphrase}}.Encode()))
	person, _, err := h.records.PersonByEmail(t.Context(), "auditor@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	admin, _, err := h.records.PersonByEmail(t.Context(), "admin@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := h.records.Sessions(t.Context(), admin.ID, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sessions {
		ev := models.Custody{ItemKind: models.ItemPerson, ItemID: admin.ID, Deed: models.DeedProve, ActorID: admin.ID, At: time.Now()}
		if err := h.records.ProveSession(t.Context(), s.ID, time.Now().Add(-time.Hour), ev); err != nil {
			t.Fatal(err)
		}
	}
	b.get("/desk/admin/people")
	v := url.Values{"csrf": {b.csrf()}, "role": {"auditor", "monitor"}}
	to := "/desk/admin/people/" + string(person.ID) + "/roles"
	post := func() string {
		b.do(http.MethodPost, to, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
		now, err := h.records.Person(t.Context(), person.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Has(models.RoleMonitor) {
			return "done"
		}
		page, err := b.page.Html()
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	for _, prove := range []string{"", "not it at all"} {
		if prove != "" {
			v.Set("prove", prove)
		}
		if page := post(); !strings.Contains(page, `name="role" value="monitor"`) || !strings.Contains(page, `name="prove"`) || strings.Contains(page, "not it at all") {
			t.Errorf("with %q: %.300s", prove, page)
		}
	}
	// Whoever has a passkey is offered it; an answer that nobody asked for proves nothing.
	if page := post(); strings.Contains(page, "data-passkey") {
		t.Error("a passkey is asked of somebody who has none")
	}
	v.Set("credential", `{"id":"AA","rawId":"AA","type":"public-key","response":{}}`)
	if page := post(); !strings.Contains(page, `name="prove"`) || strings.Contains(page, `rawId`) {
		t.Errorf("with an invented answer of a passkey: %.300s", page)
	}
	v.Del("credential")
	// A form in parts is no way around it.
	b.upload(to+"?csrf="+url.QueryEscape(b.csrf()), form{"csrf": b.csrf(), "role": "monitor"}, "", "", nil)
	b.expect(http.StatusUnprocessableEntity)
	if now, err := h.records.Person(t.Context(), person.ID); err != nil || now.Has(models.RoleMonitor) {
		t.Error("a form in parts did a grave deed without a proof", err)
	}
	v.Set("prove", demo.Passphrase)
	if post() != "done" {
		t.Error("with the passphrase it isn't done")
	}
}
