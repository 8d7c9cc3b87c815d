package models

import "time"

// FollowUpKind says what one entry of what follows a case is.
type FollowUpKind string

// The kinds of follow-up.
const (
	FollowReferral FollowUpKind = "referral" // the case was handed to somebody who can act
	FollowLetter   FollowUpKind = "letter"   // somebody was written to
	FollowReply    FollowUpKind = "reply"    // somebody answered
	FollowRight    FollowUpKind = "right"    // those accused were offered a reply, or gave one
)

// FollowUpKinds in the order of the form.
var FollowUpKinds = []FollowUpKind{FollowReferral, FollowLetter, FollowReply, FollowRight}

// Parties are whom a case can be followed up with, in the order of the form.
var Parties = []string{"authority", "company", "kp", "court", "accused", "other"}

// FollowUpEntry is one thing that was done or came back after a decision. Names and words are sealed
// to the case's key; kind and days are not, so that a reminder needs nobody's key.
type FollowUpEntry struct {
	ID       ID
	CaseID   ID
	Kind     FollowUpKind
	Sealed   []byte    // FollowUpText, label SealFollowUp with case and entry
	OnDay    string    // YYYY-MM-DD
	RemindAt time.Time // zero for no reminder
	ByName   string
	At       time.Time
	DeskID   ID // only in reminders
}

// FollowUpText is the sealed part of an entry.
type FollowUpText struct {
	Party string `json:"party"` // one of Parties
	Name  string `json:"name"`  // of the body or company
	Text  string `json:"text"`
}
