package seal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"filippo.io/age"
)

// PublicKey is an age hybrid recipient, "age1pq1…". Whoever seals needs nothing else. The zero
// value is invalid.
type PublicKey string

// ErrKey is what a malformed key gives.
var ErrKey = errors.New("not a key")

// Parsing a recipient costs more than wrapping to it, and the same few desks come again and again.
var recipients sync.Map // PublicKey -> *age.HybridRecipient

// ParsePublicKey checks the form of a public key.
func ParsePublicKey(s string) (PublicKey, error) {
	r, err := age.ParseHybridRecipient(s)
	if err != nil {
		return "", ErrKey
	}
	return PublicKey(r.String()), nil
}

func (k PublicKey) recipient() (*age.HybridRecipient, error) {
	if r, ok := recipients.Load(k); ok {
		return r.(*age.HybridRecipient), nil
	}
	r, err := age.ParseHybridRecipient(string(k))
	if err != nil {
		return nil, ErrKey
	}
	return r, nil
}

// Remember keeps the parsed form of a key that will be sealed to often, a desk's or recovery's.
// There are few of those; a report's own key is used a handful of times and is not remembered.
func (k PublicKey) Remember() error {
	r, err := k.recipient()
	if err == nil {
		recipients.Store(k, r)
	}
	return err
}

// PrivateKey opens what was sealed to its public key. It never shows itself when printed, logged
// or encoded. The zero value opens nothing.
type PrivateKey struct{ id *age.HybridIdentity }

// NewPrivateKey draws a key from random.
func NewPrivateKey(random io.Reader) (PrivateKey, error) {
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return PrivateKey{}, fmt.Errorf("drawing a key: %w", err)
	}
	return PrivateKeyFromSeed(seed)
}

// PrivateKeyFromSeed makes the key whose 32-byte HPKE seed is given.
func PrivateKeyFromSeed(seed [32]byte) (PrivateKey, error) {
	return ParsePrivateKey(bech32Upper("age-secret-key-pq-", seed[:]))
}

// ParsePrivateKey reads "AGE-SECRET-KEY-PQ-1…".
func ParsePrivateKey(secret string) (PrivateKey, error) {
	id, err := age.ParseHybridIdentity(secret)
	if err != nil {
		return PrivateKey{}, ErrKey // the parser's words could hold a piece of the key
	}
	return PrivateKey{id}, nil
}

// Public gives the key to which others seal; "" for the zero key.
func (k PrivateKey) Public() PublicKey {
	if k.id == nil {
		return ""
	}
	return PublicKey(k.id.Recipient().String())
}

// Secret is the key's text, "AGE-SECRET-KEY-PQ-1…". It is for wrapping and nothing else.
func (k PrivateKey) Secret() string {
	if k.id == nil {
		return ""
	}
	return k.id.String()
}

// IsZero tells whether there is no key.
func (k PrivateKey) IsZero() bool { return k.id == nil }

const hidden = "[key]"

func (PrivateKey) String() string               { return hidden }
func (PrivateKey) GoString() string             { return hidden }
func (PrivateKey) Format(s fmt.State, _ rune)   { _, _ = io.WriteString(s, hidden) }
func (PrivateKey) LogValue() slog.Value         { return slog.StringValue(hidden) }
func (PrivateKey) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON never shows the key.
func (PrivateKey) MarshalJSON() ([]byte, error) { return json.Marshal(hidden) }
