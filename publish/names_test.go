package publish

import (
	"strings"
	"testing"

	"loupe/models"
)

// TestRealNamesBecomePseudonyms finds names of the record despite case and accents, whole words only, the
// family name alone where it is one person's, and leaves who may be named.
func TestRealNamesBecomePseudonyms(t *testing.T) {
	persons := []models.CasePerson{
		{Name: "Zoé Marabel", Pseudonym: "Witness A", Protection: models.ProtectDesk},
		{Name: "Ann Oldcroft", Pseudonym: "B.", Protection: models.ProtectRestricted},
		{Name: "Jon Oldcroft", Pseudonym: "C.", Protection: models.ProtectDesk},
		{Name: "Colonel Brasson", Pseudonym: "D.", Protection: models.ProtectPublic},
		{Name: "", Pseudonym: "E.", Protection: models.ProtectDesk},
	}
	content := models.Content{
		Title:    "zoe marabel, and Marabel again, in Marabelville",
		Account:  "Ann Oldcroft and JON  OLDCROFT; the Oldcroft house. Colonel Brasson gave the order.",
		Exhibits: []models.PublicCopy{{ID: "x", Caption: "The tent of Zoe\u0301 Marabel"}},
	}
	named, got := named(content, persons), content
	var passages []models.Passage
	eachText(&got, replacing(namesOf(persons, nil), &passages))
	if want := "Witness A, and Witness A again, in Marabelville"; got.Title != want {
		t.Errorf("%q, want %q", got.Title, want)
	}
	if want := "B. and C.; the Oldcroft house. Colonel Brasson gave the order."; got.Account != want {
		t.Errorf("%q, want %q", got.Account, want)
	}
	if got.Exhibits[0].Caption != "The tent of Witness A" || !strings.Contains(content.Exhibits[0].Caption, "Marabel") {
		t.Errorf("captions: %q, and the draft's own %q", got.Exhibits[0].Caption, content.Exhibits[0].Caption)
	}
	if len(named) != 3 || strings.Join(named[0].Fields, " ") != "title caption_x" || named[1].Pseudonym != "B." {
		t.Errorf("named: %+v", named)
	}
	if left := namesOf(persons, nil).Find(got.Title + got.Account); len(left) != 0 {
		t.Errorf("names are left: %+v", left)
	}
}

// TestChosenWordsStandForOnePerson replaces words that a person chose, as they stand and wherever they stand,
// keeps what it was before, and lets nothing stand in that tells who somebody is.
func TestChosenWordsStandForOnePerson(t *testing.T) {
	persons := []models.CasePerson{{Name: "Zoé Marabel", Pseudonym: "Witness A", Protection: models.ProtectDesk}}
	var chosen []models.StandIn
	for _, s := range []models.StandIn{{Words: " the baker\tof Oru ", As: "Witness A"}, {Words: "Zozo", As: "a neighbour"}, {Words: "ZOZO", As: "Witness A"}} {
		var err error
		if chosen, err = choose(chosen, s, persons); err != nil {
			t.Fatal(err)
		}
	}
	if len(chosen) != 2 || chosen[1].As != "Witness A" {
		t.Fatalf("chosen are %+v", chosen)
	}
	content := models.Content{Account: "ZOZO ran; the Baker of Oru followed. The baker of bread, and Oru, stay.", Exhibits: []models.PublicCopy{{ID: "x", Transcript: "zozo!"}}}
	var passages []models.Passage
	eachText(&content, replacing(namesOf(nil, chosen), &passages))
	if want := "Witness A ran; Witness A followed. The baker of bread, and Oru, stay."; content.Account != want {
		t.Errorf("%q, want %q", content.Account, want)
	}
	if content.Exhibits[0].Transcript != "Witness A!" || len(passages) != 2 || passages[1].Field != "transcript_x" {
		t.Errorf("%q, passages %+v", content.Exhibits[0].Transcript, passages)
	}
	var before, after string
	for _, r := range passages[0].Runs {
		if after += r.Text; r.Was != "" {
			before += r.Was
		} else {
			before += r.Text
		}
	}
	if after != content.Account || !strings.HasPrefix(before, "ZOZO ran; the Baker of Oru followed.") {
		t.Errorf("before %q, after %q", before, after)
	}
	renamed, err := choose(chosen, models.StandIn{Words: "witness a", As: "B."}, persons)
	if err != nil || renamed[0].As != "B." || renamed[1].As != "B." {
		t.Errorf("a pseudonym that changes leaves %+v, %v", renamed, err)
	}
	for field, bad := range map[string]models.StandIn{
		"words": {Words: " ?! ", As: "x"}, "as": {Words: "the tall one", As: " "},
	} {
		if _, err := choose(chosen, bad, persons); models.KindOf(err) != models.Invalid {
			t.Errorf("%s: %+v is taken", field, bad)
		}
	}
	for _, tells := range []string{"Zozo", "a friend of Marabel", "the brother of zozo"} {
		if _, err := choose(chosen, models.StandIn{Words: "the tall one", As: tells}, persons); models.KindOf(err) != models.Invalid {
			t.Errorf("%q may stand in", tells)
		}
	}
}
