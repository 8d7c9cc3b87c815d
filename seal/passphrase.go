package seal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// ErrWrongPassphrase says that a passphrase doesn't open a locked key.
var ErrWrongPassphrase = errors.New("wrong passphrase")

// ErrPassphraseLength says that a passphrase to lock with is empty or over 1,024 bytes. How good a
// passphrase must be is for the caller to say.
var ErrPassphraseLength = errors.New("a passphrase has 1 to 1024 bytes")

const passphraseLimit = 1024

// Argon2id with 64 MiB, three passes and one lane: above OWASP's minimum of 2024 (19 MiB, two
// passes), and a cost that a phone-sized server can bear for a few people at once.
const (
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	argonSalt   = 16
	kdfForm     = "argon2id$v=19$m=%d,t=%d,p=1$%s"
)

// Each run holds 64 MiB, so only a few go at once; the others wait their turn.
var argonSlots = make(chan struct{}, min(4, max(2, runtime.NumCPU())))

// LockWithPassphrase wraps key under a passphrase. locked and kdf are what a database may hold:
// kdf has the parameters and the salt. Only opening tells whether a passphrase is right; there is
// no hash of it anywhere. Passphrases are compared in NFKC, so that two keyboards that write an
// accent in two ways write the same passphrase.
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
// doesn't open, and ctx's error when it ended before the passphrase's turn came.
func UnlockWithPassphrase(ctx context.Context, label Label, locked []byte, kdf, passphrase string) (PrivateKey, error) {
	lock, err := passphraseKey(ctx, kdf, passphrase)
	if errors.Is(err, ErrPassphraseLength) {
		return PrivateKey{}, ErrWrongPassphrase
	}
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
	kdf := fmt.Sprintf(kdfForm, argonMemory, argonTime, salt)
	_, _ = UnlockWithPassphrase(ctx, dummyLabel, dummyLocked(), kdf, passphrase)
}

var dummyLabel = Label{Kind: "nobody"}

// dummyLocked is as long as a locked key and opens for nobody: its key was never kept.
var dummyLocked = sync.OnceValue(func() []byte {
	key, err := NewPrivateKey(rand.Reader)
	if err != nil {
		return nil
	}
	locked, _ := WrapKey(dummyLabel, key, key.Public())
	return locked
})

func passphraseKey(ctx context.Context, kdf, passphrase string) (PrivateKey, error) {
	if passphrase == "" || len(passphrase) > passphraseLimit {
		return PrivateKey{}, ErrPassphraseLength
	}
	var memory, time uint32
	var text string
	if _, err := fmt.Sscanf(kdf, kdfForm, &memory, &time, &text); err != nil {
		return PrivateKey{}, fmt.Errorf("a locked key has unreadable parameters")
	}
	salt, err := base64.RawStdEncoding.DecodeString(text)
	// A tampered row must not be able to ask for all the memory there is.
	if err != nil || len(salt) < argonSalt || len(salt) > 64 || memory > 1<<20 || time > 16 || time < 1 {
		return PrivateKey{}, fmt.Errorf("a locked key has unusable parameters")
	}
	select {
	case argonSlots <- struct{}{}:
		defer func() { <-argonSlots }()
	case <-ctx.Done():
		return PrivateKey{}, ctx.Err()
	}
	return PrivateKeyFromSeed([32]byte(argon2.IDKey(norm.NFKC.Bytes([]byte(passphrase)), salt, time, memory, 1, 32)))
}
