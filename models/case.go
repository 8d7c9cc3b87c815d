package models

import "time"

// CaseState is the workflow of a case. Outcome, publication and protection are kept apart from it.
type CaseState string

// The workflow states of a case.
const (
	CaseVerifying CaseState = "verifying" // under review
	CaseProposed  CaseState = "proposed"  // an outcome waits for the second person
	CaseDecided   CaseState = "decided"   // two people agree on the outcome
	CaseMerged    CaseState = "merged"    // lives on in another case
)

// Outcome is what verification found. Unverifiable is not refuted.
type Outcome string

// The outcomes.
const (
	Unassessed   Outcome = "unassessed"
	Corroborated Outcome = "corroborated"
	Verified     Outcome = "verified"
	Contested    Outcome = "contested"
	Unverifiable Outcome = "unverifiable"
	Refuted      Outcome = "refuted"
)

// Outcomes that a reviewer can propose, in the order of the form.
var Outcomes = []Outcome{Verified, Corroborated, Contested, Unverifiable, Refuted}

// Publishable tells whether a case with this outcome may be published at all.
func (o Outcome) Publishable() bool { return o == Verified || o == Corroborated || o == Contested }

// PublicationState says what the public sees of a case.
type PublicationState string

// The publication states.
const (
	Private   PublicationState = "private"
	Published PublicationState = "published"
	Corrected PublicationState = "corrected"
	Withdrawn PublicationState = "withdrawn"
)

// Case is a case's row: facts and workflow, nothing sealed.
type Case struct {
	ID            ID
	Number        int // per platform, from 1, for people to say aloud
	DeskID        ID
	Restricted    bool // a restricted report is in it, or was
	PublicKey     string
	State         CaseState
	Outcome       Outcome
	Publication   PublicationState
	Ref           string // "LP-2026-0001" once published
	Categories    []string
	Country       string
	Region        string
	SiteID        ID
	SiteName      string
	Priority      Priority
	DueAt         time.Time
	OpenedBy      ID
	OpenedAt      time.Time
	ProposedBy    ID // of the decision that is open or confirmed
	ConfirmedBy   ID
	Submitters    []ID // people who submitted any of its reports
	Organisations []ID // and theirs
	Reports       int
	Revision      int // grows with each change to what a decision rests on
	MergedInto    ID  // of a merged case
}

// CaseFile is the sealed working part of a case.
type CaseFile struct {
	Title         string        `json:"title"`
	Summary       string        `json:"summary"`
	Place         string        `json:"place,omitempty"`
	OccurredOn    string        `json:"occurred_on,omitempty"`
	OccurredUntil string        `json:"occurred_until,omitempty"`
	Precision     DatePrecision `json:"occurred_precision,omitempty"`
	ActorTypes    []string      `json:"actor_types,omitempty"`
	Link          string        `json:"link,omitempty"`
	VictimsMin    int           `json:"victims_min,omitempty"`
	VictimsMax    int           `json:"victims_max,omitempty"`

	Persons      []CasePerson   `json:"persons,omitempty"`
	Acts         []CaseAct      `json:"acts,omitempty"`
	Events       []CaseEvent    `json:"events,omitempty"`
	Claims       []Claim        `json:"claims,omitempty"`
	Independence []Independence `json:"independence,omitempty"`
}

// Axis is one of the two Admiralty axes. They are graded apart and never merged.
type Axis string

// The axes.
const (
	AxisSource      Axis = "source"      // A to F
	AxisInformation Axis = "information" // 1 to 6
)

// Grades of each axis in order. F and 6 mean unknown, not worst: never averaged, never sorted as numbers.
var Grades = map[Axis][]string{
	AxisSource:      {"A", "B", "C", "D", "E", "F"},
	AxisInformation: {"1", "2", "3", "4", "5", "6"},
}

// Grade is one immutable finding: a later one replaces it in view, not in the record. A source is
// graded per report, information per case.
type Grade struct {
	ID       ID
	CaseID   ID
	ReportID ID // for AxisSource
	Axis     Axis
	Grade    string
	Note     []byte // sealed to the case
	By       ID
	ByName   string
	Settles  bool // it settles a disagreement between graders, for the reason in its note
	At       time.Time
}

// Check is one item of the checklist that an exhibit is held against, after the Berkeley Protocol
// on Digital Open Source Investigations (OHCHR and UC Berkeley, 2020).
type Check string

// The checks, in the order of the form.
var Checks = []Check{"provenance", "integrity", "location", "time", "content", "corroboration", "safety"}

// Answer is what a check can be answered with.
type Answer string

// The answers.
const (
	Pass          Answer = "pass"
	Fail          Answer = "fail"
	NotPossible   Answer = "not_possible"
	NotApplicable Answer = "not_applicable"
)

// Answers in the order of the form.
var Answers = []Answer{Pass, Fail, NotPossible, NotApplicable}

// CheckAnswer is one immutable answer; the newest per exhibit and check is the current one.
type CheckAnswer struct {
	ID        ID
	CaseID    ID
	ExhibitID ID
	Check     Check
	Answer    Answer
	Note      []byte // sealed to the case
	By        ID
	ByName    string
	At        time.Time
}

// Note is a reviewer's sealed note on a case.
type Note struct {
	ID     ID
	CaseID ID
	Sealed []byte
	By     ID
	ByName string
	At     time.Time
}

// DecisionState is how far a decision has come.
type DecisionState string

// The states of a decision.
const (
	DecisionProposed  DecisionState = "proposed"
	DecisionConfirmed DecisionState = "confirmed"
	DecisionSentBack  DecisionState = "sent_back"
)

// Decision is an outcome proposed by one person and confirmed, or sent back, by another.
type Decision struct {
	ID         ID
	CaseID     ID
	Outcome    Outcome
	State      DecisionState
	Revision   int    // of the case when it was proposed
	Reason     []byte // sealed to the case
	ProposedBy ID
	ProposedAt time.Time
	SecondBy   ID // who confirmed or sent back; never ProposedBy, in the database too
	SecondAt   time.Time
	SecondNote []byte // sealed to the case
}

// Redaction is a plan of what to hide on one exhibit, and the working copy made by it.
type Redaction struct {
	ID        ID
	CaseID    ID
	ExhibitID ID
	StillID   ID     // the working copy that is redacted, a still of the exhibit; "" for the exhibit itself
	Plan      []byte // RedactionPlan as JSON, sealed to the case
	CopyKey   string // object: the redacted copy, sealed to the case
	CopySize  int64  // of ciphertext
	By        ID
	At        time.Time
	Look      *RedactionLook // nil until a second person looked
}

// Of names what is redacted: the exhibit, or a still of it.
func (r Redaction) Of() ID {
	if r.StillID != "" {
		return r.StillID
	}
	return r.ExhibitID
}

// RedactionPlan is the sealed plan: boxes as fractions of the upright picture, from its top left.
type RedactionPlan struct {
	Boxes []Box `json:"boxes"`
	// Polygons are filled too, each a closed line of three corners or more.
	Polygons [][]Corner `json:"polygons,omitempty"`
	// Faces are those that a machine suggested, each with what a person said; accepted ones are boxes too.
	Faces []SuggestedFace `json:"faces,omitempty"`
	// Of a recording: what is taken out of its sound, and boxes over its picture for a time.
	Sounds  []CutSound `json:"sounds,omitempty"`
	Timed   []TimedBox `json:"timed,omitempty"`
	Seconds float64    `json:"seconds,omitempty"` // how long the copy is; 0 when it doesn't say
	Type    string     `json:"type,omitempty"`    // of the copy; "" for image/jpeg
	Checked bool       `json:"checked"`           // a person looked at the result and found nobody to be known by it
	Parent  string     `json:"parent"`            // SHA-256 of the original
	Digest  string     `json:"digest"`            // SHA-256 of the copy
	Width   int        `json:"width"`
	Height  int        `json:"height"`
	Size    int64      `json:"size"` // bytes of the copy
}

// MIME is the type of the copy.
func (p RedactionPlan) MIME() string {
	if p.Type == "" {
		return "image/jpeg"
	}
	return p.Type
}

// SuggestedFace is where a machine took a face to be, and what a person made of it.
type SuggestedFace struct {
	Box
	Score    float64 `json:"score"` // 0 to 1, how sure the machine was
	Accepted bool    `json:"accepted"`
}

// Corner is a corner of a polygon in fractions, 0 to 1, of a picture's width and height.
type Corner struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Box is a rectangle in fractions, 0 to 1, of a picture's width and height.
type Box struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}
