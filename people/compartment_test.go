package people_test

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
)

// TestTheDeskNamesForItsCompartment: who is named decides who else is; not an admin, not a lead, and
// nobody themselves. A compartment is never left without anybody.
func TestTheDeskNamesForItsCompartment(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second, third := o.reviewer("first"), o.reviewer("second"), o.reviewer("third")
	o.must(o.people.MakeKey(ctx, first, o.desk))
	again := func(name string) models.Person {
		t.Helper()
		p, _, err := o.store.PersonByEmail(ctx, name+"@x.example")
		o.must(err)
		return p
	}
	first.Person = again("first")
	if !first.Person.NamedOn(o.desk) {
		t.Fatal("who made the desk's key isn't named")
	}
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	second.Person = again("second")
	o.must(o.people.Confirm(ctx, second, o.desk, third.Person.ID, false))
	o.must(o.people.SetLead(ctx, o.admin.Person, o.desk, second.Person.ID, true))
	refused := map[string]struct {
		by    models.Person
		who   models.ID
		named bool
		kind  models.ErrorKind
	}{
		"an admin":               {o.admin.Person, second.Person.ID, true, models.NotFound},
		"a lead who isn't named": {again("second"), third.Person.ID, true, models.Forbidden},
		"a lead themselves":      {again("second"), second.Person.ID, true, models.Forbidden},
		"the last one leaves":    {again("first"), first.Person.ID, false, models.Conflict},
		"somebody unknown":       {again("first"), o.admin.Person.ID, true, models.NotFound},
	}
	for what, r := range refused {
		if err := o.people.Name(ctx, r.by, o.desk, r.who, r.named); models.KindOf(err) != r.kind {
			t.Errorf("%s: %v, want %s", what, err, r.kind)
		}
	}
	o.must(o.people.Name(ctx, first.Person, o.desk, second.Person.ID, true))
	o.must(o.people.Name(ctx, again("second"), o.desk, first.Person.ID, false))
	if again("first").NamedOn(o.desk) || !again("second").NamedOn(o.desk) {
		t.Error("naming didn't do what it said")
	}
	// The only one who is named leaves the desk: a member names another one, and not themselves.
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID))
	if err := o.people.Name(ctx, again("first"), o.desk, first.Person.ID, true); models.KindOf(err) != models.Forbidden {
		t.Errorf("somebody named themselves: %v", err)
	}
	o.must(o.people.Name(ctx, again("first"), o.desk, third.Person.ID, true))
	list, err := o.store.Namings(ctx, third.Person.ID, first.Person.CreatedAt, o.admin.Person.CreatedAt.AddDate(1, 0, 0))
	if err != nil || len(list) != 1 || list[0].ByName != "first" || !list[0].Named {
		t.Errorf("what is kept of it: %+v, %v", list, err)
	}
}

// TestTwoWhoEndEachOtherLeaveOne: of two who take each other out of the compartment at the same moment, one does.
func TestTwoWhoEndEachOtherLeaveOne(t *testing.T) {
	o := officeAt(t, testkit.Postgres(t))
	ctx := t.Context()
	first, second := o.founder("first"), o.reviewer("second")
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, true))
	set := func(by, who models.ID, named bool) error {
		id, err := models.NewID(rand.Reader)
		o.must(err)
		return o.store.SetNamed(ctx, models.Naming{ID: id, DeskID: o.desk, PersonID: who, By: by, Named: named, At: time.Now()},
			models.Custody{ItemKind: models.ItemDesk, ItemID: o.desk, Deed: models.DeedMemberUnname, ActorID: by, At: time.Now()})
	}
	both := []models.ID{first.Person.ID, second.Person.ID}
	for range 20 {
		var all sync.WaitGroup
		for i := range both {
			all.Go(func() { _ = set(both[i], both[1-i], false) }) // one of them is refused
		}
		all.Wait()
		members, err := o.store.Members(ctx, o.desk)
		o.must(err)
		left := 0
		for _, m := range members {
			if m.Named {
				left++
			} else {
				o.must(set(both[0], m.PersonID, true))
			}
		}
		if left != 1 {
			t.Fatalf("%d are named", left)
		}
	}
}
