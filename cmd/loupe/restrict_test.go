package main

import (
	"bytes"
	"net/http/httptest"
	"slices"
	"testing"

	"loupe/models"
	"loupe/review"
)

// restrictedByHand: a member who isn't named restricts one ordinary report with a reason, and neither they
// nor others who aren't named know of it or of its case any more; only somebody who is named takes it back,
// and not from what its acts restrict.
func restrictedByHand(t *testing.T, h *house, named, lead review.Reader, byActs models.ID) {
	ctx := t.Context()
	const why = "The witness is known by the colour of her scarf."
	id := h.tell(t, "vermilion scarf at the ferry", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"})
	if err := h.Review.Route(ctx, h.as(t, "reviewer"), id, named.Desks[0]); err != nil {
		t.Fatal(err)
	}
	lead = h.as(t, "lead")
	if err := h.Review.Take(ctx, lead.Person, id); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"without a reason":            h.Review.Restrict(ctx, lead.Person, id, "please"),
		"taking back what isn't":      h.Review.Unrestrict(ctx, named.Person, id, why),
		"by somebody of another desk": h.Review.Restrict(ctx, h.as(t, "reviewer3").Person, id, why),
	} {
		want := map[string]models.ErrorKind{"without a reason": models.Invalid, "taking back what isn't": models.Conflict, "by somebody of another desk": models.NotFound}[what]
		if models.KindOf(err) != want {
			t.Errorf("%s: %v", what, err)
		}
	}
	before := figures(t, h, lead)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := signIn(t, server.URL, "lead")
	at := "/desk/reports/" + string(id)
	b.get(at)
	b.post(at+"/restrict", form{"csrf": b.csrf(), "why": "scarf"})
	if b.expect(422); b.page.Find("#f-why").Text() != "scarf" {
		t.Error("what was typed is lost")
	}
	b.post(at+"/restrict", form{"csrf": b.csrf(), "why": why})
	if b.expect(200); b.response.Request.URL.Path != "/desk" {
		t.Errorf("they are at %s", b.response.Request.URL)
	}
	b.get(at)
	b.expect(404)
	page, err := h.Review.Queue(ctx, lead, models.QueueFilter{IDs: []models.ID{id}})
	if err != nil || len(page.Rows) != 0 {
		t.Errorf("the list of who isn't named shows it: %v", err)
	}
	if ids, _, err := h.Review.Search(ctx, lead, "vermilion"); err != nil || len(ids) != 0 {
		t.Errorf("their search finds %v, %v", ids, err)
	}
	if now := figures(t, h, lead); now != before-1 {
		t.Errorf("their figures went from %d to %d", before, now)
	}
	for what, err := range map[string]error{
		"end": h.Review.Unrestrict(ctx, lead.Person, id, why), "again": h.Review.Restrict(ctx, lead.Person, id, why), "release": h.Review.Release(ctx, lead.Person, id),
	} {
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%s by who isn't named: %v", what, err)
		}
	}

	open, err := h.Review.Report(ctx, named, id)
	if err != nil || !open.Restricted || open.State != models.ReportReceived || open.Restricting == nil || open.Restricting.Why != why || open.Restricting.ByName != "Hawa Doreni" {
		t.Fatalf("who is named reads %+v, %v", open.Restricting, err)
	}
	if bytes.Contains(open.Restricting.Reason, []byte("scarf")) {
		t.Error("the reason is readable")
	}
	if d := deedsOn(t, h, id); !slices.Contains(d, models.DeedReportRestrict) {
		t.Errorf("on record is %v", d)
	}
	if err := h.Review.Unrestrict(ctx, named.Person, byActs, why); models.KindOf(err) != models.Conflict {
		t.Errorf("what its acts restrict is taken out: %v", err)
	}
	if err := h.Review.Unrestrict(ctx, named.Person, id, "The scarf was everybody's that day."); err != nil {
		t.Fatal(err)
	}
	if open, err := h.Review.Report(ctx, lead, id); err != nil || open.Restricted || open.Restricting == nil || open.Restricting.Restricted {
		t.Errorf("after it ended: %v", err)
	}
	if now := figures(t, h, lead); now != before {
		t.Errorf("figures are %d, want %d", now, before)
	}

	// A case goes with its report, and stays.
	caseID, err := h.Review.OpenCase(ctx, named, id, "Vermilion")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.Case(ctx, lead, caseID); err != nil {
		t.Fatal(err)
	}
	if err := h.Review.Restrict(ctx, named.Person, id, why); err != nil {
		t.Fatal(err)
	}
	if err := h.Review.Unrestrict(ctx, named.Person, id, why); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.Case(ctx, lead, caseID); models.KindOf(err) != models.NotFound {
		t.Errorf("its case is open to who isn't named: %v", err)
	}
}
