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
	got, named := pseudonymise(content, persons)
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
	if _, again := pseudonymise(got, persons); len(again) != 0 {
		t.Errorf("names are left: %+v", again)
	}
}
