package people

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// MakeDesk makes a desk. It has no key until its first member makes one.
func (p *People) MakeDesk(ctx context.Context, by models.Person, name string) (models.ID, error) {
	if err := models.MayAdminister(by, models.DeedDeskMake); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	if n := len([]rune(name)); n == 0 || n > 60 || strings.ContainsAny(name, "\"\n") {
		return "", models.RefuseFields(models.FieldError{Field: "desk", Key: "setup.error.desk"})
	}
	id, err := models.NewID(p.random)
	if err != nil {
		return "", err
	}
	err = p.store.AddDesk(ctx, models.Desk{ID: id, Name: name, CreatedAt: p.now()}, p.custody(by.ID, models.ItemDesk, id, models.DeedDeskMake, ""))
	if models.KindOf(err) == models.Conflict {
		err = models.RefuseFields(models.FieldError{Field: "desk", Key: "admin.error.desk_taken"})
	}
	return id, err
}

// Propose proposes a person for a desk. They hold nothing until a member confirms them.
func (p *People) Propose(ctx context.Context, by models.Person, desk, person models.ID) error {
	if err := models.MayAdminister(by, models.DeedMemberPropose); err != nil {
		return err
	}
	who, err := p.store.Person(ctx, person)
	if err != nil {
		return err
	}
	if who.Has(models.RoleAdmin) || who.ID == by.ID {
		return models.RefuseFields(models.FieldError{Field: "person", Key: "admin.error.admin_on_desk"})
	}
	if !who.Has(models.RoleReviewer) && !who.Has(models.RoleEditor) {
		return models.RefuseFields(models.FieldError{Field: "person", Key: "admin.error.no_reviewer"})
	}
	m := models.Member{DeskID: desk, PersonID: person, ProposedBy: by.ID, At: p.now()}
	return p.store.ProposeMember(ctx, m, p.custody(by.ID, models.ItemDesk, desk, models.DeedMemberPropose, string(person)))
}

// MakeKey makes a desk's first key. Whoever is proposed for a desk without a key may do it, and is
// its first member.
func (p *People) MakeKey(ctx context.Context, by Opened, desk models.ID) error {
	d, err := p.store.Desk(ctx, desk)
	if err != nil {
		return err
	}
	proposed, err := p.member(ctx, desk, by.Person.ID)
	if err != nil || proposed.State != models.MemberProposed {
		return models.ErrNotFound
	}
	if d.Generation != 0 {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	key, err := seal.NewPrivateKey(p.random)
	if err != nil {
		return err
	}
	copies, err := copiesFor(desk, 1, key, proposed)
	if err != nil {
		return err
	}
	return p.store.MakeDeskKey(ctx, desk, string(key.Public()), copies[0], p.custody(by.Person.ID, models.ItemDesk, desk, models.DeedDeskKey, ""))
}

func (p *People) member(ctx context.Context, desk, person models.ID) (models.Member, error) {
	members, err := p.store.Members(ctx, desk)
	if err != nil {
		return models.Member{}, err
	}
	for _, m := range members {
		if m.PersonID == person {
			return m, nil
		}
	}
	return models.Member{}, models.ErrNotFound
}

func copiesFor(desk models.ID, generation int, key seal.PrivateKey, members ...models.Member) ([]models.DeskKeyCopy, error) {
	var out []models.DeskKeyCopy
	for _, m := range members {
		sealed, err := seal.WrapKey(keyring.DeskLabel(desk, generation, m.PersonID), key, seal.PublicKey(m.PublicKey))
		if err != nil {
			return nil, fmt.Errorf("wrapping a desk's key: %w", err)
		}
		out = append(out, models.DeskKeyCopy{DeskID: desk, Generation: generation, PersonID: m.PersonID, Sealed: sealed})
	}
	return out, nil
}

// Confirm makes a proposed person a member: a member wraps every live generation of the desk's key
// for them. Nobody else could. With named they are named for the restricted compartment as well, when
// the member who confirms is.
func (p *People) Confirm(ctx context.Context, by Opened, desk, person models.ID, named bool) error {
	m, err := p.member(ctx, desk, person)
	if err != nil {
		return err
	}
	if err := models.MayConfirmMember(by.Person, m); err != nil {
		return err
	}
	held, err := p.store.DeskKeyCopies(ctx, by.Person.ID)
	if err != nil {
		return err
	}
	ring := keyring.New(p.store, by.Person.ID, by.Key)
	var copies []models.DeskKeyCopy
	for _, c := range held {
		if c.DeskID != desk {
			continue
		}
		key, err := ring.Desk(ctx, desk, c.Generation)
		if err != nil {
			return err
		}
		more, err := copiesFor(desk, c.Generation, key, m)
		if err != nil {
			return err
		}
		copies = append(copies, more...)
	}
	events := []models.Custody{p.custody(by.Person.ID, models.ItemDesk, desk, models.DeedMemberConfirm, string(person))}
	var naming *models.Naming
	if named {
		if !by.Person.NamedOn(desk) {
			return models.Refuse(models.Forbidden, "error.role")
		}
		n, err := p.naming(by.Person, desk, person, true)
		if err != nil {
			return err
		}
		naming, events = &n, append(events, p.custody(by.Person.ID, models.ItemDesk, desk, models.DeedMemberName, string(person)))
	}
	return p.store.ConfirmMember(ctx, desk, person, by.Person.ID, copies, naming, events...)
}

// Remove ends a membership or a proposal. The person is refused from this moment; the desk's key
// changes when a remaining member next signs in.
func (p *People) Remove(ctx context.Context, by models.Person, desk, person models.ID) error {
	if err := models.MayAdminister(by, models.DeedMemberRemove); err != nil {
		return err
	}
	return p.store.RemoveMember(ctx, desk, person, p.custody(by.ID, models.ItemDesk, desk, models.DeedMemberRemove, string(person)))
}

// maxRetention bounds how long a desk can say that it keeps closed reports.
const maxRetention = 240

// SetRetention says for how many months after receipt a desk keeps closed reports; 0 keeps them for
// good. What is older is destroyed by itself, unless it is held.
func (p *People) SetRetention(ctx context.Context, by models.Person, desk models.ID, months int) error {
	if err := models.MayAdminister(by, models.DeedDeskRetention); err != nil {
		return err
	}
	if months < 0 || months > maxRetention {
		return models.RefuseFields(models.FieldError{Field: "months", Key: "account.error.capacity", Args: map[string]any{"Max": maxRetention}})
	}
	return p.store.SetRetention(ctx, desk, months, p.custody(by.ID, models.ItemDesk, desk, models.DeedDeskRetention, fmt.Sprint(months)))
}

// SetLead says whether a member leads a desk: leads are told what is overdue.
func (p *People) SetLead(ctx context.Context, by models.Person, desk, person models.ID, lead bool) error {
	if err := models.MayAdminister(by, models.DeedMemberLead); err != nil {
		return err
	}
	return p.store.SetLead(ctx, desk, person, lead, p.custody(by.ID, models.ItemDesk, desk, models.DeedMemberLead, fmt.Sprint(person, lead)))
}

// Recover opens everything with the recovery key and wraps it for a desk that holds a key: what the
// desk had, and what had no desk. What doesn't open is told at the end. It is done at the shell, by whoever has the printed key.
func (p *People) Recover(ctx context.Context, recovery seal.PrivateKey, desk models.ID) (done int, err error) {
	d, err := p.store.Desk(ctx, desk)
	if err != nil {
		return 0, err
	}
	if d.PublicKey == "" {
		return 0, models.Refuse(models.Conflict, "admin.error.no_key")
	}
	after := models.ID("")
	var failed error
	for {
		batch, err := p.store.RecoveryKeys(ctx, after, rotateBatch)
		if err != nil || len(batch) == 0 {
			return done, errors.Join(err, failed)
		}
		for _, k := range batch {
			after = k.ItemID
			of, err := p.store.DeskOf(ctx, k.ItemKind, k.ItemID)
			if err != nil {
				return done, err
			}
			if of != "" && of != desk {
				continue
			}
			item, err := seal.UnwrapKey(keyring.ItemLabel(k.ItemKind, k.ItemID), k.Sealed, recovery)
			if badCopy(err) { // by a device that wrapped it badly: the others are not lost with it
				failed = errors.Join(failed, fmt.Errorf("%s %s does not open with the recovery key", k.ItemKind, k.ItemID))
				continue
			}
			if err != nil {
				return done, fmt.Errorf("opening with the recovery key: %w", err)
			}
			k.Holder, k.DeskID, k.Generation = models.HolderDesk, d.ID, d.Generation
			if k.Sealed, err = seal.WrapKey(keyring.ItemLabel(k.ItemKind, k.ItemID), item, seal.PublicKey(d.PublicKey)); err != nil {
				return done, err
			}
			if err := p.store.Recover(ctx, k, p.custody("", k.ItemKind, k.ItemID, models.DeedRecover, string(desk))); err != nil {
				return done, err
			}
			done++
		}
	}
}
