package people_test

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"loupe/models"
	"loupe/people"
)

// TestSecondFactor: it counts once a first code was given, a code works once, a backup code works
// once, and a half session opens nothing.
func TestSecondFactor(t *testing.T) {
	o := newOffice(t)
	token, _, _, half, err := o.people.SignIn(t.Context(), "ada@x.example", phrase)
	if err != nil || half {
		t.Fatal(half, err)
	}
	ada, err := o.people.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	set, err := o.people.BeginSecond(t.Context(), *ada)
	if err != nil || len(set.Codes) != 10 {
		t.Fatal(set, err)
	}
	code := func(at time.Time) string {
		c, err := totp.GenerateCode(set.Secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if _, _, _, half, err := o.people.SignIn(t.Context(), "ada@x.example", phrase); half || err != nil {
		t.Error("a secret that was never confirmed is asked for")
	}
	if err := o.people.ConfirmSecond(t.Context(), *ada, "000000"); models.KindOf(err) != models.Invalid {
		t.Errorf("a wrong code switches it on: %v", err)
	}
	now := time.Now()
	if err := o.people.ConfirmSecond(t.Context(), *ada, code(now)); err != nil {
		t.Fatal(err)
	}
	enter := func(answer string) (*people.Opened, error) {
		t.Helper()
		begun, _, _, half, err := o.people.SignIn(t.Context(), "ada@x.example", phrase)
		if err != nil || !half {
			t.Fatal(half, err)
		}
		if _, err := o.people.Session(t.Context(), begun); models.KindOf(err) != models.NotFound {
			t.Errorf("a half session opens: %v", err)
		}
		whole, _, _, err := o.people.Second(t.Context(), begun, answer)
		if err != nil {
			return nil, err
		}
		return o.people.Session(t.Context(), whole)
	}
	if _, err := enter(code(now)); models.KindOf(err) != models.Invalid {
		t.Errorf("the code that switched it on works again: %v", err)
	}
	if _, err := enter(code(now.Add(30 * time.Second))); err != nil {
		t.Errorf("the next code is refused: %v", err)
	}
	if _, err := enter(set.Codes[3]); err != nil {
		t.Errorf("a backup code is refused: %v", err)
	}
	if _, err := enter(set.Codes[3]); models.KindOf(err) != models.Invalid {
		t.Errorf("a backup code works twice: %v", err)
	}
	last, err := enter(set.Codes[4])
	if err != nil {
		t.Fatal(err)
	}
	if err := o.people.EndSecond(t.Context(), *last, set.Codes[5]); err != nil {
		t.Fatal(err)
	}
	if _, _, _, half, err := o.people.SignIn(t.Context(), "ada@x.example", phrase); half || err != nil {
		t.Errorf("after it was ended it is asked for: %v", err)
	}
}
