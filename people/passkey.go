package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"loupe/models"
	"loupe/seal"
)

// passkeyStore is what passkeys ask of the records.
type passkeyStore interface {
	AddPasskey(ctx context.Context, k models.Passkey, ev models.Custody) error
	Passkeys(ctx context.Context, person models.ID) ([]models.Passkey, error)
	PasskeyByCredential(ctx context.Context, credential []byte) (models.Passkey, error)
	UsedPasskey(ctx context.Context, id models.ID, credential []byte, at time.Time) error
	NamePasskey(ctx context.Context, person, id models.ID, name string) error
	RemovePasskey(ctx context.Context, person, id models.ID, ev models.Custody) error
	KeepChallenge(ctx context.Context, id string, data []byte, now, expires time.Time) error
	TakeChallenge(ctx context.Context, id string, now time.Time) ([]byte, error)
}

const (
	maxPasskeys   = 10
	passkeyName   = 40 // characters
	challengeLife = 5 * time.Minute
)

var errPasskey = &models.Error{Kind: models.Invalid, Key: "passkey.error.failed", Fields: []models.FieldError{{Field: "passkey", Key: "passkey.error.failed"}}}

// OfferPasskeys makes passkeys possible for the platform's public address. A passkey belongs to a name, so
// an address with a bare number has none.
func (p *People) OfferPasskeys(base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return nil
	}
	timeout := webauthn.TimeoutConfig{Timeout: challengeLife, TimeoutUVD: challengeLife}
	p.passkeys, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Loupe", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation, // nothing is asked of who made it
		Timeouts:              webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
	})
	if err != nil {
		return fmt.Errorf("preparing passkeys for %s: %w", u.Hostname(), err)
	}
	return nil
}

// OffersPasskeys tells whether passkeys can be made and used here.
func (p *People) OffersPasskeys() bool { return p.passkeys != nil }

// keyOwner is a person as the library knows them.
type keyOwner struct {
	models.Person
	keys []webauthn.Credential
}

func (o keyOwner) WebAuthnID() []byte                         { return []byte(o.ID) }
func (o keyOwner) WebAuthnName() string                       { return o.Email }
func (o keyOwner) WebAuthnDisplayName() string                { return o.Name }
func (o keyOwner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func (p *People) keyOwner(ctx context.Context, person models.Person) (keyOwner, []models.Passkey, error) {
	o := keyOwner{Person: person}
	list, err := p.store.Passkeys(ctx, person.ID)
	for _, k := range list {
		var c webauthn.Credential
		if err := json.Unmarshal(k.Credential, &c); err != nil {
			return o, nil, errors.New("reading a passkey: it is not in the form that was kept")
		}
		o.keys = append(o.keys, c)
	}
	return o, list, err
}

func passkeyLabel(person, passkey models.ID) seal.Label {
	return seal.Label{Kind: models.SealPasskey, IDs: []string{string(person), string(passkey)}}
}

func askPRF() protocol.PRFValues { return protocol.PRFValues{First: seal.PasskeyInput()} }

// Passkeys lists a person's own.
func (p *People) Passkeys(ctx context.Context, by models.Person) ([]models.Passkey, error) {
	return p.store.Passkeys(ctx, by.ID)
}

// BeginPasskey gives what a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON), and
// the token with which the answer has to come.
func (p *People) BeginPasskey(ctx context.Context, by models.Person) (options []byte, token string, err error) {
	if p.passkeys == nil {
		return nil, "", models.ErrNotFound
	}
	owner, list, err := p.keyOwner(ctx, by)
	if err != nil {
		return nil, "", err
	}
	if len(list) >= maxPasskeys {
		return nil, "", &models.Error{Kind: models.Conflict, Key: "passkey.error.many", Args: map[string]any{"Max": maxPasskeys}}
	}
	creation, session, err := p.passkeys.BeginRegistration(owner,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}),
		webauthn.WithExclusions(webauthn.Credentials(owner.keys).CredentialDescriptors()),
		webauthn.WithExtensions(webauthn.WithExtensionPRF(askPRF())))
	if err != nil {
		return nil, "", fmt.Errorf("asking for a passkey: %w", err)
	}
	if token, err = p.keepChallenge(ctx, session); err != nil {
		return nil, "", err
	}
	options, err = json.Marshal(creation.Response)
	return options, token, err
}

// FinishPasskey keeps a passkey that a browser made. answer is what its PRF said, nil when it has none: with it,
// the passkey alone opens the person's key.
func (p *People) FinishPasskey(ctx context.Context, by Opened, token, name string, credential, answer []byte) error {
	name = strings.TrimSpace(name)
	if n := len([]rune(name)); n == 0 || n > passkeyName {
		return models.RefuseFields(models.FieldError{Field: "name", Key: "passkey.error.name", Args: map[string]any{"Max": passkeyName}})
	}
	session, err := p.takeChallenge(ctx, token)
	if err != nil {
		return err
	}
	owner, _, err := p.keyOwner(ctx, by.Person)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(credential)
	if err != nil {
		return errPasskey
	}
	made, err := p.passkeys.CreateCredential(owner, session, parsed)
	if err != nil {
		return errPasskey
	}
	// What tells models of authenticators apart isn't needed and isn't kept.
	made.Attestation, made.Authenticator.AAGUID = webauthn.CredentialAttestation{}, nil
	k := models.Passkey{PersonID: by.Person.ID, CredentialID: made.ID, Name: name, CreatedAt: p.now()}
	if k.ID, err = models.NewID(p.random); err != nil {
		return err
	}
	if k.Credential, err = json.Marshal(made); err != nil {
		return fmt.Errorf("keeping a passkey: %w", err)
	}
	if len(answer) > 0 {
		if k.Sealed, err = seal.LockWithPasskey(passkeyLabel(k.PersonID, k.ID), by.Key, answer); err != nil {
			return errPasskey
		}
	}
	return p.store.AddPasskey(ctx, k, p.custody(by.Person.ID, models.ItemPerson, by.Person.ID, models.DeedPasskey, "made"))
}

// NamePasskey gives one of a person's own another name.
func (p *People) NamePasskey(ctx context.Context, by models.Person, id models.ID, name string) error {
	name = strings.TrimSpace(name)
	if n := len([]rune(name)); n == 0 || n > passkeyName {
		return models.RefuseFields(models.FieldError{Field: "name", Key: "passkey.error.name", Args: map[string]any{"Max": passkeyName}})
	}
	return p.store.NamePasskey(ctx, by.ID, id, name)
}

// RemovePasskey makes one of a person's own useless.
func (p *People) RemovePasskey(ctx context.Context, by models.Person, id models.ID) error {
	return p.store.RemovePasskey(ctx, by.ID, id, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedPasskey, "removed"))
}

func (p *People) keepChallenge(ctx context.Context, session *webauthn.SessionData) (token string, err error) {
	data, err := json.Marshal(session)
	if err != nil {
		return "", fmt.Errorf("keeping a challenge: %w", err)
	}
	token, hash, err := seal.NewToken(p.random)
	if err != nil {
		return "", err
	}
	return token, p.store.KeepChallenge(ctx, hash, data, p.now(), p.now().Add(challengeLife))
}

func (p *People) takeChallenge(ctx context.Context, token string) (webauthn.SessionData, error) {
	var session webauthn.SessionData
	if p.passkeys == nil || token == "" {
		return session, errPasskey
	}
	data, err := p.store.TakeChallenge(ctx, seal.HashToken(token), p.now())
	if models.KindOf(err) == models.NotFound || models.KindOf(err) == models.Conflict {
		return session, errPasskey
	}
	if err != nil {
		return session, err
	}
	return session, json.Unmarshal(data, &session)
}
