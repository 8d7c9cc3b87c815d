package models

import "time"

// Deed names what was done. It stands in custody entries, so a name is never changed or reused.
type Deed string

// Custody is one deed about to be recorded with its change, in the same transaction. Detail may
// name states, desks and counts; only its salted digest is kept in the entry, never the words.
type Custody struct {
	ItemKind string
	ItemID   ID
	Deed     Deed
	ActorID  ID // "" for a source or the platform itself
	At       time.Time
	Detail   string // canonical, small, no content of a report
}

// CustodyEntry is one recorded deed.
type CustodyEntry struct {
	Seq       int64
	ID        ID
	ItemKind  string
	ItemID    ID
	Deed      Deed
	ActorID   ID
	ActorName string // for pages; not part of the entry
	At        time.Time
	Leaf      []byte // the canonical form that the ledger integrates
}

// CustodyFilter narrows the record. Zero fields don't narrow; the newest entries come first.
type CustodyFilter struct {
	ItemID  ID
	ActorID ID
	Deed    Deed
	After   string // keyset cursor
	Limit   int
}
