package publish

import (
	"context"
	"fmt"
	"time"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// PressStore keeps journalists and their previews.
type PressStore interface {
	Desks(ctx context.Context) ([]models.Desk, error)
	AddJournalist(ctx context.Context, j models.Journalist, keys []models.WrappedKey, once string) error
	Journalists(ctx context.Context) ([]models.Journalist, error)
	Journalist(ctx context.Context, id models.ID) (models.Journalist, error)
	DecideJournalist(ctx context.Context, id models.ID, from []models.JournalistState, to models.JournalistState, ev models.Custody) error
	AddPreview(ctx context.Context, p models.Preview, ev models.Custody) error
	Previews(ctx context.Context, id models.ID) ([]models.Preview, error)
	PreviewByLookup(ctx context.Context, lookup string, now time.Time) (models.Preview, error)
	OpenPreview(ctx context.Context, id models.ID, ev models.Custody) error
	RevokePreview(ctx context.Context, id, of models.ID, ev models.Custody) error
	EndedPreviews(ctx context.Context, now time.Time) ([]models.ID, error)
	DropPreview(ctx context.Context, id models.ID) error
}

// OpenJournalist is a journalist with the application opened.
type OpenJournalist struct {
	models.Journalist
	models.Application
}

// Apply takes an application in. It is sealed to every desk that has a key, whose editors decide; who
// asks needs no account. once makes the same form, sent twice, one application.
func (d *Desk) Apply(ctx context.Context, a models.Application, once string) error {
	if err := checkApplication(&a); err != nil {
		return err
	}
	id, err := models.NewID(d.random)
	if err != nil {
		return err
	}
	key, err := seal.NewPrivateKey(d.random)
	if err != nil {
		return err
	}
	desks, err := d.store.Desks(ctx)
	if err != nil {
		return fmt.Errorf("reading desks: %w", err)
	}
	var keys []models.WrappedKey
	for _, desk := range desks {
		if desk.PublicKey == "" {
			continue
		}
		// Held as a case's key is, so that it changes hands with the desk's.
		k := models.WrappedKey{ItemKind: models.ItemCase, ItemID: id, Holder: models.HolderDesk, DeskID: desk.ID, Generation: desk.Generation}
		if k.Sealed, err = seal.WrapKey(keyring.ItemLabel(models.ItemCase, id), key, seal.PublicKey(desk.PublicKey)); err != nil {
			return fmt.Errorf("wrapping an application's key: %w", err)
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return models.Refuse(models.Unavailable, "pressroom.error.nodesk")
	}
	row := models.Journalist{ID: id, State: models.JournalistApplied, At: d.now()}
	if row.Sealed, err = seal.JSON(seal.LabelOf(models.SealJournalist, id), a, string(key.Public())); err != nil {
		return err
	}
	return d.store.AddJournalist(ctx, row, keys, once)
}

// Journalists lists the applications that the editor can open, newest first.
func (d *Desk) Journalists(ctx context.Context, by Editor) ([]OpenJournalist, error) {
	if !by.Has(models.RoleEditor) {
		return nil, models.ErrNotFound
	}
	rows, err := d.store.Journalists(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading journalists: %w", err)
	}
	var ids []models.ID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	keys, err := keyring.New(d.store, by.ID, by.Key).Many(ctx, models.ItemCase, ids)
	if err != nil {
		return nil, err
	}
	var out []OpenJournalist
	for _, r := range rows {
		key, ok := keys[r.ID]
		if !ok {
			continue
		}
		j := OpenJournalist{Journalist: r}
		if err := seal.OpenJSON(seal.LabelOf(models.SealJournalist, r.ID), r.Sealed, key, &j.Application); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

// journalist opens one that the editor may know of.
func (d *Desk) journalist(ctx context.Context, by Editor, id models.ID) (OpenJournalist, error) {
	if !by.Has(models.RoleEditor) {
		return OpenJournalist{}, models.ErrNotFound
	}
	row, err := d.store.Journalist(ctx, id)
	if err != nil {
		return OpenJournalist{}, err
	}
	key, err := keyring.New(d.store, by.ID, by.Key).Case(ctx, id)
	if err != nil {
		return OpenJournalist{}, err
	}
	out := OpenJournalist{Journalist: row}
	return out, seal.OpenJSON(seal.LabelOf(models.SealJournalist, id), row.Sealed, key, &out.Application)
}

// DecideJournalist approves or refuses an application, or takes an approval back: then no link of
// theirs opens anything any more.
func (d *Desk) DecideJournalist(ctx context.Context, by Editor, id models.ID, to models.JournalistState) error {
	if _, err := d.journalist(ctx, by, id); err != nil {
		return err
	}
	from := map[models.JournalistState][]models.JournalistState{
		models.JournalistApproved: {models.JournalistApplied, models.JournalistRefused, models.JournalistRevoked},
		models.JournalistRefused:  {models.JournalistApplied},
		models.JournalistRevoked:  {models.JournalistApproved},
	}[to]
	if from == nil {
		return models.RefuseFields(models.FieldError{Field: "state", Key: "desk.error.choose"})
	}
	return d.store.DecideJournalist(ctx, id, from, to, models.Custody{ItemKind: models.ItemJournalist, ItemID: id, Deed: models.DeedJournalistDecide, ActorID: by.ID, At: d.now(), Detail: string(to)})
}
