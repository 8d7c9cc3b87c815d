package models

import (
	"fmt"
	"strings"
	"time"
)

// Content is the public part of one version of a publication. It has public fields only: what this
// type can't hold can't leak. It is also, sealed, the draft that an editor writes.
type Content struct {
	Title         string        `json:"title"`
	Summary       string        `json:"summary"`
	Account       string        `json:"account"` // Markdown without raw HTML
	Language      string        `json:"language"`
	Outcome       Outcome       `json:"outcome"`
	Categories    []string      `json:"categories"`
	ActorTypes    []string      `json:"actor_types,omitempty"`
	Link          string        `json:"link,omitempty"`
	Country       string        `json:"country"`
	Region        string        `json:"region,omitempty"`    // "" when coarsened to the country
	SiteSlug      string        `json:"site,omitempty"`      // "" when coarsened
	SiteName      string        `json:"site_name,omitempty"` // "" when coarsened
	Place         string        `json:"place,omitempty"`     // words for the place, as public as the precision
	Precision     Precision     `json:"place_precision"`
	Lat           *float64      `json:"lat,omitempty"` // nil when coarser than district; rounded by precision
	Lon           *float64      `json:"lon,omitempty"`
	OccurredOn    string        `json:"occurred_on,omitempty"` // cut to DatePrecision
	OccurredUntil string        `json:"occurred_until,omitempty"`
	DatePrecision DatePrecision `json:"occurred_precision"`
	ReportedOn    string        `json:"reported_on,omitempty"` // YYYY-MM: a day could point at a source
	VictimsMin    int           `json:"victims_min,omitempty"`
	VictimsMax    int           `json:"victims_max,omitempty"`
	HowVerified   string        `json:"how_verified"`
	Sources       int           `json:"sources"` // independent sources
	TwoReviewers  bool          `json:"two_reviewers"`
	Response      string        `json:"response,omitempty"`  // of those accused
	FollowUp      string        `json:"follow_up,omitempty"` // what happened after
	Status        FollowUp      `json:"follow_up_status,omitempty"`
	Exhibits      []PublicCopy  `json:"exhibits,omitempty"`
}

// PublicCopy is a redacted working copy that the public may see.
type PublicCopy struct {
	ID      ID     `json:"id"`
	Name    string `json:"name"` // ours, "LP-2026-0001-1.jpg", never the source's
	Type    string `json:"type"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	Caption string `json:"caption"`
	Alt     string `json:"alt"`
	Credit  string `json:"credit"`
	License string `json:"license"`
	Warning string `json:"warning,omitempty"` // content warning; veiled until asked for
	// Transcript is the words that are seen or heard in it, for a document or a recording.
	Transcript string `json:"transcript,omitempty"`
	// Still says from which recording it was taken, and when in it; nil for what isn't a still.
	Still *StillOf `json:"still,omitempty"`
	Key   string   `json:"-"` // in the object store
	// Sizes are the lighter copies that were made of it, the narrowest first; nil until they are asked for.
	Sizes []Rendition `json:"-"`
}

// StillOf is where a still was taken.
type StillOf struct {
	Recording ID      `json:"recording,omitempty"` // the public copy of the recording in the same version; "" when it isn't public
	Seconds   float64 `json:"seconds"`             // from the recording's beginning
}

// Rendition is a lighter copy of a published picture, made after its publication.
type Rendition struct {
	Name          string // "640.webp", "veil.jpg"
	Type          string
	Width, Height int
	Size          int64
	SHA256        string
	Key           string // in the object store
}

// Veil is the copy that shows colours alone, for a picture with a warning; nil while there is none.
func (c PublicCopy) Veil() *Rendition {
	for i := range c.Sizes {
		if c.Sizes[i].Name == "veil.jpg" {
			return &c.Sizes[i]
		}
	}
	return nil
}

// Sort tells what a copy is: a photograph, a moving picture or sound alone.
func (c PublicCopy) Sort() ExhibitKind {
	switch {
	case strings.HasPrefix(c.Type, "video/"):
		return Video
	case strings.HasPrefix(c.Type, "audio/"):
		return Audio
	}
	return Photo
}

// Extension is how the name of a copy ends.
func (c PublicCopy) Extension() string {
	switch c.Sort() {
	case Video:
		return ".mp4"
	case Audio:
		return ".m4a"
	}
	return ".jpg"
}

// FollowUp says how what happened is being followed; "" while nothing is known.
type FollowUp string

// The states of following up, as they are shown to readers.
const (
	Monitored  FollowUp = "monitored"  // watched; no answer yet
	Resolved   FollowUp = "resolved"   // addressed by those who could
	Persistent FollowUp = "persistent" // goes on
)

// FollowUps in the order of the form.
var FollowUps = []FollowUp{Monitored, Resolved, Persistent}

// Publication is a published case: one permanent reference, many versions.
type Publication struct {
	ID          ID
	CaseID      ID
	Ref         string // "LP-2026-0001"
	State       PublicationState
	Version     int // the current one
	Content     Content
	PublishedAt time.Time // the first version
	UpdatedAt   time.Time // the current version, or the withdrawal
	Note        string    // what this version changed; "" for the first
	Withdrawal  *Withdrawal
}

// Text is all that a search for words looks through.
func (p Publication) Text() string {
	c := p.Content
	return strings.Join([]string{c.Title, c.Summary, c.Account, c.HowVerified, c.Response, c.FollowUp, c.Place, c.SiteName, c.Region, p.Ref}, "\n")
}

// Version is one immutable version of a publication.
type Version struct {
	Number  int
	Content Content
	Note    string
	At      time.Time
}

// WithdrawalReason is the class of reason that a notice states.
type WithdrawalReason string

// The classes of reason.
const (
	WithdrawnSafety  WithdrawalReason = "safety"
	WithdrawnError   WithdrawalReason = "error"
	WithdrawnConsent WithdrawalReason = "consent"
	WithdrawnLegal   WithdrawalReason = "legal"
)

// WithdrawalReasons in the order of the form.
var WithdrawalReasons = []WithdrawalReason{WithdrawnError, WithdrawnConsent, WithdrawnSafety, WithdrawnLegal}

// Withdrawal is the notice that stays at the address of a withdrawn case.
type Withdrawal struct {
	Reason WithdrawalReason
	Notice string // public words, may be empty
	At     time.Time
}

// Reference makes the permanent reference of the n-th publication of a year.
func Reference(year, n int) string { return fmt.Sprintf("LP-%04d-%04d", year, n) }

// NewVersion is one version about to be made public.
type NewVersion struct {
	CaseID  ID
	Content Content
	Note    string // "" for the first version
	Of      int    // the version that it corrects; 0 for the first
	By      ID
	At      time.Time
}

// PublicFile is a published file as it is found by its digest.
type PublicFile struct {
	SHA256  string `json:"sha256"`
	ID      ID     `json:"id"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    int64  `json:"size"`
	Ref     string `json:"ref"`
	Version int    `json:"version"`
}

// PublicChange is the newest thing that happened to a publication. Change grows by one with each.
type PublicChange struct {
	Change int64
	Publication
}
