package seal

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrShares says that two shares don't belong together.
var ErrShares = errors.New("these shares don't make a key")

// SplitKey makes two shares of a key: random bytes, and the key's text with them taken off it (exclusive or).
// Both make it whole; one alone is as likely for every key and tells nothing, however long somebody computes.
func SplitKey(random io.Reader, key PrivateKey) (one, other []byte, err error) {
	secret := []byte(key.Secret())
	if len(secret) == 0 {
		return nil, nil, ErrKey
	}
	one, other = make([]byte, len(secret)), make([]byte, len(secret))
	if _, err := io.ReadFull(random, one); err != nil {
		return nil, nil, fmt.Errorf("drawing a share: %w", err)
	}
	for i := range secret {
		other[i] = secret[i] ^ one[i]
	}
	return one, other, nil
}

// JoinShares makes a key of the two shares that SplitKey gave, in any order.
func JoinShares(one, other []byte) (PrivateKey, error) {
	if len(one) != len(other) {
		return PrivateKey{}, ErrShares
	}
	secret := make([]byte, len(one))
	for i := range one {
		secret[i] = one[i] ^ other[i]
	}
	key, err := ParsePrivateKey(string(secret))
	if err != nil {
		return PrivateKey{}, ErrShares
	}
	return key, nil
}

// AskCode is what somebody who asks for help reads to a helper, "k3f7-q2md-8wxa": 60 bits of a digest of the
// public key to which the help is to be sealed. Nobody finds another key with the same code.
func AskCode(k PublicKey) string {
	sum := sha256.Sum256([]byte("loupe recovery ask\n" + string(k)))
	text := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:8]))[:12]
	return text[:4] + "-" + text[4:8] + "-" + text[8:]
}
