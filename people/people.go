// Package people is the way by which someone comes to hold a key: set-up, invitations, sign-in,
// sessions, desks and their members. Admins decide who may; only keys open, and an admin holds none
// of a desk's.
package people

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
)

// Store is what this way asks of the records.
type Store interface {
	keyring.Store
	digestStore
	deviceStore
	Platform(ctx context.Context) (models.Platform, error)
	SetUp(ctx context.Context, in models.SetUp, ev ...models.Custody) error
	SavePlatform(ctx context.Context, p models.Platform, ev models.Custody) error
	Person(ctx context.Context, id models.ID) (models.Person, error)
	PersonByEmail(ctx context.Context, email string) (models.Person, models.Locked, error)
	People(ctx context.Context) ([]models.Person, error)
	AddPerson(ctx context.Context, p models.Person, k models.Locked, ev models.Custody) error
	SetRoles(ctx context.Context, id models.ID, roles []models.Role, ev models.Custody) error
	SetDisabled(ctx context.Context, id models.ID, at time.Time, ev models.Custody) error
	SetPersonKey(ctx context.Context, id models.ID, publicKey string, k models.Locked, ev models.Custody) error
	SaveProfile(ctx context.Context, id models.ID, name, language string) error
	Second(ctx context.Context, person models.ID) ([]byte, error)
	SetSecond(ctx context.Context, person models.ID, sealed []byte, on bool, ev models.Custody) error
	StartHalf(ctx context.Context, n models.Session) error
	HalfSession(ctx context.Context, id string, now time.Time) (models.Session, models.Person, error)
	DropSession(ctx context.Context, id string) error
	SaveWork(ctx context.Context, id models.ID, w models.Work, ev models.Custody) error
	SetRetention(ctx context.Context, desk models.ID, months int, ev models.Custody) error
	SetLead(ctx context.Context, desk, person models.ID, lead bool, ev models.Custody) error
	Organisations(ctx context.Context) ([]models.Organisation, error)
	AddOrganisation(ctx context.Context, o models.Organisation, ev models.Custody) error
	Invite(ctx context.Context, i models.Invitation, tokenHash string, ev models.Custody) error
	Invitation(ctx context.Context, tokenHash string) (models.Invitation, error)
	Invitations(ctx context.Context) ([]models.Invitation, error)
	AcceptInvitation(ctx context.Context, tokenHash string, p models.Person, k models.Locked, ev models.Custody) error
	RevokeInvitation(ctx context.Context, id models.ID, ev models.Custody) error
	StartSession(ctx context.Context, n models.Session, ev models.Custody) error
	Session(ctx context.Context, id string, now time.Time) (models.Session, models.Person, error)
	TouchSession(ctx context.Context, id string, now, expires time.Time) error
	Sessions(ctx context.Context, person models.ID, now time.Time) ([]models.Session, error)
	sessionStore
	EndSession(ctx context.Context, id string, ev models.Custody) error
	EndSessionsOf(ctx context.Context, person models.ID, except string, ev models.Custody) error
	Desks(ctx context.Context) ([]models.Desk, error)
	Desk(ctx context.Context, id models.ID) (models.Desk, error)
	AddDesk(ctx context.Context, d models.Desk, ev models.Custody) error
	Members(ctx context.Context, desk models.ID) ([]models.Member, error)
	ProposeMember(ctx context.Context, m models.Member, ev models.Custody) error
	MakeDeskKey(ctx context.Context, desk models.ID, publicKey string, c models.DeskKeyCopy, ev models.Custody) error
	ConfirmMember(ctx context.Context, desk, person, by models.ID, copies []models.DeskKeyCopy, naming *models.Naming, ev ...models.Custody) error
	SetNamed(ctx context.Context, n models.Naming, ev models.Custody) error
	RemoveMember(ctx context.Context, desk, person models.ID, ev models.Custody) error
	StaleDesks(ctx context.Context, person models.ID) ([]models.Desk, error)
	RotateDesk(ctx context.Context, desk models.ID, generation int, publicKey string, copies []models.DeskKeyCopy, ev models.Custody) error
	WrappedForDesk(ctx context.Context, desk models.ID, below, limit int) ([]models.WrappedKey, error)
	Rewrap(ctx context.Context, keys []models.WrappedKey) error
	Moving(ctx context.Context, person models.ID) ([]models.Moving, error)
	AllMoving(ctx context.Context) ([]models.Moving, error)
	accessStore
	passkeyStore
	recoveryStore
	RecoveryKeys(ctx context.Context, after models.ID, limit int) ([]models.WrappedKey, error)
	DeskOf(ctx context.Context, kind string, item models.ID) (models.ID, error)
	Recover(ctx context.Context, k models.WrappedKey, ev models.Custody) error
	Sites(ctx context.Context) ([]models.Site, error)
	AddSites(ctx context.Context, list []models.Site, ev models.Custody) error
	ImportSites(ctx context.Context, in models.SiteImport, list []models.Site, more []models.SiteSource, drawn []models.SiteOutline, ev models.Custody) (models.SiteImport, error)
	SiteImports(ctx context.Context) ([]models.SiteImport, error)
	UndoSiteImport(ctx context.Context, id models.ID, ev models.Custody) (stayed int, err error)
	Custody(ctx context.Context, f models.CustodyFilter) ([]models.CustodyEntry, string, error)
	Record(ctx context.Context, ev ...models.Custody) error
}

// People does the deeds on accounts, desks and keys. It is safe for many goroutines.
type People struct {
	store  Store
	now    func() time.Time
	random io.Reader
	slow   *slowdown

	passkeys *webauthn.WebAuthn // nil where they aren't offered

	nonceKey atomic.Pointer[[]byte] // read once: it never changes
	Breached *Breached              // passphrases that are refused; nil for no list
}

// New makes a People.
func New(store Store, now func() time.Time, random io.Reader) *People {
	return &People{store: store, now: now, random: random, slow: newSlowdown()}
}

func (p *People) custody(by models.ID, kind string, item models.ID, deed models.Deed, detail string) models.Custody {
	return models.Custody{ItemKind: kind, ItemID: item, Deed: deed, ActorID: by, At: p.now(), Detail: detail}
}

// keyLabel is the label under which a person's key is locked.
func keyLabel(person models.ID) seal.Label {
	return seal.Label{Kind: models.SealPersonKey, IDs: []string{string(person)}}
}

// newPerson gives somebody a key locked with their passphrase, and an id when they have none yet.
func (p *People) newPerson(ctx context.Context, id models.ID, name, email, passphrase string) (models.Person, seal.PrivateKey, models.Locked, error) {
	name, email = strings.TrimSpace(name), strings.ToLower(strings.TrimSpace(email))
	if err := p.checkPerson(name, email, passphrase); err != nil {
		return models.Person{}, seal.PrivateKey{}, models.Locked{}, err
	}
	if id == "" {
		var err error
		if id, err = models.NewID(p.random); err != nil {
			return models.Person{}, seal.PrivateKey{}, models.Locked{}, err
		}
	}
	key, err := seal.NewPrivateKey(p.random)
	if err != nil {
		return models.Person{}, seal.PrivateKey{}, models.Locked{}, err
	}
	locked, kdf, err := seal.LockWithPassphrase(ctx, p.random, keyLabel(id), key, passphrase)
	if err != nil {
		return models.Person{}, seal.PrivateKey{}, models.Locked{}, err
	}
	return models.Person{ID: id, Name: name, Email: email, Language: "en", PublicKey: string(key.Public()), CreatedAt: p.now()}, key, models.Locked{Key: locked, KDF: kdf}, nil
}

func (p *People) checkPerson(name, email, passphrase string) error {
	var wrong []models.FieldError
	if name == "" || len([]rune(name)) > 100 {
		wrong = append(wrong, models.FieldError{Field: "name", Key: "account.error.name"})
	}
	if !plausibleEmail(email) {
		wrong = append(wrong, models.FieldError{Field: "email", Key: "account.error.email"})
	}
	f, err := p.checkPassphrase(passphrase, name, email)
	if err != nil {
		return err
	}
	if f != nil {
		wrong = append(wrong, *f)
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

func plausibleEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && len(s) <= 200 && !strings.ContainsAny(s, " \t\r\n,;<>\x00") && !strings.Contains(domain, "@")
}
