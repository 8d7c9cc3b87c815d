package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loupe/models"
	"loupe/publish"
	"loupe/review"
)

// TestATeamOnOneCase: two reviewers and an editor do the same thing at the same moment. One does it, the
// others are told that somebody was faster, and the record holds it once.
func TestATeamOnOneCase(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		team := []review.Reader{h.as(t, "reviewer"), h.as(t, "reviewer2"), h.as(t, "editor")}
		race := func(what string, who []review.Reader, deed func(by review.Reader) error) {
			t.Helper()
			errs := make([]error, len(who))
			start := make(chan struct{})
			var wg sync.WaitGroup
			for i, by := range who {
				wg.Go(func() { <-start; errs[i] = deed(by) })
			}
			close(start)
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				} else if e := fmt.Sprint(err); models.KindOf(err) != models.Conflict {
					t.Errorf("%s: refused with %s, want a conflict", what, e)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d did it: %v", what, won, errs)
			}
		}
		facts := models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}
		report := h.tell(t, "three want it", facts)
		race("take", team, func(by review.Reader) error { return h.Review.Take(t.Context(), by.Person, report) })
		row, err := h.Review.Report(t.Context(), team[0], report)
		if err != nil {
			t.Fatal(err)
		}
		holder := team[slices.IndexFunc(team, func(r review.Reader) bool { return r.ID == row.TakenBy })]
		id, err := h.Review.OpenCase(t.Context(), holder, report, "Three want it")
		if err != nil {
			t.Fatal(err)
		}
		race("propose", team, func(by review.Reader) error {
			return h.Review.Propose(t.Context(), by, id, models.Contested, "one says so and one doesn't", 1)
		})
		file, err := h.Review.Case(t.Context(), team[0], id)
		if err != nil {
			t.Fatal(err)
		}
		others := slices.DeleteFunc(slices.Clone(team), func(r review.Reader) bool { return r.ID == file.Decisions[0].ProposedBy })
		race("confirm", others, func(by review.Reader) error { return h.Review.Confirm(t.Context(), by, id, "so it is") })
		followUp(t, h, team[0], id)

		// An editor in three windows, and two editors where a desk has them, publish, correct and withdraw: each is
		// done once, and a correction that lost has lost nothing of what it said.
		editor := publish.Editor(team[2])
		windows := []review.Reader{team[2], team[2], team[2]}
		decided, err := h.Review.Cases(t.Context(), team[2], models.CaseFilter{State: models.CaseDecided, Publication: models.Published})
		if err != nil || len(decided.Rows) == 0 {
			t.Fatal(len(decided.Rows), err)
		}
		published := decided.Rows[0].ID
		of := h.change(t, editor, published, "Corrected words.")
		race("correct", windows, func(review.Reader) error {
			_, err := h.Publish.Correct(t.Context(), editor, published, of, "Other words.")
			return err
		})
		race("withdraw", windows, func(review.Reader) error {
			return h.Publish.Withdraw(t.Context(), editor, published, models.WithdrawnError, "")
		})
		h.change(t, editor, id, "What is known, and what is contested.")
		race("publish", windows, func(review.Reader) error {
			_, err := h.Publish.Publish(t.Context(), editor, id)
			return err
		})
		for d, items := range map[models.Deed][]models.Deed{
			models.DeedReportTake: deedsOn(t, h, report), models.DeedCasePropose: deedsOn(t, h, id), models.DeedCaseConfirm: deedsOn(t, h, id), models.DeedPublishWithdraw: deedsOn(t, h, published), models.DeedPublish: deedsOn(t, h, id),
		} {
			if n := len(slices.DeleteFunc(items, func(o models.Deed) bool { return o != d })); n != 1 {
				t.Errorf("%s is on record %d times", d, n)
			}
		}
	})
}

// change writes something else into a case's draft, as an editor would, and gives the version that is
// public meanwhile; 0 for none.
func (h *house) change(t *testing.T, by publish.Editor, id models.ID, summary string) (of int) {
	t.Helper()
	draft, err := h.Publish.Draft(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	c := draft.Content
	c.Summary = summary
	if draft.Publication != nil {
		of = draft.Publication.Version
	} else {
		c.Account, c.HowVerified, c.Precision, c.DatePrecision, c.Exhibits = "What is known of it.", "How it was checked.", models.PrecisionCountry, models.DateYear, nil
	}
	if err := h.Publish.Save(t.Context(), by, id, c, draft.Version); err != nil {
		t.Fatal(err)
	}
	return of
}

func deedsOn(t *testing.T, h *house, item models.ID) []models.Deed {
	t.Helper()
	list, _, err := h.records.Custody(t.Context(), models.CustodyFilter{ItemID: item, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	var out []models.Deed
	for _, e := range list {
		out = append(out, e.Deed)
	}
	return out
}

// followUp: what follows a decision is read by its desk and by nobody else, and its desk is reminded
// once, on the day, without a word of it.
func followUp(t *testing.T, h *house, by review.Reader, id models.ID) {
	in := review.FollowUpInput{
		Kind: models.FollowReferral, OnDay: "2026-03-04", Remind: time.Now().AddDate(0, 0, 2).Format(time.DateOnly),
		FollowUpText: models.FollowUpText{Party: "court", Name: "Provincial court", Text: "handed over by hand"},
	}
	if err := h.Review.FollowUp(t.Context(), h.as(t, "reviewer3"), id, in); models.KindOf(err) != models.NotFound {
		t.Errorf("somebody of another desk records: %v", err)
	}
	wrong := in
	wrong.OnDay = "4 March"
	if err := h.Review.FollowUp(t.Context(), by, id, wrong); models.KindOf(err) != models.Invalid {
		t.Errorf("a day in words is taken: %v", err)
	}
	if err := h.Review.FollowUp(t.Context(), by, id, in); err != nil {
		t.Fatal(err)
	}
	open, err := h.Review.Case(t.Context(), by, id)
	if err != nil || len(open.FollowUps) != 1 || open.FollowUps[0].Name != "Provincial court" {
		t.Fatalf("%v, %v", open.FollowUps, err)
	}
	if sealed := string(open.FollowUps[0].Sealed); strings.Contains(sealed, "court") || strings.Contains(sealed, "by hand") {
		t.Error("words lie open in the database")
	}
	later := h.at(func() time.Time { return time.Now().UTC().AddDate(0, 0, 3) }).Review
	for i, want := range []int{1, 0} {
		if told, err := later.Remind(t.Context()); err != nil || told != want {
			t.Errorf("round %d: reminded of %d, %v", i, told, err)
		}
	}
	if list := waiting(t, h, by.Person); !slices.ContainsFunc(list, func(n models.Notice) bool { return n.Kind == models.NoticeFollowUp && n.ItemID == id }) {
		t.Errorf("the desk isn't told: %v", list)
	}
}
