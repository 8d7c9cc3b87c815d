package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"loupe/demo"
	"loupe/demo/pictures"
	"loupe/intake"
	"loupe/models"
	"loupe/review"
)

func eachHouse(t *testing.T, test func(t *testing.T, h *house)) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			s := settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
			h := openDemo(t, &s, name == "postgres")
			defer h.close()
			test(t, h)
		})
	}
}

func (h *house) as(t *testing.T, name string) review.Reader {
	t.Helper()
	token, _, _, _, err := h.People.SignIn(t.Context(), name+"@demo.example", demo.Passphrase)
	if err != nil {
		t.Fatal(err)
	}
	o, err := h.People.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return review.Reader{Person: o.Person, Key: o.Key}
}

// tell sends a report with photographs, and gives its id.
func (h *house) tell(t *testing.T, text string, facts models.Facts, photos ...[]byte) models.ID {
	t.Helper()
	edge, err := h.Intake.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range photos {
		if err := edge.Attach(t.Context(), "photo.jpg", bytes.NewReader(p)); err != nil {
			t.Fatal(err)
		}
	}
	facts.Consent = models.ConsentAnonymous
	a, err := edge.Submit(t.Context(), nil, intake.Form{Facts: facts, Testimony: models.Testimony{Narrative: text, OccurredOn: "2026-03-04", Precision: models.DateDay}})
	if err != nil {
		t.Fatal(err)
	}
	return a.ReportID
}

const nineWords = "turquoise wheelbarrow overturned beside kilometre marker while several watchmen laughed loudly"

// TestTheDesk plays what several people do on one desk at once.
func TestTheDesk(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		t.Run("sealed search", func(t *testing.T) { sealedSearch(t, h) })
		t.Run("neighbours", func(t *testing.T) { neighbours(t, h) })
		t.Run("bulk races", func(t *testing.T) { bulkRaces(t, h) })
		t.Run("escalation", func(t *testing.T) { escalation(t, h) })
		t.Run("letters", func(t *testing.T) { letters(t, h) })
		t.Run("export", func(t *testing.T) { export(t, h) })
		t.Run("erasure", func(t *testing.T) { erasure(t, h) })
		t.Run("merge and split", func(t *testing.T) { mergeAndSplit(t, h) })
	})
}

// sealedSearch: words find a report for the members of its desk and for nobody else; words of a later
// message do too; and a report that was handed over is found by its new desk alone.
func sealedSearch(t *testing.T, h *house) {
	id := h.tell(t, nineWords, models.Facts{Categories: []string{"KIL.1"}, Country: "XM"})
	member, stranger := h.as(t, "reviewer"), h.as(t, "reviewer3")
	finds := func(by review.Reader, query string) bool {
		t.Helper()
		ids, left, err := h.Review.Search(t.Context(), by, query)
		if err != nil || left != 0 {
			t.Fatalf("searching: %v, %d left", err, left)
		}
		return slices.Contains(ids, id)
	}
	if !finds(member, "Türquoise wheelb") || finds(member, "turquoise absent") {
		t.Error("the report isn't found by its words, or is found by others")
	}
	if finds(stranger, "turquoise") {
		t.Error("someone who isn't on the desk finds it")
	}
	if err := h.Review.Ask(t.Context(), member, id, "Was there a chandelier?"); err != nil {
		t.Fatal(err)
	}
	if !finds(member, "chandelier turquoise") {
		t.Error("words of a message aren't found")
	}
	admin := h.as(t, "admin")
	directory, err := h.People.Directory(t.Context(), admin.Person)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range directory.Desks {
		if d.Name == "Protected desk" {
			if err := h.Review.Route(t.Context(), member, id, d.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if finds(member, "turquoise") || !finds(h.as(t, "protected"), "turquoise") {
		t.Error("after it was handed over the old desk finds it, or the new one doesn't")
	}
}

// neighbours: the same file, a poorer copy, a smaller one, and the same words are found, each with its reason,
// among twenty thousand other photographs.
func neighbours(t *testing.T, h *house) {
	img := pictures.Draw("river", 4711)
	encode := func(img image.Image, quality int) []byte {
		t.Helper()
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	facts := models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}
	first := h.tell(t, nineWords, facts, encode(img, 90))
	same := h.tell(t, "other words altogether, about nothing alike", facts, encode(img, 90))
	poorer := h.tell(t, "a third account with its own vocabulary", facts, encode(img, 40))
	scaled := h.tell(t, "what a messenger made of it on the way", facts, encode(smaller(img), 60))
	words := h.tell(t, nineWords+" again", facts)
	by := h.as(t, "reviewer")
	row, err := h.records.Report(t.Context(), words)
	if err != nil {
		t.Fatal(err)
	}
	crowd(t, h, row.DeskID, words)
	for _, id := range []models.ID{first, same, poorer, scaled} { // they are compared once somebody has looked
		if _, _, err := h.Review.Neighbours(t.Context(), by, id); err != nil {
			t.Fatal(err)
		}
	}
	_, list, err := h.Review.Neighbours(t.Context(), by, first)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[models.ID]string{same: "bytes", poorer: "photo", scaled: "photo", words: "words"} {
		i := slices.IndexFunc(list, func(n review.Neighbour) bool { return n.ID == id })
		if i < 0 || !strings.Contains(fmt.Sprint(list[i].Reasons), want) {
			t.Errorf("the report with the same %s isn't found: %v", want, list)
		} else if id == words && strings.Contains(fmt.Sprint(list[i].Reasons), "photo") {
			t.Errorf("one of twenty thousand others is taken for it: %v", list[i].Reasons)
		}
	}
	if err := h.Review.Close(t.Context(), by.Person, same, models.ClosedDuplicate, first, "the same file"); err != nil {
		t.Fatal(err)
	}
	if open, err := h.Review.Report(t.Context(), by, same); err != nil || open.DuplicateOf != first || open.ClosedWhy != "the same file" {
		t.Errorf("closed as a duplicate of %q because %q, %v", open.DuplicateOf, open.ClosedWhy, err)
	}
}

// bulkRaces: two reviewers take the same forty reports at once; each report has one of them, and
// everybody is told of each.
func bulkRaces(t *testing.T, h *house) {
	var ids []models.ID
	for i := range 40 {
		ids = append(ids, h.tell(t, fmt.Sprint("bulk ", i), models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}))
	}
	a, b := h.as(t, "reviewer"), h.as(t, "reviewer2")
	var mu sync.Mutex
	taken := map[models.ID]int{}
	var wg sync.WaitGroup
	for _, by := range []review.Reader{a, b} {
		wg.Go(func() {
			results, err := h.Review.Bulk(t.Context(), by, review.BulkInput{Deed: models.DeedReportTake, Reports: ids})
			if err != nil || len(results) != len(ids) {
				t.Errorf("%d results, %v", len(results), err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range results {
				if r.Err == nil {
					taken[r.Report]++
				} else if models.KindOf(r.Err) != models.Conflict {
					t.Errorf("refused with %v, want a conflict", r.Err)
				}
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if taken[id] != 1 {
			t.Errorf("%s was taken %d times", id, taken[id])
		}
	}
	results, err := h.Review.Bulk(t.Context(), a, review.BulkInput{Deed: models.DeedReportRelease, Reports: ids})
	if err != nil || slices.ContainsFunc(results, func(r review.BulkResult) bool { return r.Err != nil }) {
		t.Errorf("undoing: %v, %v", results, err)
	}
}

// escalation: what is late is told, and a day later it is with the rule's escalation desk, which
// could not open it before.
func escalation(t *testing.T, h *house) {
	id := h.tell(t, "a late one", models.Facts{Categories: []string{"KIL.1"}, Country: "XM", Region: "Oru Valley"})
	river := h.as(t, "reviewer3")
	if _, err := h.Review.Report(t.Context(), river, id); err != nil {
		t.Fatal(err)
	}
	admin := h.as(t, "admin")
	if err := h.Routing.Replace(t.Context(), admin.Person, `region = "Oru Valley" -> desk "River desk", escalation "Protected desk", priority high, due 1h`+"\n"+`otherwise -> desk "Central desk", priority normal, due 7d`, "escalate"); err != nil {
		t.Fatal(err)
	}
	late := h.tell(t, "a later one", models.Facts{Categories: []string{"KIL.1"}, Country: "XM", Region: "Oru Valley"})
	protected := h.as(t, "protected")
	if _, err := h.Review.Report(t.Context(), protected, late); models.KindOf(err) != models.NotFound {
		t.Errorf("the escalation desk reads it too early: %v", err)
	}
	at := func(hours int) *review.Review {
		return h.at(func() time.Time { return time.Now().UTC().Add(time.Duration(hours) * time.Hour) }).Review
	}
	if told, moved, err := at(2).Escalate(t.Context()); err != nil || told == 0 || moved != 0 {
		t.Errorf("%d told, %d moved, %v", told, moved, err)
	}
	if list := waiting(t, h, river.Person); !slices.ContainsFunc(list, func(n models.Notice) bool { return n.ItemID == late && n.Kind == models.NoticeOverdue }) {
		t.Errorf("the desk isn't told: %v", list)
	}
	if _, moved, err := at(30).Escalate(t.Context()); err != nil || moved == 0 {
		t.Errorf("%d moved, %v", moved, err)
	}
	if open, err := h.Review.Report(t.Context(), protected, late); err != nil || open.Testimony.Narrative != "a later one" || open.Escalated != 2 {
		t.Errorf("the escalation desk can't read it: %v", err)
	}
}

// mergeAndSplit: reports move between cases, and what moved can be opened as before.
func mergeAndSplit(t *testing.T, h *house) {
	by := h.as(t, "reviewer2")
	var cases, reports []models.ID
	for i := range 2 {
		id := h.tell(t, fmt.Sprint("merge ", i), models.Facts{Categories: []string{"KIL.1"}, Country: "XM"})
		made, err := h.Review.OpenCase(t.Context(), by, id, fmt.Sprint("Case ", i))
		if err != nil {
			t.Fatal(err)
		}
		cases, reports = append(cases, made), append(reports, id)
	}
	if err := h.Review.Merge(t.Context(), by, cases[0], cases[1]); err != nil {
		t.Fatal(err)
	}
	file, err := h.Review.Case(t.Context(), by, cases[1])
	if err != nil || len(file.Reports) != 2 {
		t.Fatalf("%d reports after merging, %v", len(file.Reports), err)
	}
	if old, err := h.Review.Case(t.Context(), by, cases[0]); err != nil || old.MergedInto != cases[1] || old.State != models.CaseMerged {
		t.Errorf("the merged case says %q, %s, %v", old.MergedInto, old.State, err)
	}
	if err := h.Review.Split(t.Context(), by, cases[1], reports[0]); err != nil {
		t.Fatal(err)
	}
	if open, err := h.Review.Report(t.Context(), by, reports[0]); err != nil || open.State != models.ReportTaken || open.TakenBy != by.ID {
		t.Errorf("the split report is %s with %s, %v", open.State, open.TakenBy, err)
	}
	if err := h.Review.Split(t.Context(), by, cases[1], reports[1]); models.KindOf(err) != models.Conflict {
		t.Errorf("the last report of a case can be taken out: %v", err)
	}
}

// erasure: what is destroyed opens for nobody, is found by nobody, and leaves a certificate; what is
// held isn't destroyed, by hand or by age.
func erasure(t *testing.T, h *house) {
	id := h.tell(t, nineWords+" erased", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}, []byte("some exhibit"))
	editor := h.as(t, "editor")
	if err := h.Review.Erase(t.Context(), editor, id); models.KindOf(err) != models.Conflict {
		t.Errorf("a waiting report can be destroyed: %v", err)
	}
	if err := h.Review.Close(t.Context(), editor.Person, id, models.ClosedOutOfScope, "", ""); err != nil {
		t.Fatal(err)
	}
	if err := h.Review.Hold(t.Context(), editor, id, true); err != nil {
		t.Fatal(err)
	}
	if err := h.Review.Erase(t.Context(), editor, id); models.KindOf(err) != models.Conflict {
		t.Errorf("a held report can be destroyed: %v", err)
	}
	admin, desk := h.as(t, "admin"), editor.Person.Desks[0]
	for _, d := range editor.Person.Desks {
		if open, err := h.Review.Report(t.Context(), editor, id); err == nil && open.DeskID == d {
			desk = d
		}
	}
	if err := h.People.SetRetention(t.Context(), admin.Person, desk, 1); err != nil {
		t.Fatal(err)
	}
	later := h.at(func() time.Time { return time.Now().UTC().AddDate(1, 0, 0) }).Review
	if _, err := later.EraseDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.Report(t.Context(), editor, id); err != nil {
		t.Errorf("a held report was destroyed by age: %v", err)
	}
	if err := h.Review.Hold(t.Context(), editor, id, false); err != nil {
		t.Fatal(err)
	}
	exhibits, err := h.records.Exhibits(t.Context(), id)
	if err != nil || len(exhibits) != 1 {
		t.Fatal(len(exhibits), err)
	}
	if err := h.Review.Erase(t.Context(), editor, id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Review.Report(t.Context(), editor, id); models.KindOf(err) != models.Gone {
		t.Errorf("a destroyed report opens: %v", err)
	}
	if keys, err := h.records.RecoveryKeys(t.Context(), "", 1000); err != nil || slices.ContainsFunc(keys, func(k models.WrappedKey) bool { return k.ItemID == id }) {
		t.Errorf("the recovery key's copy is there still, %v", err)
	}
	if _, err := h.objects.Size(t.Context(), "exhibits/"+string(exhibits[0].ID)+"/0"); err == nil {
		t.Error("the exhibit's bytes are there still")
	}
	if ids, _, err := h.Review.Search(t.Context(), editor, "erased turquoise"); err != nil || slices.Contains(ids, id) {
		t.Errorf("a destroyed report is found: %v", err)
	}
	if cert, err := h.Review.Certificate(t.Context(), editor.Person, id); err != nil || cert.Entry.ActorID != editor.ID || len(cert.Entry.Leaf) == 0 {
		t.Errorf("the certificate: %+v, %v", cert, err)
	}
}

// letters: whoever wants letters gets one when something waits, without a word of what, and no second
// one within the hour.
func letters(t *testing.T, h *house) {
	by := h.as(t, "reviewer3")
	if err := h.People.SaveWork(t.Context(), by.Person, models.Work{Digest: 1}); err != nil {
		t.Fatal(err)
	}
	waits := func(item models.ID) {
		id, _ := models.NewID(rand.Reader)
		if err := h.records.AddNotices(t.Context(), []models.Notice{{ID: id, PersonID: by.ID, Kind: models.NoticeMention, ItemKind: models.ItemCase, ItemID: item, At: time.Now()}}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	send := func(_ context.Context, to, subject, text string) error {
		got = append(got, to+" "+subject+" "+text)
		return nil
	}
	write := func(hours int) {
		t.Helper()
		if _, err := h.at(func() time.Time { return time.Now().UTC().Add(time.Duration(hours) * time.Hour) }).People.Digests(t.Context(), h.letter, send); err != nil {
			t.Fatal(err)
		}
	}
	waits("case-one")
	write(0)
	if len(got) != 1 || !strings.HasPrefix(got[0], "reviewer3@demo.example") || strings.Contains(got[0], "case-one") || strings.Contains(got[0], "mention") {
		t.Fatalf("letters: %q", got)
	}
	write(0)
	waits("case-two")
	write(0)
	if len(got) != 1 {
		t.Errorf("a second letter within the hour: %q", got)
	}
	if write(2); len(got) != 2 {
		t.Errorf("%d letters after two hours, want two", len(got))
	}
}

// export: the file opens with the recipient's key alone, holds what the manifest says, and the
// original as it came. Only an editor can make one.
func export(t *testing.T, h *house) {
	id := h.tell(t, "for the lawyer", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}, []byte("an exhibit as it came"))
	editor := h.as(t, "editor")
	made, err := h.Review.OpenCase(t.Context(), editor, id, "Lawyer's case")
	if err != nil {
		t.Fatal(err)
	}
	lawyer, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := h.Review.Export(t.Context(), h.as(t, "reviewer"), made, lawyer.Recipient().String(), &file); models.KindOf(err) != models.Forbidden {
		t.Errorf("a reviewer exports: %v", err)
	}
	for _, bad := range []string{"", "age1nonsense", lawyer.String(), "age1x age1y"} {
		if err := h.Review.Export(t.Context(), editor, made, bad, &file); models.KindOf(err) != models.Invalid {
			t.Errorf("exported to %q: %v", bad, err)
		}
	}
	file.Reset()
	if err := h.Review.Export(t.Context(), editor, made, lawyer.Recipient().String(), &file); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file.Bytes(), []byte("as it came")) {
		t.Error("the export can be read without the key")
	}
	plain, err := age.Decrypt(&file, lawyer)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(r)
		texts[f.Name] = string(b)
	}
	if texts["originals/1-1-photo.jpg"] != "an exhibit as it came" || !strings.Contains(texts["case.json"], "for the lawyer") {
		t.Errorf("the export holds %d files, not what it should", len(texts))
	}
	for name, text := range texts {
		sum := sha256.Sum256([]byte(text))
		if name != "manifest-sha256.txt" && !strings.Contains(texts["manifest-sha256.txt"], hex.EncodeToString(sum[:])+"  "+name) {
			t.Errorf("the manifest doesn't agree with %s", name)
		}
	}
}
