package people

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"loupe/models"
	"loupe/seal"
)

// AskPasskey gives what a browser needs to sign in with a passkey (PublicKeyCredentialRequestOptionsJSON):
// for the person of a half session as the second step, else for whoever has one here. The passkey has to
// know its owner by touch, face or PIN: possession alone opens nothing.
func (p *People) AskPasskey(ctx context.Context, half string) (options []byte, token string, err error) {
	if p.passkeys == nil {
		return nil, "", models.ErrNotFound
	}
	asked := []webauthn.LoginOption{webauthn.WithUserVerification(protocol.VerificationRequired), webauthn.WithAssertionExtensions(webauthn.WithExtensionPRF(askPRF()))}
	var assertion *protocol.CredentialAssertion
	var session *webauthn.SessionData
	if _, person, failed := p.store.HalfSession(ctx, seal.SessionToken(half).ID(), p.now()); half != "" && failed == nil {
		owner, list, err := p.keyOwner(ctx, person)
		if err != nil {
			return nil, "", err
		}
		if len(list) == 0 {
			return nil, "", errPasskey
		}
		assertion, session, err = p.passkeys.BeginLogin(owner, asked...)
		if err != nil {
			return nil, "", fmt.Errorf("asking for a passkey: %w", err)
		}
	} else if assertion, session, err = p.passkeys.BeginDiscoverableLogin(asked...); err != nil {
		return nil, "", fmt.Errorf("asking for a passkey: %w", err)
	}
	if token, err = p.keepChallenge(ctx, session); err != nil {
		return nil, "", err
	}
	options, err = json.Marshal(assertion.Response)
	return options, token, err
}

// PasskeySignIn starts a session with a passkey: it finishes a half session as its second step, or, with
// the answer of its PRF, opens the person's key by itself. Whatever is wrong, the answer is the same, but for
// a passkey that is right and can't open the key.
func (p *People) PasskeySignIn(ctx context.Context, half, token string, credential, answer []byte) (string, time.Time, models.Person, error) {
	fail := func(err error) (string, time.Time, models.Person, error) {
		return "", time.Time{}, models.Person{}, err
	}
	session, err := p.takeChallenge(ctx, token)
	if err != nil {
		return fail(err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return fail(errPasskey)
	}
	k, err := p.store.PasskeyByCredential(ctx, parsed.RawID)
	if models.KindOf(err) == models.NotFound {
		return fail(errPasskey)
	}
	if err != nil {
		return fail(err)
	}
	person, err := p.store.Person(ctx, k.PersonID)
	if err != nil || !person.DisabledAt.IsZero() {
		return fail(errPasskey)
	}
	owner, _, err := p.keyOwner(ctx, person)
	if err != nil {
		return fail(err)
	}
	var key seal.PrivateKey
	var used *webauthn.Credential
	if second := len(session.UserID) > 0; second {
		row, of, err := p.store.HalfSession(ctx, seal.SessionToken(half).ID(), p.now())
		if err != nil || of.ID != person.ID {
			return fail(errPasskey)
		}
		if used, err = p.passkeys.ValidateLogin(owner, session, parsed); err != nil {
			return fail(errPasskey)
		}
		if key, err = seal.SessionToken(half).Unwrap(keyLabel(person.ID), row.SealedKey); err != nil {
			return fail(errPasskey)
		}
	} else {
		mine := func(_, handle []byte) (webauthn.User, error) {
			if !bytes.Equal(handle, owner.WebAuthnID()) {
				return nil, errPasskey
			}
			return owner, nil
		}
		if used, err = p.passkeys.ValidateDiscoverableLogin(mine, session, parsed); err != nil {
			return fail(errPasskey)
		}
		if key, err = seal.UnlockWithPasskey(passkeyLabel(person.ID, k.ID), k.Sealed, answer); err != nil {
			return fail(models.RefuseFields(models.FieldError{Field: "passkey", Key: "passkey.error.no_key"}))
		}
	}
	if err := p.usedPasskey(ctx, k.ID, used); err != nil {
		return fail(err)
	}
	if half != "" {
		if err := p.store.DropSession(ctx, seal.SessionToken(half).ID()); err != nil {
			return fail(err)
		}
	}
	whole, expires, err := p.start(ctx, person.ID, key)
	return whole, expires, person, err
}

// usedPasskey keeps what a passkey counted. One whose counter went back is refused: there may be two of it.
func (p *People) usedPasskey(ctx context.Context, id models.ID, used *webauthn.Credential) error {
	if used.Authenticator.CloneWarning {
		return errPasskey
	}
	kept, err := json.Marshal(used)
	if err != nil {
		return fmt.Errorf("keeping a passkey: %w", err)
	}
	return p.store.UsedPasskey(ctx, id, kept, p.now())
}
