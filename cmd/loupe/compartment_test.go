package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"image/jpeg"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"loupe/demo"
	"loupe/demo/pictures"
	"loupe/models"
	"loupe/publish"
	"loupe/review"
	"loupe/seal"
)

// TestTheCompartment: what is restricted is known to those who are named for it and to nobody else, on
// whatever path they come; and a lead who isn't named opens it only with a reason, for an hour, and with
// everybody told.
func TestTheCompartment(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		var picture bytes.Buffer
		if err := jpeg.Encode(&picture, pictures.Draw("river", 99), nil); err != nil {
			t.Fatal(err)
		}
		named, lead := h.as(t, "protected"), h.as(t, "lead")
		if named.ID == lead.ID || !lead.MemberOf(named.Desks[0]) || lead.NamedOn(named.Desks[0]) || !lead.LeadOf(named.Desks[0]) {
			t.Fatalf("the lead of the demonstration is %+v", lead.Person)
		}
		before, beforeFigures := counts(t, h, lead), figures(t, h, lead)
		id := h.tell(t, "marmalade lighthouse accordion", models.Facts{Categories: []string{"SEX.1"}, Country: "XM"}, picture.Bytes())
		open, err := h.Review.Report(t.Context(), named, id)
		if err != nil || !open.Restricted || open.ForAReason {
			t.Fatal(open.Restricted, open.ForAReason, err)
		}
		if ids, _, err := h.Review.Search(t.Context(), named, "marmalade"); err != nil || !slices.Contains(ids, id) {
			t.Fatalf("who is named doesn't find it: %v", err)
		}
		caseID, err := h.Review.OpenCase(t.Context(), named, id, "Marmalade")
		if err != nil {
			t.Fatal(err)
		}
		// An ordinary report of the same desk, beside it.
		plain := h.tell(t, "marmalade of an ordinary day", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"})
		if err := h.Review.Route(t.Context(), h.as(t, "reviewer"), plain, named.Desks[0]); err != nil {
			t.Fatal(err)
		}
		t.Run("stays closed", func(t *testing.T) { staysClosed(t, h, named, lead, id, caseID, open.Exhibits[0].ID, plain) })
		if now := counts(t, h, lead); now.New != before.New+1 || now.Mine != before.Mine || now.SecondLook != before.SecondLook {
			t.Errorf("counts of who isn't named went from %+v to %+v for one ordinary report", before, now)
		}
		if now := figures(t, h, lead); now != beforeFigures+1 {
			t.Errorf("figures of who isn't named went from %d to %d for one ordinary report", beforeFigures, now)
		}
		t.Run("opens for a reason", func(t *testing.T) { opensForAReason(t, h, named, lead, id, caseID) })
		t.Run("restricted by hand", func(t *testing.T) { restrictedByHand(t, h, named, lead, id) })
	})
}

func counts(t *testing.T, h *house, by review.Reader) models.QueueCounts {
	t.Helper()
	page, err := h.Review.Queue(t.Context(), by, models.QueueFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Counts
}

func figures(t *testing.T, h *house, by review.Reader) (received int) {
	t.Helper()
	f, err := h.Review.Figures(t.Context(), by.Person, 365)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range f.Acts {
		if act, _ := models.FindAct(a.Value); act.Restricted {
			t.Errorf("figures of who isn't named count %s", a.Value)
		}
	}
	for _, m := range f.Months {
		received += m.Count
	}
	return received
}

// staysClosed tries every way in as a member of the desk who isn't named.
func staysClosed(t *testing.T, h *house, named, lead review.Reader, id, caseID, exhibit, plain models.ID) {
	ctx := t.Context()
	if ids, left, err := h.Review.Search(ctx, lead, "marmalade"); err != nil || left != 0 || !slices.Equal(ids, []models.ID{plain}) {
		t.Errorf("search finds %v, %d left, %v; want the ordinary report alone", ids, left, err)
	}
	for _, f := range []models.QueueFilter{{}, {Category: "SEX.1"}, {IDs: []models.ID{id}}, {State: models.ReportJoined}} {
		page, err := h.Review.Queue(ctx, lead, f)
		if err != nil || slices.ContainsFunc(page.Rows, func(r review.QueueRow) bool { return r.Restricted }) {
			t.Errorf("the list %+v shows what is restricted: %v", f, err)
		}
	}
	if page, err := h.Review.Cases(ctx, lead, models.CaseFilter{}); err != nil || slices.ContainsFunc(page.Rows, func(r review.CaseRow) bool { return r.Restricted }) {
		t.Errorf("the list of cases shows what is restricted: %v", err)
	}
	if _, near, err := h.Review.Neighbours(ctx, lead, plain); err != nil || len(near) != 0 {
		t.Errorf("neighbours %v, %v", near, err)
	}
	bulk, err := h.Review.Bulk(ctx, lead, review.BulkInput{Deed: models.DeedReportTake, Reports: []models.ID{id}})
	if err != nil || len(bulk) != 1 {
		t.Fatal(bulk, err)
	}
	if bulk[0].Row.ID != "" {
		t.Error("a refused bulk deed tells its facts")
	}
	if bulk, err := h.Review.Bulk(ctx, named, review.BulkInput{Deed: models.DeedReportTake, Reports: []models.ID{id}}); err != nil || bulk[0].Row.ID != id {
		t.Errorf("a bulk deed of who is named doesn't tell its facts: %v", err)
	}
	refused := map[string]error{"bulk": bulk[0].Err}
	_, refused["report"] = h.Review.Report(ctx, lead, id)
	_, _, refused["near"] = h.Review.Neighbours(ctx, lead, id)
	_, refused["case"] = h.Review.Case(ctx, lead, caseID)
	_, refused["presence"] = h.Review.Present(ctx, lead.Person, models.ItemReport, id)
	_, refused["presence at the case"] = h.Review.Present(ctx, lead.Person, models.ItemCase, caseID)
	_, refused["exhibit"] = h.Review.Examine(ctx, lead, exhibit)
	_, refused["original"] = h.Review.Original(ctx, lead, exhibit, false, false)
	_, refused["export"] = h.Review.Original(ctx, lead, exhibit, true, false)
	_, refused["picture"] = h.Review.Picture(ctx, lead, exhibit, models.DerivedThumbnail)
	refused["ask"] = h.Review.Ask(ctx, lead, id, "a question")
	refused["route"] = h.Review.Route(ctx, lead, id, h.as(t, "reviewer").Desks[0])
	refused["join"] = h.Review.JoinCase(ctx, lead, plain, caseID)
	refused["note"] = h.Review.Note(ctx, lead, caseID, "a note")
	refused["duplicate of it"] = h.Review.Close(ctx, lead.Person, plain, models.ClosedDuplicate, id, "")
	for what, err := range refused {
		if kind := models.KindOf(err); kind != models.NotFound && !(what == "duplicate of it" && kind == models.Invalid) {
			t.Errorf("%s: %v, want it not to exist", what, err)
		}
	}
	// Nobody gives them a part in it, and no notice speaks of it.
	if err := h.Review.AddTask(ctx, named, caseID, lead.ID, "look", ""); models.KindOf(err) != models.Invalid {
		t.Errorf("a task for who isn't named: %v", err)
	}
	if err := h.Review.Note(ctx, named, caseID, "@Hawa Doreni @Imani Telu have a look"); err != nil {
		t.Fatal(err)
	}
	if err := h.Review.Propose(ctx, named, caseID, models.Unverifiable, "nothing can be found", 1); err != nil {
		t.Fatal(err)
	}
	if list := waiting(t, h, lead.Person); len(list) != 0 {
		t.Errorf("notices %+v", list)
	}
	list := slices.DeleteFunc(waiting(t, h, h.as(t, "editor").Person), func(n models.Notice) bool { return n.ItemID != caseID })
	if len(list) != 2 {
		t.Errorf("who is named has the notices %+v; want a mention and a second look", list)
	}
}

func opensForAReason(t *testing.T, h *house, named, lead review.Reader, id, caseID models.ID) {
	ctx := t.Context()
	const why = "The police asks by name whether we hold this, and nobody named can be reached."
	for what, try := range map[string]func() error{
		"without a reason": func() error {
			_, err := h.Review.MakeOpening(ctx, lead.Person, models.ItemCase, caseID, "please")
			if models.KindOf(err) == models.Invalid {
				return models.ErrNotFound
			}
			return errors.Join(errors.New("taken"), err)
		},
		"by who is named": func() error {
			_, err := h.Review.MakeOpening(ctx, named.Person, models.ItemCase, caseID, why)
			return err
		},
		"by somebody of another desk": func() error {
			_, err := h.Review.MakeOpening(ctx, h.as(t, "reviewer3").Person, models.ItemCase, caseID, why)
			return err
		},
		"of what isn't there": func() error {
			_, err := h.Review.MakeOpening(ctx, lead.Person, models.ItemReport, "none", why)
			return err
		},
	} {
		if err := try(); models.KindOf(err) != models.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	page, err := h.Review.Openings(ctx, lead)
	if err != nil || !page.Lead || len(page.Rows) != 0 || !slices.ContainsFunc(page.Closed, func(c models.Closed) bool { return c.ID == caseID && c.Kind == models.ItemCase }) {
		t.Fatalf("a lead's page: %+v, %v", page, err)
	}
	o, err := h.Review.MakeOpening(ctx, lead.Person, models.ItemCase, caseID, why)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(o.Reason, []byte("police")) {
		t.Error("the reason is readable")
	}
	if d := deedsOn(t, h, caseID); d[0] != models.DeedOpening {
		t.Errorf("on record is %v", d)
	}
	for _, name := range []string{"protected", "editor", "reviewer2"} {
		list := waiting(t, h, h.as(t, name).Person)
		if !slices.ContainsFunc(list, func(n models.Notice) bool { return n.Kind == models.NoticeOpening && n.ItemID == o.ID }) {
			t.Errorf("%s isn't told: %+v", name, list)
		}
	}
	if seen, err := h.Review.Openings(ctx, named); err != nil || len(seen.Rows) != 1 || seen.Rows[0].Text != why || seen.Rows[0].Name != "Hawa Doreni" || seen.Lead {
		t.Errorf("a member reads %+v, %v", seen, err)
	}
	auditor := h.as(t, "auditor")
	if plain, err := seal.Open(seal.Label{Kind: models.SealOpening, IDs: []string{string(o.ID)}}, o.Reason, auditor.Key); err != nil || string(plain) != why {
		t.Errorf("an auditor opens %q, %v", plain, err)
	}
	lead = h.as(t, "lead")
	file, err := h.Review.Case(ctx, lead, caseID)
	if err != nil || !file.ForAReason {
		t.Fatalf("it doesn't open: %v", err)
	}
	if open, err := h.Review.Report(ctx, lead, id); err != nil || !strings.Contains(open.Testimony.Narrative, "marmalade") || open.Can("report.take") || open.Can("message.ask") || open.Can("exhibit.export") {
		t.Errorf("its report opens as %v, %v", open.May, err)
	}
	if err := h.Review.Note(ctx, lead, caseID, "a note"); models.KindOf(err) != models.NotFound {
		t.Errorf("they write in it: %v", err)
	}
	by := h.as(t, "editor")
	if err := h.Publish.Redact(ctx, publish.Editor{Person: by.Person, Key: by.Key}, caseID, file.Exhibits[0].ID, models.RedactionPlan{Boxes: []models.Box{{W: 0.5, H: 0.5}}}); err != nil {
		t.Fatal(err)
	}
	reads := publish.Editor{Person: lead.Person, Key: lead.Key}
	if look, err := h.Publish.Look(ctx, reads, caseID, file.Exhibits[0].ID); err != nil || look.Why == nil {
		t.Errorf("they are asked whether a redaction is well: %v", err)
	} else if err := h.Publish.SayLook(ctx, reads, caseID, file.Exhibits[0].ID, look.Picture.Redaction.ID, true, ""); models.KindOf(err) != models.NotFound {
		t.Errorf("they say that a redaction is well: %v", err)
	}
	if page, err := h.Review.Queue(ctx, lead, models.QueueFilter{IDs: []models.ID{id}}); err != nil || len(page.Rows) != 0 {
		t.Errorf("the list shows it: %v", err)
	}
	reviewed(t, h, lead, caseID, id, why)
	// An hour later it is closed again.
	later := h.at(func() time.Time { return time.Now().UTC().Add(models.OpeningLife + time.Second) })
	token, _, _, _, err := later.People.SignIn(ctx, "lead@demo.example", demo.Passphrase)
	if err != nil {
		t.Fatal(err)
	}
	then, err := later.People.Session(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := later.Review.Case(ctx, review.Reader{Person: then.Person, Key: then.Key}, caseID); models.KindOf(err) != models.NotFound {
		t.Errorf("an hour later it still opens: %v", err)
	}
}

// reviewed: an auditor sees what a person opened, with the reason, and no word of it; others don't.
func reviewed(t *testing.T, h *house, who review.Reader, caseID, report models.ID, why string) {
	server := httptest.NewServer(h.handler)
	defer server.Close()
	b := signIn(t, server.URL, "auditor")
	b.get("/desk/audit/access?person=" + string(who.ID))
	b.expect(200)
	page := b.text("main")
	for _, want := range []string{why, string(caseID), string(report), "opened it for a reason", "read a case", "read a report"} {
		if !strings.Contains(page, want) {
			t.Errorf("an auditor's page has no %q", want)
		}
	}
	if strings.Contains(page, "armalade") {
		t.Error("an auditor's page says what the report says")
	}
	rows, err := csv.NewReader(bytes.NewReader(b.raw(b.href("a[href*='access.csv']")))).ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("the file has %d rows, %v", len(rows), err)
	}
	var deeds []string
	for _, r := range rows[1:] {
		deeds = append(deeds, r[3])
		if r[2] != who.Name || r[6] != "true" || r[3] == string(models.DeedOpening) && r[9] != why {
			t.Errorf("a row of the file is %v", r)
		}
	}
	for _, want := range []models.Deed{models.DeedOpening, models.DeedCaseRead, models.DeedReportRead} {
		if !slices.Contains(deeds, string(want)) {
			t.Errorf("the file has no %s: %v", want, deeds)
		}
	}
	b.get("/desk/audit/access?from=2001-01-01&person=" + string(h.as(t, "protected").ID))
	if page := b.text("main"); !strings.Contains(page, "was named for the restricted compartment") || !strings.Contains(page, "by Benoit Kasu") {
		t.Error("that somebody was named isn't shown")
	}
	b.get("/desk/audit/access?person=" + string(who.ID) + "&from=yesterday")
	b.expect(422)
	b.get("/desk/audit/access?person=" + string(who.ID) + "&from=2001-01-01&until=2001-12-31")
	if !strings.Contains(b.text("main"), "Nothing in this period") {
		t.Error("another period shows something")
	}
}
