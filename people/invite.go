package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

const invitationLife = 7 * 24 * time.Hour

// InviteInput says who is invited and to what.
type InviteInput struct {
	Name, Email    string
	Roles          []models.Role
	OrganisationID models.ID
	DeskID         models.ID // proposed for it once they have an account; "" for none
}

// Invite makes a one-time link's token. It is shown to the admin once, to hand over as they see
// fit; the store keeps its hash.
func (p *People) Invite(ctx context.Context, by models.Person, in InviteInput) (token string, err error) {
	if err := models.MayAdminister(by, models.DeedInvite); err != nil {
		return "", err
	}
	in.Name, in.Email = strings.TrimSpace(in.Name), strings.ToLower(strings.TrimSpace(in.Email))
	if err := checkInvite(in); err != nil {
		return "", err
	}
	if _, _, err := p.store.PersonByEmail(ctx, in.Email); err == nil {
		return "", models.RefuseFields(models.FieldError{Field: "email", Key: "error.email_taken"})
	} else if models.KindOf(err) != models.NotFound {
		return "", err
	}
	return p.link(ctx, by, in)
}

// NewKeyLink makes a one-time link by which a person who has lost their passphrase makes a new key.
// Their desks have to confirm them again: nothing was ever wrapped for that key.
func (p *People) NewKeyLink(ctx context.Context, by models.Person, person models.ID) (token string, err error) {
	if err := models.MayAdminister(by, models.DeedInvite); err != nil {
		return "", err
	}
	who, err := p.store.Person(ctx, person)
	if err != nil {
		return "", err
	}
	if !who.DisabledAt.IsZero() {
		return "", models.Refuse(models.Conflict, "error.moved_on")
	}
	return p.link(ctx, by, InviteInput{Name: who.Name, Email: who.Email, Roles: who.Roles, OrganisationID: who.OrganisationID})
}

func (p *People) link(ctx context.Context, by models.Person, in InviteInput) (token string, err error) {
	id, err := models.NewID(p.random)
	if err != nil {
		return "", err
	}
	token, hash, err := seal.NewToken(p.random)
	if err != nil {
		return "", err
	}
	now := p.now()
	i := models.Invitation{ID: id, Email: in.Email, Name: in.Name, OrganisationID: in.OrganisationID, Roles: in.Roles, DeskID: in.DeskID, InvitedBy: by.ID, CreatedAt: now, ExpiresAt: now.Add(invitationLife)}
	return token, p.store.Invite(ctx, i, hash, p.custody(by.ID, models.ItemPerson, id, models.DeedInvite, ""))
}

func checkInvite(in InviteInput) error {
	var wrong []models.FieldError
	if in.Name == "" || len([]rune(in.Name)) > 100 {
		wrong = append(wrong, models.FieldError{Field: "name", Key: "account.error.name"})
	}
	if !plausibleEmail(in.Email) {
		wrong = append(wrong, models.FieldError{Field: "email", Key: "account.error.email"})
	}
	if f := checkRoles(in.Roles, in.DeskID != ""); f != nil {
		wrong = append(wrong, *f)
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

// checkRoles refuses unknown roles, none, and an admin on a desk: an admin holds no key to any
// report, so the two never meet in one account.
func checkRoles(roles []models.Role, onDesk bool) *models.FieldError {
	switch {
	case len(roles) == 0 || slices.ContainsFunc(roles, func(r models.Role) bool { return !slices.Contains(models.Roles, r) }):
		return &models.FieldError{Field: "role", Key: "admin.error.role"}
	case onDesk && slices.Contains(roles, models.RoleAdmin):
		return &models.FieldError{Field: "role", Key: "admin.error.admin_on_desk"}
	}
	return nil
}

// Invitation finds what a link invites to; Gone when it has been used or has expired.
func (p *People) Invitation(ctx context.Context, token string) (models.Invitation, error) {
	i, err := p.store.Invitation(ctx, seal.HashToken(token))
	if models.KindOf(err) == models.NotFound || err == nil && i.ExpiresAt.Before(p.now()) {
		return models.Invitation{}, models.Refuse(models.Gone, "account.error.invitation")
	}
	return i, err
}

// Join makes the account that a link invites to, and signs its person in.
func (p *People) Join(ctx context.Context, token, name, passphrase string) (session string, expires time.Time, err error) {
	i, err := p.Invitation(ctx, token)
	if err != nil {
		return "", time.Time{}, err
	}
	known, _, err := p.store.PersonByEmail(ctx, i.Email)
	if err != nil && models.KindOf(err) != models.NotFound {
		return "", time.Time{}, err
	}
	person, key, locked, err := p.newPerson(ctx, known.ID, name, i.Email, passphrase)
	if err != nil {
		return "", time.Time{}, err
	}
	person.Roles, person.OrganisationID = i.Roles, i.OrganisationID
	if err := p.store.AcceptInvitation(ctx, seal.HashToken(token), person, locked, p.custody(person.ID, models.ItemPerson, person.ID, models.DeedInviteUsed, "")); err != nil {
		return "", time.Time{}, err
	}
	return p.start(ctx, person.ID, key)
}

// Revoke makes an unused invitation unusable.
func (p *People) Revoke(ctx context.Context, by models.Person, id models.ID) error {
	if err := models.MayAdminister(by, models.DeedInvite); err != nil {
		return err
	}
	return p.store.RevokeInvitation(ctx, id, p.custody(by.ID, models.ItemPerson, id, models.DeedInvite, "revoked"))
}

// Add makes an account from the shell, for a person who is there to type their passphrase. desk
// may be "". The key comes open, once.
func (p *People) Add(ctx context.Context, in InviteInput, passphrase string) (Opened, error) {
	if err := checkInvite(in); err != nil {
		return Opened{}, err
	}
	person, key, locked, err := p.newPerson(ctx, "", in.Name, in.Email, passphrase)
	if err != nil {
		return Opened{}, err
	}
	person.Roles, person.OrganisationID = in.Roles, in.OrganisationID
	if err := p.store.AddPerson(ctx, person, locked, p.custody("", models.ItemPerson, person.ID, models.DeedInviteUsed, "shell")); err != nil || in.DeskID == "" {
		return Opened{Person: person, Key: key}, err
	}
	m := models.Member{DeskID: in.DeskID, PersonID: person.ID, At: p.now()}
	return Opened{Person: person, Key: key}, p.store.ProposeMember(ctx, m, p.custody("", models.ItemDesk, in.DeskID, models.DeedMemberPropose, string(person.ID)))
}
