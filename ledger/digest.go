package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 16

// NewSalt draws the salt of one entry's digest.
func NewSalt(random io.Reader) ([]byte, error) {
	salt := make([]byte, SaltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("drawing a salt: %w", err)
	}
	return salt, nil
}

// SaltedDigest binds an entry to the detail of its deed: HMAC-SHA-256 under the entry's salt. Who
// has salt and detail can show that they belong to the entry; once the salt is destroyed, the
// digest says nothing, not even to someone who guesses the detail.
func SaltedDigest(salt []byte, detail string) [32]byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(detail))
	return [32]byte(mac.Sum(nil))
}
