package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// SessionToken is a signed-in browser's cookie: 32 random bytes in base64url. The server keeps its
// ID and a person's key wrapped under it, never the token, so what is stored opens nothing.
// It never shows itself when printed, logged or encoded: string(token) is what the cookie holds.
type SessionToken string

// NewSessionToken draws a token.
func NewSessionToken(random io.Reader) (SessionToken, error) {
	raw, err := drawText(random)
	return SessionToken(raw), err
}

// ID is what the database holds of a token.
func (t SessionToken) ID() string { return digestText("loupe session id", string(t)) }

// Wrap seals a person's key under the token.
func (t SessionToken) Wrap(label Label, key PrivateKey) ([]byte, error) {
	own, err := t.key()
	if err != nil {
		return nil, err
	}
	return WrapKey(label, key, own.Public())
}

// Unwrap opens what Wrap sealed; ErrCannotOpen for any other token, ErrWrongLabel for any other label.
func (t SessionToken) Unwrap(label Label, sealed []byte) (PrivateKey, error) {
	own, err := t.key()
	if err != nil {
		return PrivateKey{}, err
	}
	return UnwrapKey(label, sealed, own)
}

func (t SessionToken) key() (PrivateKey, error) {
	// A stranger may send any cookie, and an empty one would give a key that anybody knows.
	if raw, err := base64.RawURLEncoding.Strict().DecodeString(string(t)); err != nil || len(raw) != 32 {
		return PrivateKey{}, ErrCannotOpen
	}
	seed, err := derive([]byte(t), "loupe session key", 32)
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKeyFromSeed([32]byte(seed))
}

const hiddenToken = "[token]"

func (SessionToken) String() string               { return hiddenToken }
func (SessionToken) GoString() string             { return hiddenToken }
func (SessionToken) Format(s fmt.State, _ rune)   { _, _ = io.WriteString(s, hiddenToken) }
func (SessionToken) LogValue() slog.Value         { return slog.StringValue(hiddenToken) }
func (SessionToken) MarshalText() ([]byte, error) { return []byte(hiddenToken), nil }

// NewToken draws a one-time link's token and the hash that the database may hold.
func NewToken(random io.Reader) (token, stored string, err error) {
	token, err = drawText(random)
	return token, HashToken(token), err
}

// HashToken gives the stored form of a one-time link's token.
func HashToken(token string) string { return digestText("loupe link", token) }

func drawText(random io.Reader) (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("drawing a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// digestText hashes a secret for storing, apart for each purpose. Tokens have 256 random bits, so
// a plain hash is enough.
func digestText(purpose, secret string) string {
	sum := sha256.Sum256([]byte(purpose + "\x00" + secret))
	return hex.EncodeToString(sum[:])
}

// derive is HKDF-SHA-256 (RFC 5869) without salt.
func derive(secret []byte, info string, length int) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, info, length)
}

// BearerKey gives the key that belongs to a device's bearer token, which has 128 random bits at least.
// What is sealed to it opens only while a request carries the token.
func BearerKey(token string) (PrivateKey, error) {
	if len(token) < 32 {
		return PrivateKey{}, ErrCannotOpen
	}
	seed, err := derive([]byte(token), "loupe bearer key", 32)
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKeyFromSeed([32]byte(seed))
}
