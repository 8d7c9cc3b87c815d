package models

import "time"

// Channel is the door by which a report came.
type Channel string

// The channels.
const (
	ChannelWeb      Channel = "web"
	ChannelMonitor  Channel = "monitor"
	ChannelOpenRosa Channel = "openrosa"
	ChannelTella    Channel = "tella"
	ChannelSMS      Channel = "sms"
	ChannelLetter   Channel = "letter" // a message about a published case
)

// Consent is what a testimony's giver allows. It is a fact, because publication is refused by it
// in the database too.
type Consent string

// What a giver can allow, from most to least.
const (
	ConsentPublic    Consent = "public"    // may be published
	ConsentAnonymous Consent = "anonymous" // may be published without who they are
	ConsentReviewers Consent = "reviewers" // for reviewers' eyes only
)

// Consents lists them in the order of the form.
var Consents = []Consent{ConsentPublic, ConsentAnonymous, ConsentReviewers}

// Priority orders a queue.
type Priority string

// The priorities. The database keeps Rank, so that an index orders them.
const (
	PriorityUrgent Priority = "urgent"
	PriorityHigh   Priority = "high"
	PriorityNormal Priority = "normal"
	PriorityLow    Priority = "low"
)

// Priorities from first to last; the rank of one is its index.
var Priorities = []Priority{PriorityUrgent, PriorityHigh, PriorityNormal, PriorityLow}

// Rank is 0 for urgent to 3 for low; an unknown priority ranks as normal.
func (p Priority) Rank() int {
	for i, q := range Priorities {
		if p == q {
			return i
		}
	}
	return 2
}

// Facts are the few fields of a report that are not sealed. A report is routed by them alone, and
// a queue shows them, so nothing that could identify a person belongs here: no names, no exact
// place, no date of the incident, no words of the source.
type Facts struct {
	Categories     []string // act codes, at least one, in the order given
	Country        string   // ISO 3166-1 alpha-2, upper case; "" when not said
	Region         string   // a region of the gazetteer, "" when not said or not in it
	SiteID         ID       // a site of the gazetteer, "" when not said
	Language       string   // BCP 47 of the testimony
	Channel        Channel
	OrganisationID ID // the monitor's organisation, "" for a source
	SubmitterID    ID // the monitor, "" for a source; no rule can ask for it
	Urgent         bool
	Consent        Consent
	About          string // reference of the published case that a message is about; "" for a report
	Photos         int    // number of exhibits by kind, for the queue
	Others         int
	ReceivedAt     time.Time
}

// Restricted tells whether any of its acts belongs in the restricted compartment.
func (f Facts) Restricted() bool {
	for _, code := range f.Categories {
		if a, ok := FindAct(code); ok && a.Restricted {
			return true
		}
	}
	return false
}

// Spoken are languages of mining regions, BCP 47, in which an account is likely to be told.
var Spoken = []string{"en", "fr", "pt", "sw", "ln", "lua", "kg", "sg", "ar", "kri", "men", "tem", "ff", "ha", "umb", "kmb", "sn", "nd", "rw", "am"}
