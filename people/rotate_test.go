package people_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loupe/keyring"
	"loupe/models"
	"loupe/people"
	"loupe/seal"
	"loupe/storage/records"
)

// cutShort is a store that goes away after some batches were moved.
type cutShort struct {
	*records.Store
	left atomic.Int32
}

var errCut = errors.New("the line is cut")

func (c *cutShort) Rewrap(ctx context.Context, keys []models.WrappedKey) error {
	if c.left.Add(-1) < 0 {
		return errCut
	}
	return c.Store.Rewrap(ctx, keys)
}

// TestALargeDeskMovesInParts: the key of a desk with a few thousand reports changes in parts, survives a
// cut, goes on in another member's session, and nobody waits for it.
func TestALargeDeskMovesInParts(t *testing.T) {
	const many = 2000
	o := newOffice(t)
	ctx := t.Context()
	first, second, third := o.founder("first"), o.reviewer("second"), o.reviewer("third")
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	o.must(o.people.Confirm(ctx, first, o.desk, third.Person.ID, false))
	second = o.again(second)
	kept, err := keyring.New(o.store, third.Person.ID, third.Key).Desk(ctx, o.desk, 1)
	o.must(err)
	ids := o.reports(many)
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, third.Person.ID))
	progress := func(want int) {
		t.Helper()
		list, err := o.people.Moving(ctx, first.Person)
		if err != nil || len(list) != 1 || list[0].Desk == "" || list[0].Moved != want || list[0].Total < many {
			t.Fatalf("progress is %+v, %v; want %d moved", list, err, want)
		}
		if left := o.left(); left != list[0].Total-want {
			t.Fatalf("an admin is told that %d wait for the new key, want %d", left, list[0].Total-want)
		}
	}
	progress(0)
	cut := &cutShort{Store: o.store}
	cut.left.Store(3)
	n, err := people.New(cut, time.Now, rand.Reader).RotateSome(ctx, first, 1000)
	if !errors.Is(err, errCut) || n < 300 {
		t.Fatalf("cut after %d, %v", n, err)
	}
	progress(300)
	// What is moved and what isn't opens for both, and what comes in now is sealed to the new key.
	fresh := o.report()
	for _, who := range []people.Opened{first, second} {
		if keys, err := keyring.New(o.store, who.Person.ID, who.Key).Many(ctx, models.ItemReport, append(ids, fresh)); err != nil || len(keys) != many+1 {
			t.Fatalf("in the midst of it %d of %d open, %v", len(keys), many+1, err)
		}
	}
	if n, err := o.people.RotateSome(ctx, second, 700); err != nil || n != 700 {
		t.Fatalf("the other member moved %d, %v", n, err)
	}
	progress(1001)
	if n, err := o.people.Rotate(ctx, first); err != nil || n != many-1000 {
		t.Fatalf("the rest is %d, %v", n, err)
	}
	if list, err := o.people.Moving(ctx, first.Person); err != nil || len(list) != 0 {
		t.Errorf("it isn't over: %+v, %v", list, err)
	}
	if left := o.left(); left != 0 {
		t.Errorf("it is over, and an admin is told that %d wait", left)
	}
	copies, err := o.store.WrappedKeysOf(ctx, models.ItemReport, append(ids, fresh))
	o.must(err)
	for id, list := range copies {
		if _, err := seal.UnwrapKey(keyring.ItemLabel(models.ItemReport, id), list[0].Sealed, kept); err == nil {
			t.Fatal("the key that the removed member kept opens something")
		}
	}
	// Somebody who leaves in the midst of a change makes it begin anew.
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID))
	if n, err := o.people.RotateSome(ctx, first, 100); err != nil || n != 100 {
		t.Fatal(n, err)
	}
	o.must(o.people.Propose(ctx, o.admin.Person, o.desk, second.Person.ID))
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID))
	if n, err := o.people.RotateSome(ctx, first, 100); err != nil || n != 100 {
		t.Fatal(n, err)
	}
	progress(100)
}

// founder is the reviewer who made the desk's key.
func (o *office) founder(name string) people.Opened {
	o.Helper()
	who := o.reviewer(name)
	o.must(o.people.MakeKey(o.Context(), who, o.desk))
	return o.again(who)
}

// again is a person as they are now.
func (o *office) again(who people.Opened) people.Opened {
	o.Helper()
	var err error
	who.Person, err = o.store.Person(o.Context(), who.Person.ID)
	o.must(err)
	return who
}

// reports puts reports into the store that are sealed to the desk.
func (o *office) reports(n int) []models.ID {
	o.Helper()
	ctx := o.Context()
	desk, err := o.store.Desk(ctx, o.desk)
	o.must(err)
	key, err := seal.NewPrivateKey(rand.Reader)
	o.must(err)
	var ids []models.ID
	for range n {
		id, err := models.NewID(rand.Reader)
		o.must(err)
		wrapped, err := seal.WrapKey(keyring.ItemLabel(models.ItemReport, id), key, seal.PublicKey(desk.PublicKey))
		o.must(err)
		_, err = o.store.AcceptReport(ctx, models.SealedReport{
			ID: id, PublicKey: string(key.Public()), Testimony: []byte("sealed"), Facts: models.Facts{Language: "en", Consent: models.ConsentReviewers, Channel: models.ChannelWeb, ReceivedAt: time.Now()},
			Choice: models.Choice{DeskID: o.desk, Priority: models.PriorityNormal},
			Keys:   []models.WrappedKey{{ItemKind: models.ItemReport, ItemID: id, Holder: models.HolderDesk, DeskID: o.desk, Generation: desk.Generation, Sealed: wrapped}},
		}, models.Custody{ItemKind: models.ItemReport, ItemID: id, Deed: models.DeedReportAccept, At: time.Now()})
		o.must(err)
		ids = append(ids, id)
	}
	return ids
}

// overtaken is a store in which something happens after a member's desks were read.
type overtaken struct {
	*records.Store
	by func()
}

func (s overtaken) StaleDesks(ctx context.Context, person models.ID) ([]models.Desk, error) {
	list, err := s.Store.StaleDesks(ctx, person)
	s.by()
	return list, err
}

func (s overtaken) DeskKeyCopies(ctx context.Context, person models.ID) ([]models.DeskKeyCopy, error) {
	list, err := s.Store.DeskKeyCopies(ctx, person)
	s.by()
	return list, err
}

// TestWhoLeavesWhileTheyMoveKeysLosesNothing: a member is removed after they began to move a desk's
// reports. They hold no key of it any more, which says nothing about the copies.
func TestWhoLeavesWhileTheyMoveKeysLosesNothing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second, third := o.founder("first"), o.reviewer("second"), o.reviewer("third")
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	second = o.again(second)
	o.must(o.people.Confirm(ctx, first, o.desk, third.Person.ID, false))
	ids := o.reports(5)
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, third.Person.ID))
	if n, err := o.people.RotateSome(ctx, second, 1); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	leaves := overtaken{o.store, sync.OnceFunc(func() { o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID)) })}
	if n, err := people.New(leaves, time.Now, rand.Reader).Rotate(ctx, second); n != 0 || models.KindOf(err) != models.NotFound {
		t.Errorf("who left moved %d, %v", n, err)
	}
	if _, err := o.people.Rotate(ctx, first); err != nil {
		t.Fatal(err)
	}
	if keys, err := keyring.New(o.store, first.Person.ID, first.Key).Many(ctx, models.ItemReport, ids); err != nil || len(keys) != len(ids) {
		t.Errorf("%d of %d reports open, %v", len(keys), len(ids), err)
	}
}

// TestAMemberIsConfirmedWithTheKeyInForce: a desk's key changes while a colleague is confirmed.
func TestAMemberIsConfirmedWithTheKeyInForce(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second, third := o.founder("first"), o.reviewer("second"), o.reviewer("third")
	o.must(o.people.Confirm(ctx, first, o.desk, third.Person.ID, false))
	changes := overtaken{o.store, sync.OnceFunc(func() {
		o.must(o.people.Remove(ctx, o.admin.Person, o.desk, third.Person.ID))
		_, err := o.people.Rotate(ctx, first)
		o.must(err)
	})}
	err := people.New(changes, time.Now, rand.Reader).Confirm(ctx, first, o.desk, second.Person.ID, false)
	if err != nil && models.KindOf(err) != models.Conflict {
		t.Fatal(err)
	}
	if err != nil {
		o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	}
	if !o.opens(o.again(second), o.report()) {
		t.Error("a new member doesn't hold the key in force")
	}
}

// left is how much an admin sees waiting for the desk's new key.
func (o *office) left() int {
	o.Helper()
	all, err := o.people.Directory(o.Context(), o.admin.Person)
	o.must(err)
	for _, d := range all.Desks {
		if d.ID == o.desk {
			return d.Left
		}
	}
	o.Fatal("the desk isn't in the directory")
	return 0
}
