// Package wake tells a person's browsers that something waits, when they asked for it: with an empty
// message, once an hour at most. Where to send is sealed to the key that lies beside the database.
package wake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"loupe/models"
	"loupe/seal"
)

// Store keeps which browsers asked.
type Store interface {
	AddWaking(ctx context.Context, w models.Waking, most int, ev models.Custody) error
	Wakings(ctx context.Context, person models.ID) ([]models.Waking, error)
	DropWaking(ctx context.Context, person, id models.ID, ev ...models.Custody) error
	WakingsDue(ctx context.Context, now time.Time, rest time.Duration, limit int) ([]models.Waking, error)
	Woken(ctx context.Context, id models.ID, at time.Time) error
	WakingFailed(ctx context.Context, id models.ID) (times int, err error)
}

// Sender sends empty messages. An endpoint that is no more is a Gone error.
type Sender interface {
	PublicKey() string
	Wake(ctx context.Context, endpoint string) error
}

// Wake wakes. It is safe for many goroutines.
type Wake struct {
	store  Store
	key    seal.PrivateKey
	send   Sender
	now    func() time.Time
	random io.Reader
}

// New makes a Wake.
func New(store Store, key seal.PrivateKey, send Sender, now func() time.Time, random io.Reader) *Wake {
	return &Wake{store, key, send, now, random}
}

const (
	most     = 10 // browsers of one person
	rest     = time.Hour
	patience = 100 // failed tries, one every few minutes, after which a browser is given up
	batch    = 500
)

// PublicKey is what a browser asks with.
func (w *Wake) PublicKey() string { return w.send.PublicKey() }

// Ask keeps a browser of a person. Its endpoint is an https address that the browser made.
func (w *Wake) Ask(ctx context.Context, by models.Person, endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(endpoint) > 2000 {
		return models.RefuseFields(models.FieldError{Field: "endpoint", Key: "wake.error"})
	}
	k := models.Waking{PersonID: by.ID, MadeAt: w.now()}
	if k.ID, err = models.NewID(w.random); err != nil {
		return err
	}
	if k.Sealed, err = seal.Seal(label(k), []byte(endpoint), w.key.Public()); err != nil {
		return err
	}
	return w.store.AddWaking(ctx, k, most, w.custody(by, "on"))
}

// Asked lists a person's browsers, newest first.
func (w *Wake) Asked(ctx context.Context, by models.Person) ([]models.Waking, error) {
	list, err := w.store.Wakings(ctx, by.ID)
	if err != nil {
		return nil, fmt.Errorf("reading which browsers asked: %w", err)
	}
	return list, nil
}

// Drop ends one of them.
func (w *Wake) Drop(ctx context.Context, by models.Person, id models.ID) error {
	return w.store.DropWaking(ctx, by.ID, id, w.custody(by, "off"))
}

// Deliver wakes the browsers of everybody for whom something new waits. One that is no more is dropped;
// one that can't be reached is tried again the next time, and given up in the end.
func (w *Wake) Deliver(ctx context.Context) (woken int, err error) {
	due, err := w.store.WakingsDue(ctx, w.now(), rest, batch)
	if err != nil {
		return 0, fmt.Errorf("looking for whom to wake: %w", err)
	}
	for _, k := range due {
		failed := w.wake(ctx, k)
		switch {
		case failed == nil:
			woken++
			failed = w.store.Woken(ctx, k.ID, w.now())
		case models.KindOf(failed) == models.Gone:
			failed = w.store.DropWaking(ctx, k.PersonID, k.ID)
		default:
			if times, e := w.store.WakingFailed(ctx, k.ID); e == nil && times >= patience {
				failed = errors.Join(failed, w.store.DropWaking(ctx, k.PersonID, k.ID))
			}
		}
		err = errors.Join(err, failed)
	}
	return woken, err
}

func (w *Wake) wake(ctx context.Context, k models.Waking) error {
	endpoint, err := seal.Open(label(k), k.Sealed, w.key)
	if err != nil {
		return models.Refuse(models.Gone, "") // sealed to a key that is no more
	}
	return w.send.Wake(ctx, string(endpoint))
}

func label(k models.Waking) seal.Label {
	return seal.Label{Kind: models.SealWaking, IDs: []string{string(k.PersonID), string(k.ID)}}
}

func (w *Wake) custody(by models.Person, detail string) models.Custody {
	return models.Custody{ItemKind: models.ItemPerson, ItemID: by.ID, Deed: models.DeedWaking, ActorID: by.ID, At: w.now(), Detail: detail}
}
