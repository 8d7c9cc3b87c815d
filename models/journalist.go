package models

import "time"

// JournalistState is how far an application for accreditation has come.
type JournalistState string

// The states of a journalist.
const (
	JournalistApplied  JournalistState = "applied"
	JournalistApproved JournalistState = "approved"
	JournalistRefused  JournalistState = "refused"
	JournalistRevoked  JournalistState = "revoked" // their links open nothing any more
)

// Application is what a journalist tells of themselves. It is sealed to the desks.
type Application struct {
	Name   string `json:"name"`
	Outlet string `json:"outlet"`
	Email  string `json:"email"`
	Proof  string `json:"proof"` // where their work can be seen, who vouches for them
}

// Journalist is an application and what became of it.
type Journalist struct {
	ID        ID
	State     JournalistState
	Sealed    []byte // Application, label SealJournalist [journalist]
	DecidedBy ID
	DecidedAt time.Time
	At        time.Time
}

// Preview is an embargoed look at a case for one journalist. Its link alone opens it.
type Preview struct {
	ID           ID
	CaseID       ID
	JournalistID ID
	Lookup       string // of the link's token
	Sealed       []byte // the preview's key, wrapped by the link's token
	By           ID
	ByName       string
	MadeAt       time.Time
	ExpiresAt    time.Time
	RevokedAt    time.Time // zero while it can be opened
	Opened       int       // how often
	OpenedAt     time.Time // last; zero when never
}

// PreviewContent is what a preview shows, sealed to its key.
type PreviewContent struct {
	Content Content       `json:"content"`
	Keys    map[ID]string `json:"keys"`
	Holder  string        `json:"holder"` // the journalist's name, which is drawn into every picture
}

// Alert is a wish to be told of new cases of a search. The address and the search are sealed.
type Alert struct {
	ID          ID
	Lookup      string // of the token in its letters
	Address     string // keyed digest of the address, so that nobody is flooded
	Sealed      []byte // AlertWish, to the unattended key, label SealAlert [alert]
	ConfirmedAt time.Time
	Change      int64 // the last change to anything public that was looked at
	SentAt      time.Time
	MadeAt      time.Time
}

// AlertWish is the sealed part of an alert.
type AlertWish struct {
	Email    string `json:"email"`
	Query    string `json:"query"` // of the public list's address
	Language string `json:"language"`
	Token    string `json:"token"`
}
