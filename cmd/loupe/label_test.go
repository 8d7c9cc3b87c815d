package main

import (
	"bytes"
	"net/http/httptest"
	"slices"
	"testing"

	"loupe/models"
	"loupe/review"
)

// TestLabels: a desk's members set words of their own on one report and on many, take them back, and narrow
// the queue to one; nobody else reads them, and they don't follow a report to another desk.
func TestLabels(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		a, colleague, stranger := h.as(t, "reviewer"), h.as(t, "reviewer2"), h.as(t, "reviewer3")
		var ids []models.ID
		for range 3 {
			ids = append(ids, h.tell(t, "to be labelled", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}))
		}
		row, err := h.records.Report(ctx, ids[0])
		if err != nil {
			t.Fatal(err)
		}
		desk := row.DeskID
		label, err := h.Review.MakeLabel(ctx, a, desk, "  Second   pit ")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.Review.MakeLabel(ctx, colleague, desk, "second pit"); err != nil || again != label {
			t.Errorf("the same name makes another label: %v", err)
		}
		if list, err := h.records.Labels(ctx, []models.ID{desk}); err != nil || slices.ContainsFunc(list, func(l models.Label) bool { return bytes.Contains(l.Sealed, []byte("Second pit")) || l.Name != "" }) {
			t.Errorf("a label's name is readable: %v", err)
		}
		list, err := h.Review.Labels(ctx, colleague, desk)
		if err != nil || !slices.ContainsFunc(list, func(l models.Label) bool { return l.ID == label && l.Name == "Second pit" }) {
			t.Errorf("a colleague reads %v, %v", list, err)
		}

		// One by one, then all: what carries it already is told, and undoing spares it.
		if err := h.Review.Label(ctx, a.Person, ids[0], label); err != nil {
			t.Fatal(err)
		}
		bulk := func(by review.Reader, deed models.Deed, label models.ID, reports ...models.ID) (done []models.ID) {
			t.Helper()
			results, err := h.Review.Bulk(ctx, by, review.BulkInput{Deed: deed, Reports: reports, Label: label})
			if err != nil || len(results) != len(reports) {
				t.Fatal(results, err)
			}
			for _, r := range results {
				if r.Err == nil {
					done = append(done, r.Report)
				}
			}
			return done
		}
		carry := func(by review.Reader) (found []models.ID) {
			t.Helper()
			page, err := h.Review.Queue(ctx, by, models.QueueFilter{Label: label, Sort: models.SortOldest})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Rows {
				if len(r.Labels) != 1 || r.Labels[0].Name != "Second pit" {
					t.Errorf("a row shows %v", r.Labels)
				}
				found = append(found, r.ID)
			}
			slices.Sort(found)
			return found
		}
		slices.Sort(ids[1:])
		done := bulk(colleague, models.DeedReportLabel, label, ids...)
		if !slices.Equal(done, ids[1:]) || len(carry(a)) != 3 {
			t.Errorf("labelled %v of %v", done, ids)
		}
		if done := bulk(colleague, models.DeedReportUnlabel, label, done...); len(done) != 2 || !slices.Equal(carry(a), ids[:1]) {
			t.Errorf("after undoing %v carry it, want %v", carry(a), ids[:1])
		}
		if deeds := deedsOn(t, h, ids[1]); deeds[0] != models.DeedReportUnlabel || deeds[1] != models.DeedReportLabel {
			t.Errorf("on record is %v", deeds)
		}
		open, err := h.Review.Report(ctx, colleague, ids[0])
		if err != nil || len(open.Labels) != 1 || slices.ContainsFunc(open.Unset, func(l models.Label) bool { return l.ID == label }) {
			t.Errorf("the report shows %v, %v", open.Labels, err)
		}

		// Nobody else.
		river := stranger.Desks[0]
		if list, err := h.Review.Labels(ctx, stranger, desk, river); err != nil || slices.ContainsFunc(list, func(l models.Label) bool { return l.DeskID == desk }) {
			t.Errorf("somebody of another desk reads %v, %v", list, err)
		}
		_, err = h.Review.MakeLabel(ctx, stranger, desk, "x")
		for what, err := range map[string]error{
			"make": err, "set": h.Review.Label(ctx, stranger.Person, ids[0], label), "take off": h.Review.Unlabel(ctx, stranger.Person, ids[0], label),
			"drop": h.Review.DropLabel(ctx, stranger.Person, desk, label), "rename": h.Review.RenameLabel(ctx, stranger, desk, label, "x", false),
			"rename as one's own": h.Review.RenameLabel(ctx, stranger, stranger.Desks[0], label, "x", true),
		} {
			if models.KindOf(err) != models.NotFound {
				t.Errorf("%s by somebody of another desk: %v", what, err)
			}
		}
		if err := h.Review.DropLabel(ctx, stranger.Person, river, label); models.KindOf(err) != models.Conflict {
			t.Errorf("dropping it as if it were one's own: %v", err)
		}
		if len(carry(stranger)) != 0 {
			t.Error("somebody of another desk finds reports by it")
		}

		// What is handed over leaves it behind.
		if err := h.Review.Route(ctx, a, ids[0], river); err != nil {
			t.Fatal(err)
		}
		if open, err := h.Review.Report(ctx, a, ids[0]); err != nil || len(open.Labels) != 0 {
			t.Errorf("it followed: %v, %v", open.Labels, err)
		}
		if err := h.Review.Label(ctx, a.Person, ids[0], label); models.KindOf(err) != models.Invalid {
			t.Errorf("a label of another desk is set: %v", err)
		}
		labelsOnPages(t, h, ids[1], desk)
		if err := h.Review.DropLabel(ctx, colleague.Person, desk, label); err != nil || len(carry(a)) != 0 {
			t.Errorf("dropped: %v", err)
		}
	})
}

// labelsOnPages does the same with forms: one is written on a report, found by the filter, set on many and
// taken back.
func labelsOnPages(t *testing.T, h *house, id, desk models.ID) {
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := signIn(t, server.URL, "reviewer")
	b.get("/desk/reports/" + string(id))
	b.post("/desk/reports/"+string(id)+"/label", form{"csrf": b.csrf(), "name": "Ring <again>"})
	if got := b.text(".badge.tag"); got != "Ring <again>" {
		t.Fatalf("the report shows %q", got)
	}
	b.post("/desk/reports/"+string(id)+"/label", form{"csrf": b.csrf(), "name": "ring <again>"})
	b.expect(409)
	b.get("/desk/labels")
	b.get(b.href("a[href^='/desk?label=']"))
	if b.page.Find(".queue .badge.tag").Length() == 0 {
		t.Error("the filter finds none")
	}
	label := b.page.Find("#q-label option[selected]").AttrOr("value", "")
	b.post("/desk/bulk", form{"csrf": b.csrf(), "deed": "report.unlabel", "label": label, "report": string(id), "back": "/desk"})
	if b.expect(200); b.page.Find(".badge.good").Length() != 1 {
		t.Fatalf("taking it off many: %s", b.text(".queue"))
	}
	b.post("/desk/bulk", form{"csrf": b.csrf(), "deed": b.page.Find("input[name=deed]").AttrOr("value", ""), "label": b.page.Find("input[name=label]").AttrOr("value", ""), "report": string(id), "back": "/desk"})
	if b.expect(200); b.page.Find(".badge.good").Length() != 1 {
		t.Errorf("undoing: %s", b.text(".queue"))
	}
	b.post("/desk/labels", form{"csrf": b.csrf(), "desk": string(desk), "name": ""})
	b.expect(422)
	manageLabels(t, h, b, id, desk, models.ID(label))
}

// manageLabels: one is made on many at once and taken back, counted, renamed, and merged when the new name is
// another's, which is asked first.
func manageLabels(t *testing.T, h *house, b *browser, id, desk, ring models.ID) {
	b.get("/desk")
	if b.page.Find("#bulk input[name=name]").Length() != 1 {
		t.Error("the bar has no place for a new label")
	}
	bulk := func(form form) {
		t.Helper()
		form["csrf"], form["report"], form["back"] = b.csrf(), string(id), "/desk"
		b.post("/desk/bulk", form)
		if b.expect(200); b.page.Find(".badge.good").Length() != 1 {
			t.Fatalf("%v: %s", form, b.text(".queue"))
		}
	}
	count := func(name string) string {
		t.Helper()
		b.get("/desk/labels")
		for _, s := range b.page.Find(".tagged").EachIter() {
			if s.Find("a").Text() == name {
				return s.Find(".quiet").First().Text()
			}
		}
		return "none"
	}
	bulk(form{"deed": "report.label", "name": "  At  night "})
	undo := form{"deed": b.page.Find("input[name=deed]").AttrOr("value", ""), "name": b.page.Find("input[name=name]").AttrOr("value", "")}
	if got := count("At night"); got != "on 1 report" {
		t.Errorf("a label made on many is %q", got)
	}
	b.get("/desk")
	bulk(undo)
	if got := count("At night"); got != "on 0 reports" {
		t.Errorf("undone it is %q", got)
	}
	if got := count("Ring <again>"); got != "on 1 report" {
		t.Errorf("the other is %q", got)
	}
	to := "/desk/labels/" + string(ring)
	b.post(to, form{"csrf": b.csrf(), "desk": string(desk), "to": "AT NIGHT"})
	if b.expect(422); b.page.Find("details[open] button[name=merge]").Length() != 1 || b.page.Find("#f-to").AttrOr("value", "") != "AT NIGHT" {
		t.Error("it isn't asked whether the two are one")
	}
	b.post(to, form{"csrf": b.csrf(), "desk": string(desk), "to": "Ring again"})
	if b.expect(200); count("Ring again") != "on 1 report" {
		t.Error("it isn't renamed")
	}
	b.post(to, form{"csrf": b.csrf(), "desk": string(desk), "to": "at night", "merge": "1"})
	if b.expect(200); count("Ring again") != "none" || count("At night") != "on 1 report" {
		t.Errorf("merged there is %q", b.text("main"))
	}
	if rows, err := h.records.Labels(t.Context(), []models.ID{desk}); err != nil || slices.ContainsFunc(rows, func(l models.Label) bool { return l.Name != "" || bytes.Contains(l.Sealed, []byte("night")) }) {
		t.Errorf("a name is readable: %v", err)
	}
	var on int
	for _, d := range deedsOn(t, h, desk) {
		if d == models.DeedDeskLabel {
			on++
		}
	}
	if on < 5 { // two made by hand before, one with many; one renamed, one merged
		t.Errorf("on record are %d deeds on labels", on)
	}
}
