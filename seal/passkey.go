package seal

import "crypto/sha256"

// PasskeyInput is what a passkey's pseudo-random function is asked for (WebAuthn Level 3, 10.1.4). The
// answer differs with each passkey and site, so the question can be the same for all, and a browser can be
// asked before it is known whose passkey it is.
func PasskeyInput() []byte {
	sum := sha256.Sum256([]byte("loupe passkey input 1"))
	return sum[:]
}

// LockWithPasskey wraps a person's key under the 32 bytes that a passkey answers. They are uniformly random
// and known to that passkey alone, so that they need no slow derivation. What is stored opens for nobody without.
func LockWithPasskey(label Label, key PrivateKey, answer []byte) ([]byte, error) {
	lock, err := passkeyLock(answer)
	if err != nil {
		return nil, err
	}
	return WrapKey(label, key, lock.Public())
}

// UnlockWithPasskey opens what LockWithPasskey locked; ErrCannotOpen for any other answer.
func UnlockWithPasskey(label Label, locked, answer []byte) (PrivateKey, error) {
	lock, err := passkeyLock(answer)
	if err != nil {
		return PrivateKey{}, err
	}
	return UnwrapKey(label, locked, lock)
}

func passkeyLock(answer []byte) (PrivateKey, error) {
	if len(answer) != 32 {
		return PrivateKey{}, ErrCannotOpen
	}
	seed, err := derive(answer, "loupe passkey key", 32)
	if err != nil {
		return PrivateKey{}, err
	}
	return PrivateKeyFromSeed([32]byte(seed))
}
