package models

import "time"

// ScheduleState is how far a scheduled publication has come.
type ScheduleState string

// The states of a scheduled publication.
const (
	ScheduleWaiting ScheduleState = "waiting"
	ScheduleHeld    ScheduleState = "held" // it did not go out; Held says why
	ScheduleDone    ScheduleState = "done"
)

// Schedule is a version that is to become public at a time.
type Schedule struct {
	CaseID       ID
	At           time.Time // UTC
	State        ScheduleState
	Held         string // message key of why it was held back
	Revision     int    // of the case when it was scheduled
	DraftVersion int    // of the draft that it was made from
	Correction   bool
	Sealed       []byte // ScheduledVersion, to the platform's unattended key, label SealScheduled [case]
	By           ID
	ByName       string
	MadeAt       time.Time
}

// ScheduledVersion is the sealed part: what will be public, and nothing more.
type ScheduledVersion struct {
	Content Content       `json:"content"`
	Keys    map[ID]string `json:"keys"` // where each public copy will lie
	Note    string        `json:"note,omitempty"`
}
