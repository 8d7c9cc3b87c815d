package people

import (
	"context"
	"errors"
	"fmt"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

const rotateBatch = 100

// Rotate changes the keys of the member's desks that are due, and wraps what was wrapped to the old
// ones anew, until all is done. Members keep the older keys: a phone that was offline still seals to
// them, and what hasn't been moved yet opens as before. It gives how many items it has wrapped.
func (p *People) Rotate(ctx context.Context, by Opened) (done int, err error) {
	return p.RotateSome(ctx, by, 0)
}

// RotateSome is Rotate for at most limit items (0 for all). Whoever does it next, in whatever session,
// goes on where it ended or was cut off; two at once do no harm.
func (p *People) RotateSome(ctx context.Context, by Opened, limit int) (done int, err error) {
	stale, err := p.store.StaleDesks(ctx, by.Person.ID)
	if err != nil {
		return 0, err
	}
	for _, d := range stale {
		left := 0
		if limit > 0 {
			if left = limit - done; left <= 0 {
				break
			}
		}
		n, err := p.rotate(ctx, by, d, left)
		done += n
		if err != nil && models.KindOf(err) != models.Conflict { // a colleague is doing the same
			return done, fmt.Errorf("changing a desk's key: %w", err)
		}
	}
	return done, nil
}

// Moving tells how far the changed keys of a person's desks are. A desk that isn't changing is left out.
func (p *People) Moving(ctx context.Context, by models.Person) ([]models.Moving, error) {
	if len(by.Desks) == 0 {
		return nil, nil
	}
	return p.store.Moving(ctx, by.ID)
}

func (p *People) rotate(ctx context.Context, by Opened, d models.Desk, limit int) (done int, err error) {
	if d.Stale { // somebody left since the key in force was made, in the midst of an earlier change perhaps
		if err := p.newGeneration(ctx, by, &d); err != nil {
			return 0, err
		}
	}
	ring := keyring.New(p.store, by.Person.ID, by.Key)
	// Whoever left the desk since holds none of its keys, and every copy would look bad to them.
	if _, err := ring.Desk(ctx, d.ID, d.Generation); err != nil {
		return 0, err
	}
	for {
		size := rotateBatch
		if limit > 0 {
			size = min(size, limit-done)
		}
		if size <= 0 {
			return done, nil
		}
		n, err := p.moveBatch(ctx, ring, d, size)
		done += n
		if err == nil && n == 0 {
			err = p.store.Record(ctx, p.custody(by.Person.ID, models.ItemDesk, d.ID, models.DeedDeskRotate, "done"))
			return done, err
		}
		if err != nil {
			return done, err
		}
	}
}

// moveBatch wraps some items to the key in force; none are left when it gives 0.
func (p *People) moveBatch(ctx context.Context, ring *keyring.Ring, d models.Desk, size int) (int, error) {
	batch, err := p.store.WrappedForDesk(ctx, d.ID, d.Generation, size)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	for i, k := range batch {
		fresh, err := rewrap(ctx, ring, d, k)
		switch {
		case err == nil:
			batch[i].Sealed = fresh
		case !badCopy(err):
			return 0, err
		}
		// A device wraps its report's key by itself and can do it badly. Such a copy stays as it came and
		// holds up nobody else's; recovery has one of its own.
		batch[i].Generation = d.Generation
	}
	return len(batch), p.store.Rewrap(ctx, batch)
}

// rewrap opens an item's key with the desk key that it was wrapped to and wraps it to the one in force.
func rewrap(ctx context.Context, ring *keyring.Ring, d models.Desk, k models.WrappedKey) ([]byte, error) {
	old, err := ring.Desk(ctx, d.ID, k.Generation)
	if err != nil {
		return nil, err
	}
	item, err := seal.UnwrapKey(keyring.ItemLabel(k.ItemKind, k.ItemID), k.Sealed, old)
	if err != nil {
		return nil, err
	}
	return seal.WrapKey(keyring.ItemLabel(k.ItemKind, k.ItemID), item, seal.PublicKey(d.PublicKey))
}

// badCopy tells whether an error speaks of the copy, and not of a store that is away.
func badCopy(err error) bool {
	return models.KindOf(err) == models.NotFound || errors.Is(err, seal.ErrCannotOpen) || errors.Is(err, seal.ErrWrongLabel) || errors.Is(err, seal.ErrKey)
}

func (p *People) newGeneration(ctx context.Context, by Opened, d *models.Desk) error {
	members, err := p.store.Members(ctx, d.ID)
	if err != nil {
		return err
	}
	var active []models.Member
	for _, m := range members {
		if m.State == models.MemberActive {
			active = append(active, m)
		}
	}
	key, err := seal.NewPrivateKey(p.random)
	if err != nil {
		return err
	}
	d.Generation, d.PublicKey = d.Generation+1, string(key.Public())
	copies, err := copiesFor(d.ID, d.Generation, key, active...)
	if err != nil {
		return err
	}
	return p.store.RotateDesk(ctx, d.ID, d.Generation, d.PublicKey, copies, p.custody(by.Person.ID, models.ItemDesk, d.ID, models.DeedDeskRotate, "begun"))
}
