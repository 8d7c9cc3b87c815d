package models

import "time"

// NoticeKind says what waits for a person. A notice has no content: only that something waits.
type NoticeKind string

// The kinds of notice.
const (
	NoticeOverdue   NoticeKind = "overdue"   // a report of a desk they lead is overdue
	NoticeEscalated NoticeKind = "escalated" // a report came to their desk by escalation
	NoticeSecond    NoticeKind = "second"    // a proposal waits for a second person
	NoticeSentBack  NoticeKind = "sent_back" // their proposal was sent back
	NoticeConfirmed NoticeKind = "confirmed" // their proposal was confirmed
	NoticeMention   NoticeKind = "mention"   // a colleague named them in a note
	NoticeFollowUp  NoticeKind = "follow_up" // a follow-up is due
	NoticeTask      NoticeKind = "task"      // a task is theirs
	NoticeAnswer    NoticeKind = "answer"    // a source answered their question
	NoticeHeld      NoticeKind = "held"      // a scheduled publication held itself back
	NoticeAssigned  NoticeKind = "assigned"  // routing gave them a report
	NoticeOpening   NoticeKind = "opening"   // a lead opened something restricted of their desk
	NoticeRecovery  NoticeKind = "recovery"  // somebody asks to come back to a colleague's account, or to their own
	NoticeLetter    NoticeKind = "letter"    // somebody wrote about a published case of their desk
)

// Notice tells a person that something waits for them.
type Notice struct {
	ID       ID
	PersonID ID
	Kind     NoticeKind
	ItemKind string
	ItemID   ID
	At       time.Time
	ReadAt   time.Time
}

// NoticeGroup is what waits for a person of one kind on one desk.
type NoticeGroup struct {
	Kind   NoticeKind
	DeskID ID  // of the items as they are now; "" where they have none
	Count  int // all that are unread
	Newest time.Time
	Rows   []Notice // the newest of them
}

// Presence is a colleague who has an item open.
type Presence struct {
	Name  string
	Since time.Time
}

// View is a person's own view of the queue: a name for an address.
type View struct {
	ID    ID
	Name  string
	Query string // of /desk, without the question mark
}

// Segment is a piece of a desk's sealed index: what some of its reports can be found by.
type Segment struct {
	ID         ID
	DeskID     ID
	Generation int    // of the desk key that it is sealed to
	Sealed     []byte // label SealSegment with desk, segment
}
