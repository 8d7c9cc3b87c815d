package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"loupe/models"
	"loupe/seal"
)

// sessionStore is what owners of sessions ask of the records.
type sessionStore interface {
	EndSessionOf(ctx context.Context, person models.ID, id string, ev models.Custody) error
	NameSession(ctx context.Context, person models.ID, id, kind string) error
	ProveSession(ctx context.Context, id string, at time.Time, ev models.Custody) error
}

// proofLife is for how long after showing who they are a person can do grave deeds. An unattended
// browser can read what its person may read; it can't destroy, hand out or publish.
const proofLife = 10 * time.Minute

// Proved tells whether a session's person has shown who they are of late.
func (p *People) Proved(at time.Time) bool { return p.now().Sub(at) < proofLife }

// Prove shows again who acts in a session, by the passphrase. Guessing is as slow here as at the
// door, and counted apart: whoever guesses here can't make the owner wait at the door.
func (p *People) Prove(ctx context.Context, by models.Person, session, passphrase string) error {
	name := "prove " + string(by.ID)
	if wait := p.slow.wait(name, p.now()); wait > 0 {
		return models.RefuseFields(models.FieldError{Field: "prove", Key: "account.error.wait", Args: map[string]any{"Seconds": int(wait.Seconds()) + 1}})
	}
	_, locked, err := p.store.PersonByEmail(ctx, by.Email)
	if err != nil {
		return err
	}
	_, err = seal.UnlockWithPassphrase(ctx, keyLabel(by.ID), locked.Key, locked.KDF, passphrase)
	if errors.Is(err, seal.ErrWrongPassphrase) || errors.Is(err, seal.ErrPassphraseLength) {
		p.slow.miss(name, p.now())
		return models.RefuseFields(models.FieldError{Field: "prove", Key: "account.error.old"})
	}
	if err != nil {
		return err
	}
	p.slow.hit(name)
	return p.store.ProveSession(ctx, session, p.now(), p.custody(by.ID, models.ItemPerson, by.ID, models.DeedProve, ""))
}

// End ends one of a person's own sessions.
func (p *People) End(ctx context.Context, by models.Person, session string) error {
	return p.store.EndSessionOf(ctx, by.ID, session, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedSignOut, "one"))
}

// NameSession says on what kind of device a session of one's own is.
func (p *People) NameSession(ctx context.Context, by models.Person, session, kind string) error {
	if kind != "" && !slices.Contains(models.SessionKinds, kind) {
		return models.RefuseFields(models.FieldError{Field: "kind", Key: "desk.error.choose"})
	}
	return p.store.NameSession(ctx, by.ID, session, kind)
}
