package seal

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrRecoveryKey says that a typed recovery key isn't whole.
var ErrRecoveryKey = errors.New("this is not a whole recovery key")

// Crockford's alphabet has no letters that read like digits.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const recoveryGroup = 5

// NewRecoveryKey draws the key to which every report is wrapped besides its desk, and its printed
// form: 32 bytes and a 24-bit checksum in twelve groups of Crockford's base32. It is shown once and
// is kept on paper; the server keeps its public half.
func NewRecoveryKey(random io.Reader) (PrivateKey, string, error) {
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return PrivateKey{}, "", fmt.Errorf("drawing a recovery key: %w", err)
	}
	key, err := PrivateKeyFromSeed(seed)
	return key, recoveryText(seed), err
}

func recoveryText(seed [32]byte) string {
	sum := recoverySum(seed[:])
	text := crockford.EncodeToString(append(seed[:], sum...))
	var groups []string
	for ; len(text) > 0; text = text[min(recoveryGroup, len(text)):] {
		groups = append(groups, text[:min(recoveryGroup, len(text))])
	}
	return strings.Join(groups, "-")
}

func recoverySum(seed []byte) []byte {
	sum := sha256.Sum256(append([]byte("loupe recovery\x00"), seed...))
	return sum[:3]
}

// ParseRecoveryKey reads the printed form, in any case, with or without dashes and spaces, and with
// o, i and l for the digits they look like.
func ParseRecoveryKey(s string) (PrivateKey, error) {
	if len(s) > 500 {
		return PrivateKey{}, ErrRecoveryKey
	}
	clean := strings.NewReplacer("-", "", " ", "", "\n", "", "\r", "", "\t", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	raw, err := crockford.DecodeString(clean)
	if err != nil || len(raw) != 35 || string(recoverySum(raw[:32])) != string(raw[32:]) || crockford.EncodeToString(raw) != clean {
		return PrivateKey{}, ErrRecoveryKey
	}
	return PrivateKeyFromSeed([32]byte(raw[:32]))
}
