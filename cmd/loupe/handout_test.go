package main

import (
	"testing"
	"time"

	"loupe/models"
)

// TestRoutingHandsOut asks the rules, with what people say of their own work kept in each database, who is
// given a report: by turn and by load, in their language, and never somebody on leave, at their capacity,
// or in conflict with the organisation or the person that it came from.
func TestRoutingHandsOut(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		rules := func(strategy string) {
			t.Helper()
			text := `restricted -> desk "Protected desk", priority urgent` + "\n" + `otherwise -> desk "River desk", priority normal, to ` + strategy
			if err := h.Routing.Replace(t.Context(), h.as(t, "admin").Person, text, "who is given it"); err != nil {
				t.Fatal(err)
			}
		}
		names := map[models.ID]string{}
		for _, name := range []string{"reviewer", "reviewer2", "reviewer3", "editor", "editor2", "monitor"} {
			names[h.as(t, name).ID] = name
		}
		given := func(f models.Facts) string {
			t.Helper()
			f.Categories, f.Country, f.ReceivedAt = []string{"KIL.1"}, "XM", time.Now().UTC()
			c, err := h.Routing.Choose(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			return names[c.AssigneeID]
		}
		work := func(name string, w models.Work) {
			t.Helper()
			if err := h.People.SaveWork(t.Context(), h.as(t, name).Person, w); err != nil {
				t.Fatal(err)
			}
		}
		rules("none")
		if got := given(models.Facts{}); got != "" {
			t.Errorf("%s is given a report that nobody is to be given", got)
		}
		rules("round-robin")
		seen := map[string]bool{}
		for range 6 {
			seen[given(models.Facts{})] = true
		}
		if len(seen) < 3 || seen[""] {
			t.Errorf("by turn: %v", seen)
		}
		rules(`"reviewer2@demo.example"`)
		if got := given(models.Facts{}); got != "reviewer2" {
			t.Errorf("%q is given what reviewer2 is named for", got)
		}
		work("reviewer2", models.Work{AwayFrom: time.Now().AddDate(0, 0, -1), AwayUntil: time.Now().AddDate(0, 0, 1)})
		if got := given(models.Facts{}); got != "" {
			t.Errorf("%q is given a report while on leave", got)
		}
		rules("least-loaded")
		work("reviewer2", models.Work{Languages: []string{"ln"}})
		if got := given(models.Facts{Language: "ln"}); got != "reviewer2" {
			t.Errorf("%q is given what only reviewer2 reads", got)
		}
		monitor := h.as(t, "monitor")
		organisations, _, err := h.People.Others(t.Context(), monitor.Person)
		if err != nil || len(organisations) == 0 {
			t.Fatal(organisations, err)
		}
		for what, conflict := range map[string]models.ID{"organisation": organisations[0].ID, "person": monitor.ID} {
			work("reviewer2", models.Work{Languages: []string{"ln"}, Conflicts: []models.ID{conflict}})
			if got := given(models.Facts{Language: "ln", OrganisationID: organisations[0].ID, SubmitterID: monitor.ID}); got == "reviewer2" || got == "" {
				t.Errorf("%q is given a report in spite of a conflict by %s", got, what)
			}
		}
		work("reviewer2", models.Work{Languages: []string{"ln"}})
		id := h.tell(t, "in a language that one person reads", models.Facts{Categories: []string{"KIL.1"}, Country: "XM", Language: "ln"})
		row, err := h.records.Report(t.Context(), id)
		if err != nil || names[row.TakenBy] != "reviewer2" {
			t.Errorf("%q has it, want reviewer2, %v", names[row.TakenBy], err)
		}
		work("reviewer2", models.Work{Languages: []string{"ln"}, Capacity: 1})
		if got := given(models.Facts{Language: "ln"}); got == "reviewer2" || got == "" {
			t.Errorf("%q is given more than they take at a time", got)
		}
	})
}
