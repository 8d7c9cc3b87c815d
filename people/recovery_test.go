package people_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/people"
	"loupe/seal"
)

// TestTwoHelpersBringAPersonBack: a lost passphrase comes back with the shares of two colleagues and with
// nothing less; it is the same key, so that what they could open opens again.
func TestTwoHelpersBringAPersonBack(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { twoHelpers(t, newOffice(t)) })
	t.Run("postgres", func(t *testing.T) { twoHelpers(t, officeAt(t, testkit.Postgres(t))) })
}

func twoHelpers(t *testing.T, o *office) {
	ctx := t.Context()
	lost, one, two, three := o.founder("lost"), o.reviewer("one"), o.reviewer("two"), o.reviewer("three")
	for _, who := range []people.Opened{one, two, three} {
		o.must(o.people.Confirm(ctx, lost, o.desk, who.Person.ID, false))
	}
	report := o.report()
	for what, list := range map[string][]models.ID{"one alone": {one.Person.ID}, "an admin": {one.Person.ID, o.admin.Person.ID}, "themselves": {one.Person.ID, lost.Person.ID}} {
		if err := o.people.SetHelpers(ctx, lost, list); models.KindOf(err) != models.Invalid {
			t.Errorf("helpers are %s: %v", what, err)
		}
	}
	const fresh = "juniper cobble saffron anvil"
	ask := func(email string) string {
		t.Helper()
		code, err := o.people.AskRecovery(ctx, email, fresh)
		if err != nil || len(code) != 14 {
			t.Fatal(code, err)
		}
		return code
	}
	refused := func(what string, err error, kind models.ErrorKind) {
		t.Helper()
		if models.KindOf(err) != kind {
			t.Errorf("%s: %v, want %s", what, err, kind)
		}
	}
	// Without helpers, and for an address that nobody has, the answer looks the same and leads nowhere.
	refused("without helpers", o.people.HelpRecover(ctx, one, ask("lost@x.example")), models.Invalid)
	refused("of nobody", o.people.HelpRecover(ctx, one, ask("nobody@x.example")), models.Invalid)
	o.must(o.people.SetHelpers(ctx, lost, []models.ID{one.Person.ID, two.Person.ID, three.Person.ID}))

	stranger, code := ask("lost@x.example"), ask("LOST@x.example ")
	if _, err := o.people.AskRecovery(ctx, "lost@x.example", "short"); models.KindOf(err) != models.Invalid {
		t.Errorf("a weak passphrase is taken: %v", err)
	}
	notices, err := o.store.Notices(ctx, two.Person.ID, 10)
	if err != nil || len(notices) != 1 || notices[0].Kind != models.NoticeRecovery {
		t.Errorf("helpers are told %+v, %v", notices, err)
	}
	refused("nobody has helped", o.people.FinishRecovery(ctx, code, fresh), models.Conflict)
	o.must(o.people.HelpRecover(ctx, three, code))
	refused("one has helped", o.people.FinishRecovery(ctx, code, fresh), models.Conflict)
	refused("the same one again", o.people.HelpRecover(ctx, three, code), models.Conflict)
	refused("an admin helps", o.people.HelpRecover(ctx, o.admin, code), models.Invalid)
	refused("a made up code", o.people.HelpRecover(ctx, one, "aaaa-bbbb-cccc"), models.Invalid)
	o.must(o.people.HelpRecover(ctx, one, " "+code[:4]+code[5:9]+code[10:]))
	refused("another passphrase", o.people.FinishRecovery(ctx, code, "otter granite velvet ninepins"), models.Invalid)
	refused("who asked at the same time", o.people.FinishRecovery(ctx, stranger, fresh), models.Conflict)
	o.must(o.people.FinishRecovery(ctx, code, fresh))
	refused("a second time", o.people.FinishRecovery(ctx, code, fresh), models.Invalid)
	refused("who asked at the same time, after", o.people.HelpRecover(ctx, one, stranger), models.Invalid)

	if _, _, _, _, err := o.people.SignIn(ctx, "lost@x.example", phrase); err == nil {
		t.Error("the lost passphrase still signs in")
	}
	token, _, _, _, err := o.people.SignIn(ctx, "lost@x.example", fresh)
	o.must(err)
	back, err := o.people.Session(ctx, token)
	o.must(err)
	if back.Key.Secret() != lost.Key.Secret() || !o.opens(*back, report) {
		t.Error("they came back and can't open what they could")
	}
	list, _, err := o.store.Custody(ctx, models.CustodyFilter{ItemID: lost.Person.ID, Limit: 100})
	o.must(err)
	for deed, want := range map[models.Deed]int{models.DeedHelpers: 1, models.DeedRecoveryAsk: 2, models.DeedRecoveryHelp: 2, models.DeedRecovered: 1} {
		if n := len(slices.DeleteFunc(slices.Clone(list), func(e models.CustodyEntry) bool { return e.Deed != deed })); n != want {
			t.Errorf("%s is on record %d times, want %d", deed, n, want)
		}
	}

	// Whoever is there after all refuses; and no wish outlasts three days.
	code = ask("lost@x.example")
	if own, others, err := o.people.Asked(ctx, lost.Person); err != nil || own != 1 || others != 0 {
		t.Error(own, others, err)
	}
	o.must(o.people.RefuseRecovery(ctx, lost.Person))
	refused("refused", o.people.HelpRecover(ctx, one, code), models.Invalid)
	code = ask("lost@x.example")
	later := people.New(o.store, func() time.Time { return time.Now().Add(73 * time.Hour) }, rand.Reader)
	refused("too late", later.HelpRecover(ctx, one, code), models.Invalid)

	// Who left the desk reads nothing of the person's any more, and helps nobody.
	code = ask("lost@x.example")
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, two.Person.ID))
	if _, others, err := o.people.Asked(ctx, two.Person); err != nil || others != 0 {
		t.Errorf("who left is told of %d wishes, %v", others, err)
	}
	refused("who left the desk", o.people.HelpRecover(ctx, two, code), models.Invalid)
	o.must(o.people.HelpRecover(ctx, one, code))

	// One helper's shares and all that is stored make no key.
	helpers, err := o.store.Helpers(ctx, lost.Person.ID)
	o.must(err)
	for _, h := range helpers {
		label := seal.Label{Kind: models.SealHelp, IDs: []string{string(lost.Person.ID), string(h.HelperID)}}
		for _, who := range []people.Opened{one, two, three} {
			if _, err := seal.Open(label, h.Sealed, who.Key); (err == nil) != (who.Person.ID == h.HelperID) {
				t.Errorf("%s opens the shares of %s: %v", who.Person.Name, h.Name, err)
			}
		}
	}
}

// TestPasskeyRows keeps, finds, names and forgets passkeys, and hands a challenge out once.
func TestPasskeyRows(t *testing.T) {
	o := officeAt(t, testkit.Postgres(t))
	ctx := t.Context()
	ev := models.Custody{ItemKind: models.ItemPerson, ItemID: o.admin.Person.ID, Deed: models.DeedPasskey, ActorID: o.admin.Person.ID, At: time.Now()}
	k := models.Passkey{ID: "key", PersonID: o.admin.Person.ID, CredentialID: []byte{0, 1, 255}, Credential: []byte("{}"), Name: "blue", Sealed: []byte("sealed"), CreatedAt: time.Now()}
	o.must(o.store.AddPasskey(ctx, k, ev))
	if err := o.store.AddPasskey(ctx, k, ev); models.KindOf(err) != models.Conflict {
		t.Errorf("the same one twice: %v", err)
	}
	o.must(o.store.UsedPasskey(ctx, k.ID, []byte("{1}"), time.Now()))
	o.must(o.store.NamePasskey(ctx, k.PersonID, k.ID, "old blue"))
	got, err := o.store.PasskeyByCredential(ctx, k.CredentialID)
	if err != nil || got.Name != "old blue" || string(got.Credential) != "{1}" || got.UsedAt.IsZero() || !got.OpensKey() {
		t.Errorf("found is %+v, %v", got, err)
	}
	if who := o.again(o.admin).Person; !who.HasSecond || who.HasCodes || !who.HasPasskey {
		t.Errorf("its owner has %v %v %v", who.HasSecond, who.HasCodes, who.HasPasskey)
	}
	o.must(o.store.RemovePasskey(ctx, k.PersonID, k.ID, ev))
	if o.again(o.admin).Person.HasSecond {
		t.Error("it is gone and is still asked for")
	}
	now := time.Now()
	o.must(o.store.KeepChallenge(ctx, "asked", []byte{7}, now, now.Add(time.Minute)))
	if data, err := o.store.TakeChallenge(ctx, "asked", now); err != nil || len(data) != 1 {
		t.Errorf("the challenge is %v, %v", data, err)
	}
	if _, err := o.store.TakeChallenge(ctx, "asked", now); err == nil {
		t.Error("a challenge is handed out twice")
	}
}
