package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
)

const markNonce = 16 // bytes

// NewMark makes a mark by which an account knows a browser again that its owner has signed in with.
// It opens nothing. It is bound to the account's locked key, so that a changed passphrase makes all
// marks void and nothing has to be kept of them.
func NewMark(random io.Reader, locked []byte) (string, error) {
	nonce := make([]byte, markNonce)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return "", fmt.Errorf("drawing a browser's mark: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(nonce, markSum(nonce, locked)...)), nil
}

// CheckMark tells whether a mark was made for the account of a locked key.
func CheckMark(mark string, locked []byte) bool {
	raw, err := base64.RawURLEncoding.DecodeString(mark)
	return err == nil && len(locked) > 0 && len(raw) == markNonce+sha256.Size && hmac.Equal(raw[markNonce:], markSum(raw[:markNonce], locked))
}

func markSum(nonce, locked []byte) []byte {
	m := hmac.New(sha256.New, locked)
	_, _ = m.Write([]byte("loupe browser mark\n"))
	_, _ = m.Write(nonce)
	return m.Sum(nil)
}
