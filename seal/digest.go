package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Digest is HMAC-SHA-256 (RFC 2104) of a text under a key derived from k for a purpose, in hex: a
// name by which a text is known again by who holds k, and by nobody else.
func (k PrivateKey) Digest(purpose, text string) (string, error) {
	own, err := derive([]byte(k.Secret()), "loupe digest "+purpose, 32)
	if err != nil {
		return "", err
	}
	h := hmac.New(sha256.New, own)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil)), nil
}
