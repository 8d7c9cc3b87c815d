package people_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"loupe/intake"
	"loupe/keyring"
	"loupe/models"
	"loupe/people"
	"loupe/routing"
	"loupe/seal"
	"loupe/storage/objects"
	"loupe/storage/records"
)

const phrase = "otter granite velvet ninepins"

type office struct {
	*testing.T
	store  *records.Store
	people *people.People
	intake *intake.Intake
	admin  people.Opened
	desk   models.ID
	backup seal.PrivateKey
}

func newOffice(t *testing.T) *office { t.Helper(); return officeAt(t, "") }

// officeAt is a new platform in a database, "" for SQLite.
func officeAt(t *testing.T, database string) *office {
	t.Helper()
	now := func() time.Time { return time.Now().UTC() }
	store, err := records.Open(t.Context(), records.Config{Database: database, DataDir: t.TempDir(), Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	o := &office{T: t, store: store, people: people.New(store, now, rand.Reader)}
	o.intake = intake.New(store, objects.NewMemory(), routing.New(store, now, rand.Reader), intake.DefaultLimits(), now, rand.Reader)
	o.must(store.Migrate(t.Context()))
	text, public, err := o.people.NewRecovery()
	o.must(err)
	o.backup, err = seal.ParseRecoveryKey(text)
	o.must(err)
	in := people.SetUpInput{Organisation: "Test", AdminName: "Ada", Email: "ada@x.example", Passphrase: phrase, Desk: "Desk", RecoveryKey: public}
	o.must(o.people.SetUp(t.Context(), in))
	if err := o.people.SetUp(t.Context(), in); models.KindOf(err) != models.Conflict {
		t.Errorf("set up twice: %v", err)
	}
	o.admin = o.signIn("ada@x.example")
	desks, err := store.Desks(t.Context())
	o.must(err)
	o.desk = desks[0].ID
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) signIn(email string) people.Opened {
	o.Helper()
	token, _, _, _, err := o.people.SignIn(o.Context(), email, phrase)
	o.must(err)
	s, err := o.people.Session(o.Context(), token)
	o.must(err)
	return *s
}

func (o *office) reviewer(name string) people.Opened {
	o.Helper()
	_, err := o.people.Add(o.Context(), people.InviteInput{Name: name, Email: name + "@x.example", Roles: []models.Role{models.RoleReviewer}, DeskID: o.desk}, phrase)
	o.must(err)
	return o.signIn(name + "@x.example")
}

func (o *office) report() models.ID {
	o.Helper()
	edge, err := o.intake.Begin()
	o.must(err)
	a, err := edge.Submit(o.Context(), nil, intake.Form{Testimony: models.Testimony{Narrative: "words"}})
	o.must(err)
	return a.ReportID
}

func (o *office) opens(who people.Opened, report models.ID) bool {
	o.Helper()
	_, err := keyring.New(o.store, who.Person.ID, who.Key).Report(context.Background(), report)
	return err == nil
}

// TestARemovedMemberOpensNothing: refused at once, and after the desk's key has changed even the old
// desk key that they may have kept fits nothing.
func TestARemovedMemberOpensNothing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second := o.reviewer("first"), o.reviewer("second")
	before := o.report()
	if o.opens(first, before) {
		t.Error("a desk without a key opens a report")
	}
	o.must(o.people.MakeKey(ctx, first, o.desk))
	if n, err := o.people.Recover(ctx, o.backup, o.desk); err != nil || n != 1 || !o.opens(first, before) {
		t.Errorf("the recovery key gave back %d reports, %v", n, err)
	}
	first = o.signIn("first@x.example")
	report := o.report()
	if !o.opens(first, report) || o.opens(second, report) || o.opens(o.admin, report) {
		t.Error("before confirmation: the member doesn't open, or the proposed or the admin does")
	}
	if err := o.people.Confirm(ctx, second, o.desk, second.Person.ID, false); err == nil {
		t.Error("somebody confirmed themselves")
	}
	if err := o.people.Confirm(ctx, o.admin, o.desk, second.Person.ID, false); models.KindOf(err) != models.NotFound {
		t.Errorf("an admin confirmed: %v", err)
	}
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	second = o.signIn("second@x.example")
	if !o.opens(second, report) {
		t.Error("a confirmed member doesn't open")
	}
	kept, err := keyring.New(o.store, second.Person.ID, second.Key).Desk(ctx, o.desk, 1)
	o.must(err)

	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID))
	if o.opens(second, report) {
		t.Error("a removed member still opens")
	}
	if n, err := o.people.Rotate(ctx, first); err != nil || n != 2 {
		t.Errorf("changing the key wrapped %d items, %v; want 2", n, err)
	}
	after := o.report()
	for _, id := range []models.ID{before, report, after} {
		if !o.opens(first, id) {
			t.Error("the remaining member doesn't open")
		}
		copies, err := o.store.WrappedKeys(ctx, models.ItemReport, id)
		o.must(err)
		for _, c := range copies {
			if _, err := seal.UnwrapKey(keyring.ItemLabel(models.ItemReport, id), c.Sealed, kept); err == nil {
				t.Error("the key that the removed member kept still opens")
			}
		}
	}
}

func TestAnAdminCantJoinADesk(t *testing.T) {
	o := newOffice(t)
	first := o.reviewer("first")
	o.must(o.people.MakeKey(t.Context(), first, o.desk))
	if err := o.people.Propose(t.Context(), o.admin.Person, o.desk, o.admin.Person.ID); models.KindOf(err) != models.Invalid {
		t.Errorf("an admin proposed themselves: %v", err)
	}
	if err := o.people.SetRoles(t.Context(), o.admin.Person, first.Person.ID, []models.Role{models.RoleAdmin}); models.KindOf(err) != models.Invalid {
		t.Errorf("a member became an admin: %v", err)
	}
	if err := o.people.SetRoles(t.Context(), o.admin.Person, o.admin.Person.ID, []models.Role{models.RoleAuditor}); models.KindOf(err) != models.Invalid {
		t.Errorf("the last admin left: %v", err)
	}
}

// TestASessionLivesInItsCookie: another node opens it with the token, and what is stored opens nothing.
func TestASessionLivesInItsCookie(t *testing.T) {
	o := newOffice(t)
	token, _, _, _, err := o.people.SignIn(t.Context(), "ADA@x.example ", phrase)
	o.must(err)
	other := people.New(o.store, time.Now, rand.Reader)
	if s, err := other.Session(t.Context(), token); err != nil || s.Key.Secret() != o.admin.Key.Secret() {
		t.Errorf("another node doesn't open the session: %v", err)
	}
	if _, err := other.Session(t.Context(), seal.SessionToken(token).ID()); err == nil {
		t.Error("what the database holds opens a session")
	}
	o.must(o.people.Disable(t.Context(), o.admin.Person, o.reviewer("first").Person.ID))
	if _, _, _, _, err := o.people.SignIn(t.Context(), "first@x.example", phrase); err == nil {
		t.Error("a disabled person signs in")
	}
	if _, _, _, _, err := o.people.SignIn(t.Context(), "nobody@x.example", phrase); models.KindOf(err) != models.Invalid {
		t.Errorf("an unknown person: %v", err)
	}
}

// TestALostPassphraseIsANewKey: the person comes back by a link, and their desk has to confirm them
// before they can open anything.
func TestALostPassphraseIsANewKey(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second := o.reviewer("first"), o.reviewer("second")
	o.must(o.people.MakeKey(ctx, first, o.desk))
	first = o.signIn("first@x.example")
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	report := o.report()
	token, err := o.people.NewKeyLink(ctx, o.admin.Person, second.Person.ID)
	o.must(err)
	if !o.opens(second, report) {
		t.Error("the link alone took the old key away")
	}
	if _, _, err := o.people.Join(ctx, token, "second", "juniper cobble saffron anvil"); err != nil {
		t.Fatal(err)
	}
	if _, _, _, _, err := o.people.SignIn(ctx, "second@x.example", phrase); err == nil {
		t.Error("the lost passphrase still signs in")
	}
	session, _, person, _, err := o.people.SignIn(ctx, "second@x.example", "juniper cobble saffron anvil")
	o.must(err)
	again, err := o.people.Session(ctx, session)
	o.must(err)
	if person.ID != second.Person.ID || o.opens(*again, report) || o.opens(second, report) {
		t.Error("the new key opens before the desk has confirmed it, or the old one still does")
	}
	o.must(o.people.Confirm(ctx, first, o.desk, person.ID, false))
	if !o.opens(*again, report) {
		t.Error("the new key doesn't open after the desk has confirmed it")
	}
	if _, err := o.people.NewKeyLink(ctx, first.Person, person.ID); models.KindOf(err) != models.NotFound {
		t.Errorf("a reviewer made a link: %v", err)
	}
}
