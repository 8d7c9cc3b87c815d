package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"loupe/demo"
	"loupe/models"
)

// TestEveryRoleAtEveryAddress sends everybody to every address there is, filled with items of a desk
// that they are not on. Nobody reads or changes anything: what isn't theirs doesn't exist for them, or
// is refused, and the record holds no deed of theirs on it.
func TestEveryRoleAtEveryAddress(t *testing.T) {
	h, _ := demoHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	protected := h.as(t, "protected")
	queue, err := h.Review.Queue(t.Context(), protected, models.QueueFilter{})
	if err != nil || len(queue.Rows) == 0 {
		t.Fatal(len(queue.Rows), err)
	}
	report := queue.Rows[0].ID
	cases, err := h.Review.Cases(t.Context(), protected, models.CaseFilter{})
	if err != nil || len(cases.Rows) == 0 {
		t.Fatal(len(cases.Rows), err)
	}
	file, err := h.Review.Case(t.Context(), protected, cases.Rows[0].ID)
	if err != nil || len(file.Exhibits) == 0 {
		t.Fatal(len(file.Exhibits), err)
	}
	exhibit := file.Exhibits[0].ID
	ref := caseOf(t, h)
	fill := func(path string) string {
		item := report
		switch {
		case strings.Contains(path, "/desk/cases/"), strings.Contains(path, "presence"):
			item = file.ID
		case strings.Contains(path, "/desk/exhibits/"):
			item = exhibit
		case strings.Contains(path, "/desk/admin/"), strings.Contains(path, "/account/"):
			item = protected.ID
		}
		return strings.NewReplacer(":id", string(item), ":exhibit", string(exhibit), ":axis", "source", ":kind", "case", ":part", "event", ":task", string(report), ":preview", string(report), ":gateway", "field", ":copy", string(report),
			":desk", string(file.DeskID), ":person", string(protected.ID), ":token", "nothing", ":ref", ref, ":slug", "ngoro-pit-xm", ":n", "1", ":lang", "fr", ":file", string(report), ":label", string(report), ":name", "x", "*", "base.css").Replace(path)
	}
	before := deeds(t, h)
	tried := 0
	for _, who := range []string{"", "monitor", "reviewer3", "editor2", "lead", "admin", "auditor"} {
		b := newBrowser(t, server.URL)
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		token := ""
		if who != "" {
			b.do(http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"email": {who + "@demo.example"}, "passphrase": {demo.Passphrase}}.Encode()))
			b.get("/account")
			token = b.csrf()
		}
		for _, r := range h.routes {
			if !everybodys(r.Path) && !ofOthers(who, r.Path) {
				continue
			}
			if r.Method != http.MethodGet && r.Method != http.MethodPost {
				continue
			}
			// Whoever leads the desk is a member, and isn't named for what is tried here.
			mine := who == "lead" && strings.HasPrefix(r.Path, "/account/desks") || who == "admin" && strings.HasPrefix(r.Path, "/desk/admin") || who == "auditor" && strings.HasPrefix(r.Path, "/desk/audit")
			if mine {
				continue // an admin's own work is tried elsewhere
			}
			tried++
			v := url.Values{
				"csrf": {token}, "title": {"x"}, "text": {"x"}, "note": {"x"}, "grade": {"B"}, "outcome": {"verified"}, "reason": {"safety"}, "closing": {"duplicate"}, "desk": {string(file.DeskID)}, "case": {string(file.ID)},
				"on": {"2026"}, "task": {"x"}, "for": {string(protected.ID)}, "into": {string(file.ID)}, "report": {string(report)}, "version": {"1"}, "revision": {"1"}, "answer_time": {"pass"}, "checked": {"yes"},
			}
			if r.Method == http.MethodGet {
				b.do(r.Method, fill(r.Path), "", nil)
			} else {
				b.do(r.Method, fill(r.Path), "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
			}
			status := b.response.StatusCode
			toSignIn := who == "" && (status == http.StatusSeeOther && strings.HasPrefix(b.response.Header.Get("Location"), "/sign-in") || status == http.StatusUnauthorized)
			if status != http.StatusNotFound && !toSignIn {
				t.Errorf("%q at %s %s: %d, want it not to exist", who, r.Method, r.Path, status)
			}
		}
	}
	for _, who := range []string{"reviewer3", "editor2"} { // a bulk deed is the single deed, many times
		b := newBrowser(t, server.URL)
		b.submitTo("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase}, "main form")
		b.get("/account")
		token := b.csrf()
		for _, deed := range []string{"report.take", "report.release", "report.close:duplicate", "report.reopen", "report.route", "report.label", "report.unlabel"} {
			b.post("/desk/bulk", form{"csrf": token, "deed": deed, "report": string(report), "desk": string(file.DeskID)})
			if b.expect(http.StatusOK); b.page.Find(".badge.good").Length() > 0 || strings.Contains(b.page.Find(".queue").Text(), "XM") {
				t.Errorf("%s by %s: %s", deed, who, b.text(".queue"))
			}
		}
	}
	if tried < 600 {
		t.Errorf("only %d addresses were tried", tried)
	}
	for _, d := range deeds(t, h)[len(before):] {
		if !slices.Contains([]models.Deed{models.DeedSignIn, models.DeedCaseRead, models.DeedAudit}, d) {
			t.Errorf("the record holds %s", d)
		}
	}
}

// everybodys tells whether an address is of one item, so that everybody can try it with what isn't theirs.
func everybodys(path string) bool {
	return slices.ContainsFunc([]string{"/desk/reports", "/desk/cases/", "/desk/exhibits", "/desk/presence", "/desk/admin", "/desk/audit", "/monitor/reports", "/account/desks"}, func(p string) bool { return strings.HasPrefix(path, p) })
}

// ofOthers tells whether an address belongs to people of other roles altogether: what a desk shares for
// who works on none, and what monitors have for everybody else.
func ofOthers(who, path string) bool {
	switch {
	case path == "/desk" || strings.HasPrefix(path, "/desk/"):
		return slices.Contains([]string{"", "monitor", "admin", "auditor"}, who)
	case path == "/monitor" || strings.HasPrefix(path, "/monitor/"):
		return who != "monitor"
	}
	return false
}

// deeds lists all that is on record, oldest first.
func deeds(t *testing.T, h *house) []models.Deed {
	t.Helper()
	var out []models.Deed
	f := models.CustodyFilter{Limit: 1000}
	for {
		list, next, err := h.records.Custody(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			out = append(out, e.Deed)
		}
		if f.After = next; next == "" {
			slices.Reverse(out)
			return out
		}
	}
}
