package models

import "time"

// ExhibitNote is a finding that a person wrote down at an exhibit. It is added and never changed.
type ExhibitNote struct {
	ID        ID
	ExhibitID ID
	By        ID
	ByName    string
	At        time.Time
	Sealed    []byte // ExhibitFinding as JSON, label SealExhibitNote [report, exhibit, note], to the report's key
}

// FindingKind says what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	FindingLandmark FindingKind = "landmark" // something in the picture is found at a place
	FindingShadow   FindingKind = "shadow"   // shadows in the picture against the sun
	FindingSegment  FindingKind = "segment"  // what is seen or heard in a stretch of time
	FindingWords    FindingKind = "words"    // what is said in a stretch of time, by whom, in which language
	FindingRepeat   FindingKind = "repeat"   // a second person finds what another found
)

// ExhibitFinding is the sealed part of an exhibit's note.
type ExhibitFinding struct {
	Kind     FindingKind `json:"kind"`
	Text     string      `json:"text"`
	X        float64     `json:"x,omitempty"` // where in the upright picture, percent from the left
	Y        float64     `json:"y,omitempty"` // and from the top
	Lat      float64     `json:"lat,omitempty"`
	Lon      float64     `json:"lon,omitempty"`
	From     float64     `json:"from,omitempty"` // seconds from the beginning
	To       float64     `json:"to,omitempty"`
	Speaker  string      `json:"speaker,omitempty"`
	Language string      `json:"language,omitempty"` // BCP 47
	Measured string      `json:"measured,omitempty"` // the query of the sun's page that was compared
	Bearing  *float64    `json:"bearing,omitempty"`  // of a shadow as measured, degrees from north, clockwise
	Expected *float64    `json:"expected,omitempty"` // of shadows as computed
	Of       ID          `json:"of,omitempty"`       // the note that is repeated
}
