package models

import "time"

// CutSound is a stretch of a recording's sound that is taken out, in seconds from its beginning.
type CutSound struct {
	From float64  `json:"from"`
	To   float64  `json:"to"`
	How  SoundCut `json:"how"`
}

// SoundCut is what becomes of a stretch of sound.
type SoundCut string

// What becomes of it.
const (
	Silence SoundCut = "silence"
	Pitch   SoundCut = "pitch" // shifted; whoever tries can shift it back
)

// TimedBox is a box that is filled from a time to another, in seconds, and moves in a straight line to End.
type TimedBox struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Box
	End *Box `json:"end,omitempty"` // nil while it stays where it is
}

// JobState is how far a job is.
type JobState string

// The states of a job.
const (
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
)

// JobSilence is after how long a job that isn't touched is taken for cut off.
const JobSilence = 2 * time.Minute

// RedactionJob is the making of a redacted recording.
type RedactionJob struct {
	ID        ID
	CaseID    ID
	ExhibitID ID
	Plan      []byte // RedactionPlan as JSON, sealed to the case, label SealRedactionJob [case, job]
	By        ID
	State     JobState
	Why       string // of a failed one: the key of a message
	Percent   int
	StartedAt time.Time
	TouchedAt time.Time
}
