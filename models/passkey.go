package models

import "time"

// Passkey is what an authenticator holds the secret half of.
type Passkey struct {
	ID, PersonID ID
	CredentialID []byte
	Credential   []byte // its public half and counters, as JSON
	Name         string // by its owner
	Sealed       []byte // the person's key, opened with the PRF of this passkey; nil when it has none
	CreatedAt    time.Time
	UsedAt       time.Time // zero when never
}

// OpensKey tells whether the passkey alone signs its owner in.
func (k Passkey) OpensKey() bool { return len(k.Sealed) > 0 }
