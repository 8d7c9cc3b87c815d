package people_test

import (
	"testing"

	"loupe/models"
)

// TestGuessingLocksNobodyOut: strangers who guess at an address make each other wait, and not the
// owner whose browser is known; and who guesses from a known browser has to wait too.
func TestGuessingLocksNobodyOut(t *testing.T) {
	o := newOffice(t)
	mark, err := o.people.Mark(t.Context(), "ada@x.example")
	if err != nil {
		t.Fatal(err)
	}
	guess := func(passphrase, mark string) error {
		_, _, _, _, err := o.people.SignInMarked(t.Context(), "ada@x.example", passphrase, mark)
		return err
	}
	for range 6 {
		_ = guess("wrong guesses of a stranger", "")
	}
	if err := guess(phrase, ""); models.KindOf(err) != models.TooMany {
		t.Errorf("a stranger needn't wait: %v", err)
	}
	if err := guess(phrase, "x"+mark[1:]); models.KindOf(err) != models.TooMany {
		t.Errorf("a mark that was made up is believed: %v", err)
	}
	if err := guess(phrase, mark); err != nil {
		t.Errorf("the owner is locked out: %v", err)
	}
	for range 6 {
		_ = guess("wrong guesses of a thief", mark)
	}
	if err := guess(phrase, mark); models.KindOf(err) != models.TooMany {
		t.Errorf("a thief of the mark needn't wait: %v", err)
	}
}

// TestSessionsOfOnesOwn: each is named and ended by its owner and by nobody else, and a grave deed
// wants a fresh proof of who acts.
func TestSessionsOfOnesOwn(t *testing.T) {
	o := newOffice(t)
	enter := func(email string) (string, models.Person) {
		t.Helper()
		token, _, _, _, err := o.people.SignIn(t.Context(), email, phrase)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.people.Session(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		return s.SessionID, s.Person
	}
	first, ada := enter("ada@x.example")
	second, _ := enter("ada@x.example")
	stranger := ada
	stranger.ID = "somebody-else"
	if err := o.people.End(t.Context(), stranger, first); models.KindOf(err) != models.Conflict {
		t.Errorf("somebody else ends a session: %v", err)
	}
	if err := o.people.NameSession(t.Context(), ada, second, "phone"); err != nil {
		t.Fatal(err)
	}
	if err := o.people.NameSession(t.Context(), ada, second, "Mozilla/5.0"); models.KindOf(err) != models.Invalid {
		t.Errorf("a name of their own making is kept: %v", err)
	}
	if err := o.people.End(t.Context(), ada, first); err != nil {
		t.Fatal(err)
	}
	for _, s := range must(o.people.Sessions(t.Context(), ada)) {
		if s.ID == first || s.ID == second && s.Kind != "phone" {
			t.Errorf("session %s, called %q", s.ID, s.Kind)
		}
	}
	if err := o.people.Prove(t.Context(), ada, second, "not it at all, no"); models.KindOf(err) != models.Invalid {
		t.Errorf("a wrong passphrase proves: %v", err)
	}
	if err := o.people.Prove(t.Context(), ada, second, phrase); err != nil {
		t.Error(err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
