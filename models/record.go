package models

import "slices"

// Protection says how far something of a case may go.
type Protection string

// The levels of protection, from open to closed.
const (
	ProtectPublic     Protection = "public"
	ProtectPartners   Protection = "partners"
	ProtectDesk       Protection = "desk"
	ProtectRestricted Protection = "restricted" // people named for it alone
)

// Protections from open to closed.
var Protections = []Protection{ProtectPublic, ProtectPartners, ProtectDesk, ProtectRestricted}

// CasePerson is somebody in a case, as its desk knows them. It lies in the sealed file; in public
// texts there is the pseudonym at most.
type CasePerson struct {
	ID         ID         `json:"id"`
	Role       PersonRole `json:"role"`
	Name       string     `json:"name"`
	Pseudonym  string     `json:"pseudonym"`
	Protection Protection `json:"protection"`
	Note       string     `json:"note,omitempty"`
}

// PersonRole is what somebody is to an incident.
type PersonRole string

// PersonRoles in the order of the form.
var PersonRoles = []PersonRole{"victim", "witness", "perpetrator", "other"}

// CaseAct is one act of an incident with the range of people whom it harmed, by sex and age where known.
type CaseAct struct {
	Code  string `json:"code"`
	Min   int    `json:"min,omitempty"`
	Max   int    `json:"max,omitempty"`
	Women int    `json:"women,omitempty"`
	Men   int    `json:"men,omitempty"`
	Girls int    `json:"girls,omitempty"`
	Boys  int    `json:"boys,omitempty"`
}

// CaseEvent is one moment of an incident.
type CaseEvent struct {
	ID   ID     `json:"id"`
	On   string `json:"on"` // YYYY, YYYY-MM or YYYY-MM-DD, and perhaps " 14:30"
	Text string `json:"text"`
}

// Stance is what a report says of a claim.
type Stance string

// The stances.
const (
	Supports    Stance = "supports"
	Contradicts Stance = "contradicts"
)

// Claim is one thing that is said to have happened, with what each report says of it.
type Claim struct {
	ID       ID            `json:"id"`
	Text     string        `json:"text"`
	Stances  map[ID]Stance `json:"stances,omitempty"`  // by report
	Resolved string        `json:"resolved,omitempty"` // why a contradiction doesn't stand in the way any more
}

// Open tells whether a report contradicts the claim and nobody has said why that is no matter.
func (c Claim) Open() bool {
	for _, s := range c.Stances {
		if s == Contradicts && c.Resolved == "" {
			return true
		}
	}
	return false
}

// Independence says whether two reports come from sources that are independent of each other, and why.
type Independence struct {
	A           ID     `json:"a"`
	B           ID     `json:"b"`
	Independent bool   `json:"independent"`
	Why         string `json:"why"`
}

// IndependentSources is how many of a case's reports count as independent sources: those that are
// recorded as independent of another one; one when there is any report at all.
func (f CaseFile) IndependentSources(reports []ID) int {
	var in []ID
	for _, p := range f.Independence {
		if p.Independent {
			for _, id := range []ID{p.A, p.B} {
				if slices.Contains(reports, id) && !slices.Contains(in, id) {
					in = append(in, id)
				}
			}
		}
	}
	return max(len(in), min(1, len(reports)))
}

// Task is something that has to be done in a case. Its words are sealed.
type Task struct {
	ID      ID
	CaseID  ID
	Sealed  []byte
	For     ID
	ForName string
	DueAt   string // YYYY-MM-DD; "" for none
	By      ID
	Done    bool
	DoneBy  string // a name
}
