package openrosa

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"
)

// What CheckNonce refuses with.
var (
	ErrNonce      = errors.New("openrosa: not a nonce of ours")
	ErrStaleNonce = errors.New("openrosa: a nonce that is too old") // answer with a stale Challenge
)

// nonceTag is the length of a nonce's signature in bytes.
const nonceTag = 16

// NewNonce makes a nonce that says when it was made and is signed with key (RFC 7616, section 3.3), so
// that any node can check it and none has to remember it. Nothing else in it is random: two made at
// the same nanosecond are the same.
func NewNonce(key []byte, now time.Time) string {
	made := binary.BigEndian.AppendUint64(nil, uint64(now.UnixNano()))
	return base64.RawURLEncoding.EncodeToString(append(made, signNonce(key, made)...))
}

// CheckNonce accepts a nonce of NewNonce that is at most life old: ErrNonce for one that isn't ours or
// is of the future (clocks of nodes may differ by a minute), ErrStaleNonce for one that was good.
func CheckNonce(key []byte, nonce string, now time.Time, life time.Duration) error {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(raw) != 8+nonceTag || !hmac.Equal(raw[8:], signNonce(key, raw[:8])) {
		return ErrNonce
	}
	age := now.Sub(time.Unix(0, int64(binary.BigEndian.Uint64(raw))))
	if age < -time.Minute {
		return ErrNonce
	}
	if age > life {
		return ErrStaleNonce
	}
	return nil
}

func signNonce(key, made []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("loupe digest nonce\x00")) // the key may sign other things
	mac.Write(made)
	return mac.Sum(nil)[:nonceTag]
}
