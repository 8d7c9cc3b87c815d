package ledger

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
)

// Signer signs in the platform's name with Ed25519 (RFC 8032), deterministically: every node gives
// the same signature for the same text. It never shows its key.
type Signer struct{ key ed25519.PrivateKey }

// SignerSeedSize is the length of a signer's seed in bytes.
const SignerSeedSize = ed25519.SeedSize

// NewSignerSeed draws the 32 bytes that a signer is made of.
func NewSignerSeed(random io.Reader) ([]byte, error) {
	seed := make([]byte, SignerSeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("drawing a signing key: %w", err)
	}
	return seed, nil
}

// NewSigner makes the signer of a seed.
func NewSigner(seed []byte) (Signer, error) {
	if len(seed) != SignerSeedSize {
		return Signer{}, errors.New("not the seed of a signing key")
	}
	return Signer{ed25519.NewKeyFromSeed(seed)}, nil
}

// Public is the key that others check with, 32 bytes.
func (s Signer) Public() []byte { return s.key.Public().(ed25519.PublicKey) }

// Sign signs purpose, a line's end and the text. The purpose keeps what was signed for one thing from
// passing for another; it has no line's end.
func (s Signer) Sign(purpose, text string) []byte {
	return ed25519.Sign(s.key, []byte(purpose+"\n"+text))
}

// Verify tells whether Sign of the key's holder made the signature.
func Verify(public []byte, purpose, text string, signature []byte) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, []byte(purpose+"\n"+text), signature)
}

func (Signer) String() string   { return "[signer]" }
func (Signer) GoString() string { return "[signer]" }
