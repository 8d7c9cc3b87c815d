package models

import (
	"slices"
	"time"
)

// Device is what one phone sends with: a name and a password of its own, which open nothing and read
// nothing. What is kept of the password are digests.
type Device struct {
	ID        ID
	PersonID  ID // whose reports its sendings are
	Name      string
	Username  string
	HA1       string // MD5 of name, realm and password, which digest sign-in needs (RFC 7616); a secret
	Secret    string // digest of the password, to compare one that comes in the open
	TokenHash string // digest of the bearer token that the password gives
	MadeBy    ID
	MadeAt    time.Time
	UsedOn    string    // day of last use, "2026-03-04"; "" when never
	RevokedAt time.Time // zero while it may send
}

// DeviceOwner is a device in a list, with whose it is.
type DeviceOwner struct {
	Device
	Owner string
}

// MayKeepDevice asks whether p may make or revoke a device of owner's: an admin any monitor's, a
// monitor their own.
func MayKeepDevice(p, owner Person) error {
	if p.Has(RoleAdmin) || p.ID == owner.ID && p.Has(RoleMonitor) {
		return nil
	}
	return ErrNotFound
}

// Sent is what is kept of one sending of a device, so that its repeats are known: digests under the
// sending's own id, which only the phone holds. They say nothing to whoever reads them here.
type Sent struct {
	ID    string // of the sending; "" adds files to one that is known
	Mark  string // of its words: the same id with another mark is refused
	Files []SentFile
}

// SentFile is one file of a sending.
type SentFile struct{ ID, Mark string }

// Sending is where a known sending went.
type Sending struct {
	ReportID  ID
	ReceiptID string // of the report
	Mark      string
	At        time.Time
}

// DeviceForm is a form that an admin uploaded, with what its fields mean to us.
type DeviceForm struct {
	FormID  string
	Version string
	Title   string
	XML     string
	Mapping string // JSON
	Listed  bool   // phones are offered it; what comes for one that isn't is taken all the same
	At      time.Time
}

// Unfinished is a file that a device sends in pieces and that isn't whole yet.
type Unfinished struct {
	ID        string // digest of report and name
	ReportID  ID
	ExhibitID ID
	PersonID  ID
	Held      int64  // bytes of the original that are durable
	Sealed    int64  // bytes of ciphertext
	Parts     int    // how many pieces
	Digest    []byte // state of the digest, sealed with what the device's request carries
	At        time.Time
}

// Narrower gives the one of two consents that allows less.
func Narrower(a, b Consent) Consent {
	if slices.Index(Consents, b) > slices.Index(Consents, a) {
		return b
	}
	return a
}
