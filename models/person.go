package models

import (
	"slices"
	"time"
)

// Role is what a person is trusted with over the whole platform. Desks are joined, not roles.
type Role string

// The roles.
const (
	RoleMonitor  Role = "monitor"
	RoleReviewer Role = "reviewer"
	RoleEditor   Role = "editor"
	RoleAdmin    Role = "admin"
	RoleAuditor  Role = "auditor"
)

// Roles in the order in which pages list them.
var Roles = []Role{RoleMonitor, RoleReviewer, RoleEditor, RoleAdmin, RoleAuditor}

// Person is someone with an account, as the one who acts. It is handed to every deed as an
// argument. It holds no key: what opens things is handed separately.
type Person struct {
	ID             ID
	Name           string
	Email          string
	OrganisationID ID // "" when none
	Roles          []Role
	Desks          []ID // desks of which they are a confirmed member
	Named          []ID // of those, the ones whose restricted compartment they are named for
	Leads          []ID // of those, the ones that they lead
	Openings       []ID // restricted reports and cases that they have open for now, with a reason
	Language       string
	PublicKey      string // age hybrid recipient
	CreatedAt      time.Time
	DisabledAt     time.Time // zero while enabled
	Work           Work
	HasSecond      bool // a second factor is asked for when they sign in: a code or a passkey
	HasCodes       bool // codes of an authenticator, and backup codes
	HasPasskey     bool
}

// Work is what routing needs to know of a reviewer.
type Work struct {
	Languages []string  // BCP 47, that they can work in; empty when not said
	Capacity  int       // reports that they take at a time; 0 for no limit
	AwayFrom  time.Time // leave, both days included; zero for none
	AwayUntil time.Time
	Conflicts []ID // organisations and people whose reports they must not handle
	Digest    int  // hours between letters that something waits; 0 for none
	Unveil    bool // media are shown without being asked for
}

// Away tells whether a time lies within the leave.
func (w Work) Away(now time.Time) bool {
	return !w.AwayFrom.IsZero() && !now.Before(w.AwayFrom) && (w.AwayUntil.IsZero() || now.Before(w.AwayUntil.AddDate(0, 0, 1)))
}

// Has tells whether p holds a role and is not disabled.
func (p Person) Has(r Role) bool { return p.DisabledAt.IsZero() && slices.Contains(p.Roles, r) }

// MemberOf tells whether p is a confirmed member of a desk and is not disabled.
func (p Person) MemberOf(desk ID) bool {
	return p.DisabledAt.IsZero() && desk != "" && slices.Contains(p.Desks, desk)
}

// NamedOn tells whether p may know of what lies in the restricted compartment of a desk.
func (p Person) NamedOn(desk ID) bool { return p.MemberOf(desk) && slices.Contains(p.Named, desk) }

// LeadOf tells whether p leads a desk.
func (p Person) LeadOf(desk ID) bool { return p.MemberOf(desk) && slices.Contains(p.Leads, desk) }

// Organisation is a group that monitors or desks belong to.
type Organisation struct {
	ID      ID
	Name    string
	Country string
}

// Desk is a team that receives reports. Its key is held by its members only.
type Desk struct {
	ID         ID
	Name       string
	PublicKey  string // age hybrid recipient; "" until its first member made the key
	Generation int    // of the key, from 1; 0 while there is none
	Stale      bool   // somebody left: the key is due to be changed
	CreatedAt  time.Time
	ClosedAt   time.Time // zero while open
	// RetentionMonths is for how long after receipt closed reports are kept; 0 for good.
	RetentionMonths int
}

// Moving is how far the reports and cases of a desk are wrapped to its changed key.
type Moving struct {
	DeskID       ID
	Desk         string
	Moved, Total int
}

// MemberState is how far someone has come in joining a desk.
type MemberState string

// The states of a membership.
const (
	MemberProposed MemberState = "proposed" // by an admin; waits for a member's confirmation
	MemberActive   MemberState = "member"
	MemberRemoved  MemberState = "removed"
)

// Member is a person's place on a desk.
type Member struct {
	DeskID, PersonID ID
	Name             string
	PublicKey        string
	State            MemberState
	ProposedBy       ID
	ConfirmedBy      ID // "" for the first member, who made the key
	Lead             bool
	Named            bool // for the desk's restricted compartment
	At               time.Time
}

// Invitation lets one person make an account by a one-time link. Only the hash of the link's token is kept.
type Invitation struct {
	ID             ID
	Email, Name    string
	OrganisationID ID
	Roles          []Role
	DeskID         ID // proposed for this desk once accepted; "" for none
	InvitedBy      ID
	CreatedAt      time.Time
	ExpiresAt      time.Time
	UsedAt         time.Time
}

// DeskKeyCopy is one member's wrapped copy of a desk's key.
type DeskKeyCopy struct {
	DeskID     ID
	Generation int
	PersonID   ID
	Sealed     []byte // label SealDeskKey with desk, generation, person
}

// Locked is a person's key as the database holds it: opened by their passphrase only.
type Locked struct {
	Key []byte
	KDF string // parameters and salt, see seal.LockWithPassphrase
}

// Session is a signed-in browser. Its id is the hash of a token that only the cookie holds, and its
// sealed key opens with that token only, so a database read opens nothing.
type Session struct {
	ID        string
	PersonID  ID
	SealedKey []byte
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	ProvedAt  time.Time // when its person last showed who they are: at sign-in, or before a grave deed
	Kind      string    // one of SessionKinds, as its person says; "" when not said
	Half      bool      // it waits for a code and can do nothing else
}

// SessionKinds are what a person can call a session's device. Nothing is read from the browser.
var SessionKinds = []string{"own", "phone", "work", "shared"}

// Platform is what set-up decides.
type Platform struct {
	Name        string   // the organisation that runs it
	Languages   []string // offered to visitors, the first is the default
	RecoveryKey string   // public; every item's key is wrapped to it
	SetUpAt     time.Time
	SecondFor   []Role // that must have a second factor
	LookTwice   bool   // a picture is published only after a second person looked at its redaction
	LeaveTo     string // where "leave quickly" leads: a harmless https page of others; "" is LeaveTo
	Licence     string // SPDX identifier of the public texts' licence; "" is the first of Licences, NoLicence is none
	Demo        bool
}

// LeaveTo is where "leave quickly" leads unless an admin says otherwise: a page that anybody may have open.
const LeaveTo = "https://www.wikipedia.org/"
