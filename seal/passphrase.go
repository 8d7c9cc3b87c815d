package seal

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/crypto/argon2"
)

// ErrWrongPassphrase says that a passphrase doesn't open a locked key.
var ErrWrongPassphrase = errors.New("wrong passphrase")

// Argon2id with 64 MiB, three passes and one lane: above OWASP's minimum of 2024 (19 MiB, two
// passes), and a cost that a phone-sized server can bear for a few people at once.
const (
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	argonSalt   = 16
	kdfForm     = "argon2id$v=19$m=%d,t=%d,p=1$%s"
)

// Each run holds 64 MiB, so only a few go at once; the others wait their turn.
var argonSlots = make(chan struct{}, max(2, runtime.NumCPU()))

// LockWithPassphrase wraps key under a passphrase. locked and kdf are what a database may hold:
// kdf has the parameters and the salt. Only opening tells whether a passphrase is right; there is
// no hash of it anywhere.
func LockWithPassphrase(ctx context.Context, random io.Reader, label Label, key PrivateKey, passphrase string) (locked []byte, kdf string, err error) {
	salt := make([]byte, argonSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, "", fmt.Errorf("drawing a salt: %w", err)
	}
	kdf = fmt.Sprintf(kdfForm, argonMemory, argonTime, base64.RawStdEncoding.EncodeToString(salt))
	lock, err := passphraseKey(ctx, kdf, passphrase)
	if err != nil {
		return nil, "", err
	}
	locked, err = WrapKey(label, key, lock.Public())
	return locked, kdf, err
}

// UnlockWithPassphrase opens a key that LockWithPassphrase locked; ErrWrongPassphrase when it
// doesn't open.
func UnlockWithPassphrase(ctx context.Context, label Label, locked []byte, kdf, passphrase string) (PrivateKey, error) {
	lock, err := passphraseKey(ctx, kdf, passphrase)
	if err != nil {
		return PrivateKey{}, err
	}
	key, err := UnwrapKey(label, locked, lock)
	if errors.Is(err, ErrCannotOpen) {
		return PrivateKey{}, ErrWrongPassphrase
	}
	return key, err
}

// DummyUnlock costs what UnlockWithPassphrase costs, so that an unknown account answers as slowly
// as a known one.
func DummyUnlock(ctx context.Context, passphrase string) {
	salt := base64.RawStdEncoding.EncodeToString(make([]byte, argonSalt))
	_, _ = passphraseKey(ctx, fmt.Sprintf(kdfForm, argonMemory, argonTime, salt), passphrase)
}

func passphraseKey(ctx context.Context, kdf, passphrase string) (PrivateKey, error) {
	var memory, time uint32
	var text string
	if _, err := fmt.Sscanf(kdf, kdfForm, &memory, &time, &text); err != nil {
		return PrivateKey{}, fmt.Errorf("a locked key has unreadable parameters")
	}
	salt, err := base64.RawStdEncoding.DecodeString(text)
	// A tampered row must not be able to ask for all the memory there is.
	if err != nil || len(salt) < argonSalt || memory > 1<<20 || time > 16 || time < 1 {
		return PrivateKey{}, fmt.Errorf("a locked key has unusable parameters")
	}
	select {
	case argonSlots <- struct{}{}:
		defer func() { <-argonSlots }()
	case <-ctx.Done():
		return PrivateKey{}, ctx.Err()
	}
	return PrivateKeyFromSeed([32]byte(argon2.IDKey([]byte(passphrase), salt, time, memory, 1, 32)))
}
