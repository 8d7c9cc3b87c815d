package people_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// sealed is a report as a device hands it in; desk and recovery are its wrapped copies, made here when nil.
func (o *office) sealed(desk, recovery []byte, to models.Desk) models.ID {
	o.Helper()
	id, err := models.NewID(rand.Reader)
	o.must(err)
	key, err := seal.NewPrivateKey(rand.Reader)
	o.must(err)
	receipt, err := seal.NewReceipt(rand.Reader)
	o.must(err)
	lookup, reply, err := receipt.Keys()
	o.must(err)
	platform, err := o.store.Platform(o.Context())
	o.must(err)
	if desk == nil {
		desk, err = seal.WrapKey(keyring.ItemLabel(models.ItemReport, id), key, seal.PublicKey(to.PublicKey))
		o.must(err)
	}
	if recovery == nil {
		recovery, err = seal.WrapKey(keyring.ItemLabel(models.ItemReport, id), key, seal.PublicKey(platform.RecoveryKey))
		o.must(err)
	}
	testimony, err := seal.Seal(seal.Label{Kind: models.SealTestimony, IDs: []string{string(id)}}, []byte(`{"narrative":"late words"}`), key.Public())
	o.must(err)
	_, err = o.intake.AcceptSealed(o.Context(), models.SealedReport{
		ID: id, PublicKey: string(key.Public()), Testimony: testimony, ReceiptID: lookup, ReplyKey: string(reply.Public()), Once: strings.Repeat("x", 20) + string(id),
		Facts: models.Facts{Consent: models.ConsentReviewers, Categories: []string{"NO.9"}, Country: "nowhere"},
		Keys: []models.WrappedKey{
			{Holder: models.HolderDesk, DeskID: to.ID, Generation: to.Generation, Sealed: desk},
			{Holder: models.HolderRecovery, Sealed: recovery},
		},
	})
	o.must(err)
	return id
}

// TestALatePhoneLosesNothing: a phone was offline while the desk's key changed, or while the desk went
// away, or it wraps badly. It can't seal its report again.
func TestALatePhoneLosesNothing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	first, second := o.reviewer("first"), o.reviewer("second")
	o.must(o.people.MakeKey(ctx, first, o.desk))
	first = o.signIn("first@x.example")
	o.must(o.people.Confirm(ctx, first, o.desk, second.Person.ID, false))
	known, err := o.store.Desk(ctx, o.desk) // what the phone knows
	o.must(err)
	o.must(o.people.Remove(ctx, o.admin.Person, o.desk, second.Person.ID))
	_, err = o.people.Rotate(ctx, first)
	o.must(err)

	late := o.sealed(nil, nil, known)
	if !o.opens(first, late) || o.opens(second, late) {
		t.Error("a report to the desk's older key doesn't open for its members alone")
	}
	rubbish := bytes.Repeat([]byte("r"), 2000)
	bad := o.sealed(rubbish, nil, known)
	worse := o.sealed(rubbish, rubbish, known)
	if _, err := o.people.Rotate(ctx, first); err != nil {
		t.Errorf("a bad copy holds up the change of a key: %v", err)
	}
	if copies, err := o.store.WrappedKeys(ctx, models.ItemReport, late); err != nil || len(copies) != 1 || copies[0].Generation != 2 || !o.opens(first, late) {
		t.Errorf("a late report is not wrapped to the new key: %v", err)
	}
	if o.opens(first, bad) {
		t.Error("rubbish opens")
	}
	if n, err := o.people.Recover(ctx, o.backup, o.desk); n != 2 || err == nil || !strings.Contains(err.Error(), string(worse)) || !o.opens(first, bad) {
		t.Errorf("recovery gave back %d and said %v", n, err)
	}

	gone := known
	gone.ID, err = models.NewID(rand.Reader)
	o.must(err)
	alone := o.sealed(nil, nil, gone)
	row, err := o.store.Report(ctx, alone)
	if err != nil || row.DeskID != "" || len(row.Facts.Categories) != 0 || row.Facts.Country != "" {
		t.Errorf("a report for a desk that is gone: %+v %v", row, err)
	}
	if _, err := o.people.Recover(ctx, o.backup, o.desk); err == nil || !o.opens(first, alone) {
		t.Error("recovery doesn't give it to a desk")
	}
}
