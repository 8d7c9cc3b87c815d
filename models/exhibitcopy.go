package models

import (
	"encoding/json"
	"time"
)

// ExhibitCopy is a working copy made of an exhibit for looking at it. It is added and never changed.
type ExhibitCopy struct {
	ID        ID
	ExhibitID ID
	Kind      CopyKind
	Position  int64  // the number of a page; the milliseconds of a still
	Sealed    []byte // CopyNote as JSON, label SealCopyNote [report, exhibit, copy], to the report's key
	Key       string // of its picture in the object store, label SealCopy [report, exhibit, copy]; "" without one
	Size      int64  // of the picture's ciphertext
	By        ID     // "" when nobody asked for it alone
	ByName    string
	At        time.Time
}

// CopyKind tells working copies apart.
type CopyKind string

// The kinds of copies. A document's own copy, at position 0, says what it shows.
const (
	CopyDocument CopyKind = "document"
	CopyPage     CopyKind = "page"
	CopyStill    CopyKind = "still"
	CopyPeaks    CopyKind = "peaks" // of sound
)

// CopyNote is the sealed part of a working copy.
type CopyNote struct {
	SHA256   string          `json:"sha256,omitempty"` // of the picture
	Width    int             `json:"width,omitempty"`
	Height   int             `json:"height,omitempty"`
	Text     string          `json:"text,omitempty"`     // the words on a page
	Source   string          `json:"source,omitempty"`   // what made a still
	Document json.RawMessage `json:"document,omitempty"` // what a document shows, without its pages; or peaks of sound
	Refused  string          `json:"refused,omitempty"`  // why it shows nothing
}
