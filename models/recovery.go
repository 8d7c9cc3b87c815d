package models

import "time"

// Helper is a colleague who holds shares of a person's key. Two helpers make it whole.
type Helper struct {
	PersonID ID
	HelperID ID
	Name     string // of the helper
	Key      string // of the helper, to which Sealed was sealed
	KeyNow   string // the helper's key now: with another one they can't help any more
	Sealed   []byte // label SealHelp with person, helper
	At       time.Time
}

// Able tells whether the helper still holds the key that their shares are sealed to.
func (h Helper) Able() bool { return h.Key == h.KeyNow }

// Recovery is somebody's wish to come back after a lost passphrase. It opens nothing until two helpers have
// sealed their shares to its key.
type Recovery struct {
	ID            ID
	PersonID      ID
	PublicKey     string
	Locked        Locked // its private half, under the passphrase that is to be the new one
	CodeHash      string
	At, ExpiresAt time.Time
}

// RecoveryShare is one helper's shares, sealed to a recovery.
type RecoveryShare struct {
	RecoveryID ID
	HelperID   ID
	Sealed     []byte // label SealHelpGiven with recovery, helper
	At         time.Time
}
