package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Version is the form that Encode writes.
const Version = 1

const timeForm = "2006-01-02T15:04:05.000000Z"

// ErrEntry says that bytes or values aren't a custody entry in canonical form.
var ErrEntry = errors.New("not a custody entry")

// Entry is one recorded deed.
type Entry struct {
	ID       string // of the entry
	ItemKind string // "report", "case" …
	ItemID   string // "" for none
	Deed     string // "report.accept"
	ActorID  string // "" for a source or the platform itself
	At       time.Time
	Digest   [32]byte // SaltedDigest of the deed's detail
}

// encoded has the fields in the order in which they are written. The order is part of the form.
type encoded struct {
	Version  int    `json:"v"`
	ID       string `json:"id"`
	ItemKind string `json:"kind"`
	ItemID   string `json:"item"`
	Deed     string `json:"deed"`
	ActorID  string `json:"actor"`
	At       string `json:"at"`
	Digest   string `json:"digest"`
}

// Encode gives the canonical form: one JSON object with fixed key order and no spaces, the time in
// microseconds UTC, the digest in lower-case hex. It refuses anything that isn't an id or a name
// (a-z, 0-9, dot, dash, underscore; at most 64), so that no content can slip into the log.
func (e Entry) Encode() ([]byte, error) {
	for _, token := range []string{e.ID, e.ItemKind, e.Deed} {
		if token == "" {
			return nil, fmt.Errorf("%w: a part is empty", ErrEntry)
		}
	}
	for _, token := range []string{e.ID, e.ItemKind, e.ItemID, e.Deed, e.ActorID} {
		if !isToken(token) {
			return nil, fmt.Errorf("%w: a part is neither an id nor a name", ErrEntry)
		}
	}
	if y := e.At.UTC().Year(); y < 1970 || y > 9999 {
		return nil, fmt.Errorf("%w: its time is out of range", ErrEntry)
	}
	return json.Marshal(encoded{
		Version, e.ID, e.ItemKind, e.ItemID, e.Deed, e.ActorID,
		e.At.UTC().Truncate(time.Microsecond).Format(timeForm), hex.EncodeToString(e.Digest[:]),
	})
}

func isToken(s string) bool {
	if len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Parse reads the canonical form and nothing else: what it accepts encodes back to the same bytes.
func Parse(b []byte) (Entry, error) {
	if len(b) > 1024 {
		return Entry{}, ErrEntry
	}
	var in encoded
	if err := json.Unmarshal(b, &in); err != nil || in.Version != Version {
		return Entry{}, ErrEntry
	}
	at, err := time.Parse(timeForm, in.At)
	if err != nil {
		return Entry{}, ErrEntry
	}
	digest, err := hex.DecodeString(in.Digest)
	if err != nil || len(digest) != 32 {
		return Entry{}, ErrEntry
	}
	e := Entry{ID: in.ID, ItemKind: in.ItemKind, ItemID: in.ItemID, Deed: in.Deed, ActorID: in.ActorID, At: at, Digest: [32]byte(digest)}
	if again, err := e.Encode(); err != nil || !bytes.Equal(again, b) {
		return Entry{}, ErrEntry
	}
	return e, nil
}

// LeafHash is the hash of an encoded entry as a leaf of the log (RFC 6962, section 2.1).
func LeafHash(leaf []byte) [32]byte {
	return sha256.Sum256(append([]byte{0}, leaf...))
}
