package models

import "time"

// ReportState is how far a report has come. The source sees it.
type ReportState string

// The states of a report.
const (
	ReportReceived ReportState = "received" // waits in a desk's queue
	ReportTaken    ReportState = "triage"   // a reviewer has it
	ReportJoined   ReportState = "joined"   // is part of a case under review
	ReportClosed   ReportState = "closed"   // ended without a case; Closing says why
)

// Closing says why a report ended without a case.
type Closing string

// The reasons for closing.
const (
	ClosedDuplicate  Closing = "duplicate"
	ClosedOutOfScope Closing = "out_of_scope"
)

// Holder says who a wrapped copy of a key is for.
type Holder string

// The holders of a report's or case's key.
const (
	HolderDesk       Holder = "desk"
	HolderEscalation Holder = "escalation" // given out only once the escalation is on record
	HolderRecovery   Holder = "recovery"
)

// WrappedKey is one sealed copy of an item's key.
type WrappedKey struct {
	ItemKind   string // ItemReport or ItemCase
	ItemID     ID
	Holder     Holder
	DeskID     ID     // "" for recovery
	Generation int    // of the desk key it is wrapped to
	Sealed     []byte // age, label SealReportKey or SealCaseKey with the item's id
}

// The kinds of item that custody and keys speak of.
const (
	ItemReport      = "report"
	ItemExhibit     = "exhibit"
	ItemCase        = "case"
	ItemPublication = "publication"
	ItemPerson      = "person"
	ItemDesk        = "desk"
	ItemOpening     = "opening"
	ItemRecovery    = "recovery"
	ItemPlatform    = "platform"
	ItemGateway     = "gateway"
	ItemDossier     = "dossier"
	ItemJournalist  = "journalist"
)

// The kinds of sealed payload: the Kind of a seal.Label. IDs of the label are given in brackets.
const (
	SealReportKey     = "report-key"     // [report]
	SealCaseKey       = "case-key"       // [case]
	SealDeskKey       = "desk-key"       // [desk, generation, person]
	SealPersonKey     = "person-key"     // [person]
	SealTestimony     = "testimony"      // [report]
	SealExhibit       = "exhibit"        // [report, exhibit]: the stream of an original
	SealPiece         = "piece"          // [report, exhibit, number]: a part that is sealed on its own
	SealUnfinished    = "unfinished"     // [report, exhibit]: the state of a digest, for the device that goes on
	SealPreview       = "preview"        // [report, exhibit]
	SealThumbnail     = "thumbnail"      // [report, exhibit]
	SealMetadata      = "metadata"       // [report, exhibit]
	SealSecond        = "second"         // [person]: a second factor
	SealPasskey       = "passkey"        // [person, passkey]: a person's key, to a passkey's PRF
	SealHelp          = "help"           // [person, helper]: a helper's shares of a person's key
	SealHelpGiven     = "help-given"     // [recovery, helper]: the same, for whoever comes back
	SealRestriction   = "restriction"    // [report, restriction]: its reason
	SealOpening       = "opening"        // [opening]: its reason, to the desk and its auditors
	SealSegment       = "segment"        // [desk, segment]: a piece of a desk's index
	SealDeskLabel     = "desk-label"     // [desk, label]: its name
	SealFollowUp      = "follow-up"      // [case, entry]
	SealTask          = "task"           // [case, task]
	SealAttachment    = "attachment"     // [report, attachment]: a desk's file, to the report's key and the source's
	SealMessageDesk   = "message-desk"   // [report, message]: to the report's key
	SealMessageBack   = "message-back"   // [report, message]: to the source's reply key
	SealCaseFile      = "case-file"      // [case]
	SealNote          = "note"           // [case, note]
	SealAssessment    = "assessment"     // [case, assessment]: note of a grade or checklist answer
	SealReason        = "reason"         // [case, decision]
	SealTranslation   = "translation"    // [case, language]: a translation before it is public
	SealDraft         = "draft"          // [case]: the public text before it is published
	SealDossier       = "dossier"        // [dossier]: the text of a dossier before it is released
	SealRedactionLook = "redaction-look" // [case, redaction]: the second person's note
	SealWordLook      = "word-look"      // [case, plan]: the second person's note on replaced words
	SealScheduled     = "scheduled"      // [case] or [case, copy]: what is to become public, to the unattended key
	SealJournalist    = "journalist"     // [journalist]: an application, to the desks
	SealPress         = "press"          // [preview] or [preview, copy]: an embargoed preview, to its link
	SealWaking        = "waking"         // [person, browser]: where to wake a browser, to the unattended key
	SealAlert         = "alert"          // [alert]: an address and a search, to the unattended key
	SealExhibitNote   = "exhibit-note"   // [report, exhibit, note]
	SealCopy          = "exhibit-copy"   // [report, exhibit, copy]: a page or a still
	SealCopyNote      = "copy-note"      // [report, exhibit, copy]
	SealGateway       = "gateway"        // [gateway]: its secrets, to the unattended key
	SealTexting       = "texting"        // [lookup]: a conversation by text message
	SealRedaction     = "redaction"      // [case, redaction]: the plan
	SealRedactionJob  = "redaction-job"  // [case, job]: the plan of a recording that is being redacted
	SealWorkingCopy   = "working-copy"   // [case, redaction]: the redacted picture before it is published
)

// SealedReport is what crosses the line of acceptance: whoever sealed it, plain form, browser or
// device, hands in the same thing. Nothing behind the line needs to know who did.
type SealedReport struct {
	ID           ID
	Facts        Facts
	PublicKey    string       // the report's own, age hybrid recipient
	Keys         []WrappedKey // one for recovery at least
	Testimony    []byte       // Testimony as JSON, sealed to PublicKey with label SealTestimony
	Exhibits     []ID         // exhibits already stored under this report's id, in order
	ReceiptID    string       // seal.Receipt.LookupID; "" for a monitor
	ReplyKey     string       // public key to which answers are sealed; the person's for a monitor
	SubmitterID  ID           // "" for a source
	SealedAtEdge bool         // false when the source's own device sealed it
	Once         string       // idempotency key; the same one twice is the same report
	Choice       Choice
	Sent         *Sent // of a device; nil otherwise
}

// Choice is where routing sends a report and why.
type Choice struct {
	RulePosition     int    // from 1; 0 when no rule decided
	Why              string // the rule's canonical text
	DeskID           ID     // "" when recovery alone can open it
	EscalationDeskID ID
	AssigneeID       ID // "" when nobody is chosen
	Priority         Priority
	Due              time.Duration // from receipt; 0 for none
}

// Report is a report's row: facts and workflow, nothing that was sealed.
type Report struct {
	ID          ID
	Facts       Facts
	PublicKey   string
	State       ReportState
	Closing     Closing
	DeskID      ID
	Priority    Priority
	DueAt       time.Time
	RoutedBy    int    // rule position
	RoutedWhy   string // rule text
	TakenBy     ID
	TakenByName string
	TakenAt     time.Time
	CaseID      ID // "" while in none
	ReplyKey    string
	SubmitterID ID
	AtEdge      bool
	SiteName    string    // from the gazetteer, for lists
	Waiting     bool      // the source answered and nobody has read it
	Asked       bool      // a question waits for the source
	Escalated   int       // 0 not, 1 the desk's leads were told, 2 it came to the escalation desk
	Restricted  bool      // it lies in the restricted compartment of its desk
	Hold        bool      // legal hold: it is not erased
	ErasedAt    time.Time // zero while it exists
	DuplicateOf ID        // of a report closed as a duplicate, when it was said
}

// Testimony is the account as given: the sealed part of a report. It is one document, so that its
// fields can't be swapped between reports.
type Testimony struct {
	Narrative     string             `json:"narrative"`
	Place         string             `json:"place,omitempty"` // exact place in the source's words
	OccurredOn    string             `json:"occurred_on,omitempty"`
	OccurredUntil string             `json:"occurred_until,omitempty"`
	Precision     DatePrecision      `json:"occurred_precision,omitempty"`
	Victims       string             `json:"victims,omitempty"` // who was harmed, in the source's words
	VictimsMin    int                `json:"victims_min,omitempty"`
	VictimsMax    int                `json:"victims_max,omitempty"`
	Actors        string             `json:"actors,omitempty"` // who did it, in the source's words
	ActorTypes    []string           `json:"actor_types,omitempty"`
	Link          string             `json:"link,omitempty"` // supply-chain link
	HowKnown      string             `json:"how_known,omitempty"`
	Contact       string             `json:"contact,omitempty"`
	Gateway       string             `json:"gateway,omitempty"` // by which a number in Contact can be written to
	Purpose       string             `json:"purpose,omitempty"` // what a message about a case wants
	Consent       Consent            `json:"consent"`
	Language      string             `json:"language"`
	Exhibits      []OriginalManifest `json:"exhibits,omitempty"`
	GivenAt       time.Time          `json:"given_at"`
}

// OriginalManifest says what an exhibit was when it was sealed.
type OriginalManifest struct {
	ID     ID     `json:"id"`
	Name   string `json:"name"` // the file's name on the source's device
	Type   string `json:"type"` // MIME type by its bytes
	Size   int64  `json:"size"` // bytes of the original
	SHA256 string `json:"sha256"`
	AtEdge bool   `json:"at_edge"` // true when the server took the digest
}

// ExhibitKind is the sort of file, as a queue may show it.
type ExhibitKind string

// The kinds of exhibit.
const (
	Photo    ExhibitKind = "photo"
	Audio    ExhibitKind = "audio"
	Video    ExhibitKind = "video"
	Document ExhibitKind = "document"
	Other    ExhibitKind = "other"
)

// Exhibit is an exhibit's row. Its bytes are sealed parts in the object store.
type Exhibit struct {
	ID         ID
	ReportID   ID
	MessageID  ID // "" when it came with the report itself
	Position   int
	Kind       ExhibitKind
	SealedSize int64 // bytes of ciphertext over all parts
	SealedSHA  string
	Complete   bool
	ReceivedAt time.Time
}

// Part is one durable piece of an exhibit's ciphertext.
type Part struct {
	ExhibitID ID
	Number    int
	Offset    int64
	Size      int64
	Key       string // in the object store
	Plain     int64  // bytes of the original when the part is sealed on its own; 0 for a piece of one sealed stream
}

// DerivedKind is a working copy made of an original for reviewers.
type DerivedKind string

// The derived copies.
const (
	DerivedPreview   DerivedKind = "preview"
	DerivedThumbnail DerivedKind = "thumbnail"
	DerivedMetadata  DerivedKind = "metadata"
)

// Derived is a sealed working copy of an exhibit.
type Derived struct {
	ExhibitID ID
	Kind      DerivedKind
	Key       string // in the object store
	Size      int64  // of ciphertext
}

// MessageKind tells the three kinds of message apart.
type MessageKind string

// The kinds of message.
const (
	MessageQuestion MessageKind = "question" // desk to source
	MessageAnswer   MessageKind = "answer"   // source to desk: words and exhibits added later
)

// Message is one sealed message of a report, both ways.
type Message struct {
	ID        ID
	ReportID  ID
	Kind      MessageKind
	AuthorID  ID // "" for a source
	ForDesk   []byte
	ForSource []byte // nil for answers: a source can't read back what they added
	Exhibits  int
	At        time.Time
	ReadAt    time.Time    // by the other side
	Sent      *Sent        // of a device, when it is written; nil otherwise
	Attached  []Attachment // with a question, when it is written
	Finish    *Unfinished  // a file that is whole with this message; nil otherwise
	Consent   Consent      // what its writer allows from now on, when that is less than before; "" leaves it
}

// MessageBody is the sealed part of a message.
type MessageBody struct {
	Text     string             `json:"text"`
	Exhibits []OriginalManifest `json:"exhibits,omitempty"` // of an answer
	Files    []AttachedFile     `json:"files,omitempty"`    // of a question
}

// Attachment is a file that a desk sent with a question: one ciphertext, which the desk opens with the
// report's key and the source with their own.
type Attachment struct {
	ID       ID
	ReportID ID
	Key      string // of its object
	Size     int64  // sealed, bytes
}

// AttachedFile is what the sealed message says of an attachment.
type AttachedFile struct {
	ID     ID     `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"` // by its first bytes
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// ReadyMessage is a message that a desk has ready for sources of one language.
type ReadyMessage struct {
	ID        ID
	DeskID    ID
	Language  string // BCP 47
	Name      string // what colleagues choose it by
	Text      string
	ChangedBy string // name
	ChangedAt time.Time
}

// Return is what a receipt shows its owner: kinds, numbers, times and states, never content.
type Return struct {
	Report    Report
	CaseState CaseState        // "" while in no case
	Public    PublicationState // "" while nothing is published
	Ref       string           // of the publication, when there is one
	Exhibits  []Exhibit
	Messages  []Message
}
