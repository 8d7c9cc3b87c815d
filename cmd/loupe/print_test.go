package main

import (
	"bytes"
	"context"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"loupe/demo/pictures"
	"loupe/intake"
	"loupe/internal/testkit"
	"loupe/models"
	"loupe/review"
)

// TestACaseOnPaper prints a case as a browser does, to PDF, and reads it back: everything is on it and
// nothing is cut off, each sheet is numbered and says what it is and who printed it, the names of the
// record's people stay out of every text until they are asked for, and each printing is on record.
func TestACaseOnPaper(t *testing.T) {
	toText := testkit.Program(t, "pdftotext")
	h, site := demoHouse(t)
	by := h.as(t, "reviewer")
	id, report := printable(t, h, by)
	b := &visit{t: t, ctx: newChrome(t).ctx, site: site}
	b.listen()
	b.signIn("reviewer@demo.example")
	for _, path := range []string{"/desk/cases/" + string(id) + "/print", "/desk/cases/" + string(id) + "/print?names=yes&pictures=yes"} {
		for _, width := range []int64{360, 1440} {
			b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(site+path))
			b.look("print", path, width)
		}
	}

	b.do(chromedp.Navigate(site + "/desk/cases/" + string(id) + "/print"))
	text, sheets := b.paper(toText)
	inOrder(t, text, "FOR THE DESK ONLY", "Case ", "printed by", "A clearing by the river", "Person K", "victim", "withheld", "Person L", "witness", "Colonel Brasson", "2026-03-04", "The shots were heard by Person L", "Report 1", "Person K was beaten", "last words of a long account", "Exhibit 1.1: tent of Person K.jpg", "SHA-256", "report.accept", "case.open", "Case ", "case.print")
	for _, name := range []string{"Ouedrane", "Tessaly", "Zoé", "+243555", "Zoe"} {
		if strings.Contains(text, name) {
			t.Errorf("%q stands on the sheets", name)
		}
	}
	row, err := h.Review.Report(t.Context(), by, report)
	if err != nil {
		t.Fatal(err)
	}
	if digest := row.Exhibits[0].Original.SHA256; !strings.Contains(text, digest) {
		t.Errorf("the digest %s isn't on it whole", digest)
	}
	if sheets < 3 {
		t.Fatalf("%d sheets", sheets)
	}
	for n := range sheets {
		if mark := strconv.Itoa(n+1) + "/" + strconv.Itoa(sheets); !strings.Contains(text, mark) {
			t.Errorf("no sheet is numbered %s", mark)
		}
	}
	if n := strings.Count(text, squeeze("FOR THE DESK ONLY")); n != sheets {
		t.Errorf("%d of %d sheets say what they are", n, sheets)
	}

	b.do(chromedp.Navigate(site + "/desk/cases/" + string(id) + "/print?names=yes"))
	text, _ = b.paper(toText)
	inOrder(t, text, "with real names", "Person K", "Zoé Ouedrane", "Person L", "Amadi Tessaly", "Zoé Ouedrane was beaten", "Exhibit 1.1: tent of Zoe Ouedrane.jpg")
	if !strings.Contains(text, "+243555") {
		t.Error("asked for, how to reach the source isn't on it")
	}
	if n := len(slices.DeleteFunc(deedsOn(t, h, id), func(d models.Deed) bool { return d != models.DeedCasePrint })); n != 6 {
		t.Errorf("%d printings are on record, want each of 6", n)
	}
}

// printable makes a case whose texts name two people whom its record protects, everywhere that they can.
func printable(t *testing.T, h *house, by review.Reader) (id, report models.ID) {
	t.Helper()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, pictures.Draw("river", 4712), nil); err != nil {
		t.Fatal(err)
	}
	edge, err := h.Intake.Begin()
	if err == nil {
		err = edge.Attach(t.Context(), "tent of Zoe Ouedrane.jpg", &photo)
	}
	if err != nil {
		t.Fatal(err)
	}
	facts := models.Facts{Categories: []string{"KIL.1"}, Country: "XM", Consent: models.ConsentAnonymous}
	accepted, err := edge.Submit(t.Context(), nil, intake.Form{Facts: facts, Testimony: models.Testimony{
		Narrative: "Zoé Ouedrane was beaten, and TESSALY saw it. " + strings.Repeat("Then they walked along the river until the evening came. ", 120) + "These are the last words of a long account.",
		Place:     "the tent of Zoé Ouedrane", Victims: "Zoe Ouedrane", Contact: "+243 555 0101", OccurredOn: "2026-03-04", Precision: models.DateDay,
	}})
	if err != nil {
		t.Fatal(err)
	}
	report = accepted.ReportID
	id, err = h.Review.OpenCase(t.Context(), by, report, "A clearing by the river, where Ouedrane lived")
	if err != nil {
		t.Fatal(err)
	}
	for i, change := range []review.Change{
		review.PutPerson(models.CasePerson{ID: "k", Role: "victim", Name: "Zoé Ouedrane", Pseudonym: "Person K", Protection: models.ProtectDesk, Note: "sister of Amadi Tessaly"}),
		review.PutPerson(models.CasePerson{ID: "l", Role: "witness", Name: "Amadi Tessaly", Pseudonym: "Person L", Protection: models.ProtectDesk}),
		review.PutPerson(models.CasePerson{ID: "m", Role: "perpetrator", Name: "Colonel Brasson", Pseudonym: "Person M", Protection: models.ProtectPublic}),
		review.PutEvent(models.CaseEvent{ID: "e", On: "2026-03-04", Text: "Ouedrane is taken away"}),
		review.PutClaim(models.Claim{ID: "c", Text: "The shots were heard by Amadi Tessaly", Stances: map[models.ID]models.Stance{report: models.Supports}}),
	} {
		if err := h.Review.ChangeRecord(t.Context(), by, id, i+1, change); err != nil {
			t.Fatal(err)
		}
	}
	open, err := h.Review.Case(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		h.Review.Grade(t.Context(), by, id, models.AxisSource, report, "B", "knew Tessaly for years"),
		h.Review.Check(t.Context(), by, id, open.Exhibits[0].ID, []review.Answer{{Check: "content", Answer: models.Pass, Note: "shows Zoé Ouedrane"}}),
		h.Review.Note(t.Context(), by, id, "call Zoé Ouedrane again"),
		h.Review.Propose(t.Context(), by, id, models.Unverifiable, "only Ouedrane could say", 1),
	} {
		if err != nil && models.KindOf(err) != models.Conflict {
			t.Fatal(err)
		}
	}
	return id, report
}

// paper prints the page that is open, checks that no word lies outside its sheet, and gives the text and
// how many sheets there are.
func (b *visit) paper(toText string) (text string, sheets int) {
	b.t.Helper()
	made, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) (page.PrintToPDFResult, error) {
		return cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	file := filepath.Join(b.t.TempDir(), "case.pdf")
	if dir := os.Getenv("LOUPE_SCREENSHOTS"); dir != "" {
		file = filepath.Join(dir, "case.pdf")
	}
	if err := os.WriteFile(file, made.Data, 0o600); err != nil {
		b.t.Fatal(err)
	}
	boxes, err := exec.Command(toText, "-bbox", file, "-").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	var width, height float64
	for _, m := range regexp.MustCompile(`<page width="([\d.]+)" height="([\d.]+)">|<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<`).FindAllStringSubmatch(string(boxes), -1) {
		number := func(i int) float64 { f, _ := strconv.ParseFloat(m[i], 64); return f }
		if m[1] != "" {
			width, height, sheets = number(1), number(2), sheets+1
		} else if number(3) < 28 || number(4) < 28 || number(5) > width-28 || number(6) > height-20 {
			b.t.Errorf("on sheet %d %q runs into the margin: %v", sheets, m[7], m[3:7])
		}
	}
	out, err := exec.Command(toText, "-raw", file, "-").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	return squeeze(string(out)), sheets
}

// squeeze leaves out blanks: where words are apart on paper is up to the reader of the PDF.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func inOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	at := 0
	for _, w := range words {
		i := strings.Index(text[at:], squeeze(w))
		if i < 0 {
			t.Errorf("%q is missing after %q", w, text[max(0, at-60):at])
			continue
		}
		at += i
	}
}
