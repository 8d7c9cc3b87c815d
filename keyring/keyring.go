// Package keyring walks the chain of keys for one person: their key opens a desk's key, a desk's
// key opens a report's or case's key. It decides nothing about who may; it can only open what the
// store gives out and the person's key fits.
package keyring

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"loupe/models"
	"loupe/seal"
)

// Store gives out wrapped copies: a person's desk keys while they are a member, and the copies of
// an item's key that are for desks. Escalation and recovery copies are not among them.
type Store interface {
	DeskKeyCopies(ctx context.Context, person models.ID) ([]models.DeskKeyCopy, error)
	WrappedKeys(ctx context.Context, kind string, item models.ID) ([]models.WrappedKey, error)
	WrappedKeysOf(ctx context.Context, kind string, items []models.ID) (map[models.ID][]models.WrappedKey, error)
}

type deskKey struct {
	desk       models.ID
	generation int
}

// Ring is one person's keys during one request. Opened desk keys are remembered for its life. It
// is safe for use by many goroutines.
type Ring struct {
	store  Store
	person models.ID
	key    seal.PrivateKey

	mu     sync.Mutex
	copies map[deskKey][]byte
	opened map[deskKey]seal.PrivateKey
}

// New makes the ring of a person whose own key is open.
func New(store Store, person models.ID, key seal.PrivateKey) *Ring {
	return &Ring{store: store, person: person, key: key, opened: map[deskKey]seal.PrivateKey{}}
}

// DeskLabel is the label under which a member's copy of a desk key is wrapped.
func DeskLabel(desk models.ID, generation int, person models.ID) seal.Label {
	return seal.Label{Kind: models.SealDeskKey, IDs: []string{string(desk), strconv.Itoa(generation), string(person)}}
}

// ItemLabel is the label under which the copies of a report's or case's key are wrapped.
func ItemLabel(kind string, item models.ID) seal.Label {
	label := models.SealReportKey
	if kind == models.ItemCase {
		label = models.SealCaseKey
	}
	return seal.Label{Kind: label, IDs: []string{string(item)}}
}

// Desk opens one generation of a desk's key. It is models.ErrNotFound for whoever isn't a member.
func (r *Ring) Desk(ctx context.Context, desk models.ID, generation int) (seal.PrivateKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := deskKey{desk, generation}
	if k, ok := r.opened[at]; ok {
		return k, nil
	}
	if r.copies == nil {
		copies, err := r.store.DeskKeyCopies(ctx, r.person)
		if err != nil {
			return seal.PrivateKey{}, fmt.Errorf("reading desk keys: %w", err)
		}
		r.copies = map[deskKey][]byte{}
		for _, c := range copies {
			r.copies[deskKey{c.DeskID, c.Generation}] = c.Sealed
		}
	}
	sealed, ok := r.copies[at]
	if !ok {
		return seal.PrivateKey{}, models.ErrNotFound
	}
	k, err := seal.UnwrapKey(DeskLabel(desk, generation, r.person), sealed, r.key)
	if err != nil {
		return seal.PrivateKey{}, fmt.Errorf("opening a desk key: %w", err)
	}
	r.opened[at] = k
	return k, nil
}

// Report opens a report's key; models.ErrNotFound when no desk of the person's holds a copy.
func (r *Ring) Report(ctx context.Context, id models.ID) (seal.PrivateKey, error) {
	return r.item(ctx, models.ItemReport, id)
}

// Case opens a case's key; models.ErrNotFound when no desk of the person's holds a copy.
func (r *Ring) Case(ctx context.Context, id models.ID) (seal.PrivateKey, error) {
	return r.item(ctx, models.ItemCase, id)
}

func (r *Ring) item(ctx context.Context, kind string, id models.ID) (seal.PrivateKey, error) {
	copies, err := r.store.WrappedKeys(ctx, kind, id)
	if err != nil {
		return seal.PrivateKey{}, fmt.Errorf("reading wrapped keys: %w", err)
	}
	return r.open(ctx, kind, id, copies)
}

func (r *Ring) open(ctx context.Context, kind string, id models.ID, copies []models.WrappedKey) (seal.PrivateKey, error) {
	for _, c := range copies {
		desk, err := r.Desk(ctx, c.DeskID, c.Generation)
		if models.KindOf(err) == models.NotFound {
			continue
		}
		if err != nil {
			return seal.PrivateKey{}, err
		}
		return seal.UnwrapKey(ItemLabel(kind, id), c.Sealed, desk)
	}
	return seal.PrivateKey{}, models.ErrNotFound
}

// Many opens the keys of a whole list at once: one store look-up, then the items in parallel.
// Items that the person can't open are left out of the answer.
func (r *Ring) Many(ctx context.Context, kind string, ids []models.ID) (map[models.ID]seal.PrivateKey, error) {
	copies, err := r.store.WrappedKeysOf(ctx, kind, ids)
	if err != nil {
		return nil, fmt.Errorf("reading wrapped keys: %w", err)
	}
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		keys  = make(map[models.ID]seal.PrivateKey, len(ids))
		slots = make(chan struct{}, 8)
	)
	for id, c := range copies {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if k, err := r.open(ctx, kind, id, c); err == nil {
				mu.Lock()
				keys[id] = k
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return keys, nil
}
