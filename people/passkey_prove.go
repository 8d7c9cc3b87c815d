package people

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"loupe/models"
)

var errProof = models.RefuseFields(models.FieldError{Field: "passkey", Key: "passkey.error.proof"})

// AskProof gives what a browser needs so that a person shows by one of their passkeys that it is they who
// act (PublicKeyCredentialRequestOptionsJSON). It has to know them by touch, face or PIN, now.
func (p *People) AskProof(ctx context.Context, by models.Person) (options []byte, token string, err error) {
	if p.passkeys == nil {
		return nil, "", models.ErrNotFound
	}
	owner, list, err := p.keyOwner(ctx, by)
	if err != nil {
		return nil, "", err
	}
	if len(list) == 0 {
		return nil, "", errProof
	}
	assertion, session, err := p.passkeys.BeginLogin(owner, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", fmt.Errorf("asking for a passkey: %w", err)
	}
	if token, err = p.keepChallenge(ctx, session); err != nil {
		return nil, "", err
	}
	options, err = json.Marshal(assertion.Response)
	return options, token, err
}

// ProveByPasskey shows again who acts in a session, by one of their own passkeys; the token is the one with
// which it was asked. See docs/decisions/0041-a-passkey-is-a-proof.md.
func (p *People) ProveByPasskey(ctx context.Context, by models.Person, session, token string, credential []byte) error {
	asked, err := p.takeChallenge(ctx, token)
	if models.KindOf(err) == models.Invalid {
		return errProof
	}
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(credential)
	if err != nil {
		return errProof
	}
	k, err := p.store.PasskeyByCredential(ctx, parsed.RawID)
	if models.KindOf(err) == models.NotFound || err == nil && k.PersonID != by.ID {
		return errProof
	}
	if err != nil {
		return err
	}
	owner, _, err := p.keyOwner(ctx, by)
	if err != nil {
		return err
	}
	used, err := p.passkeys.ValidateLogin(owner, asked, parsed)
	if err != nil {
		return errProof
	}
	if err := p.usedPasskey(ctx, k.ID, used); err != nil {
		return err
	}
	return p.store.ProveSession(ctx, session, p.now(), p.custody(by.ID, models.ItemPerson, by.ID, models.DeedProve, "passkey"))
}
