package models

import "time"

// PageSize is how many rows a list shows.
const PageSize = 25

// QueueFilter narrows a desk's queue. Zero fields don't narrow.
type QueueFilter struct {
	Desks    []ID // the desks that the person belongs to; always given
	Named    []ID // of those, the ones whose restricted compartment they may see
	DeskID   ID
	State    ReportState
	Category string
	Country  string
	SiteID   ID
	Label    ID
	Priority Priority
	TakenBy  ID
	Free     bool // nobody has it
	Overdue  bool
	Waiting  bool // an unread answer
	Asked    bool // a question waits for the source
	IDs      []ID // of these only, such as what a search found
	Sort     QueueSort
	After    string // keyset cursor from the page before; "" for the first
	Limit    int    // 0 for PageSize
	Now      time.Time
}

// QueueSort is the order of a queue.
type QueueSort string

// The orders. Each ends in the id, so that pages don't overlap.
const (
	SortPriority QueueSort = "priority" // urgent first, then oldest
	SortNewest   QueueSort = "newest"
	SortOldest   QueueSort = "oldest"
	SortDue      QueueSort = "due" // soonest first; without a date last
)

// QueueSorts in the order of the form.
var QueueSorts = []QueueSort{SortPriority, SortDue, SortNewest, SortOldest}

// CaseFilter narrows the list of cases under review.
type CaseFilter struct {
	Desks       []ID
	Named       []ID // of those, the ones whose restricted compartment the person may see
	DeskID      ID
	State       CaseState
	Outcome     Outcome
	Publication PublicationState
	Category    string
	Country     string
	Waits       string // "second" or "back": for Person
	Person      ID
	After       string // keyset cursor
	Limit       int
}

// SearchFilter narrows the public list. It is also the address of /cases.
type SearchFilter struct {
	Query    string
	Country  string
	Region   string
	Site     string // slug
	Category string // act code or group ("TOR")
	Actor    string
	Link     string
	KP       KPReading
	Outcome  Outcome
	FollowUp FollowUp
	From, To string // of the incident, YYYY, YYYY-MM or YYYY-MM-DD, inclusive
	Year     string // of the incident, YYYY, or one month of it, YYYY-MM
	Unplaced bool   // those that have no place on the map
	Area     *Area
	Sort     SearchSort
	After    string // keyset cursor
	Limit    int
}

// Area is a rectangle of the map in degrees; West > East crosses the date line.
type Area struct{ South, West, North, East float64 }

// SearchSort is the order of the public list.
type SearchSort string

// The orders of the public list.
const (
	SearchNewest   SearchSort = "newest"   // by publication, newest first
	SearchOccurred SearchSort = "occurred" // by date of the incident, newest first
)

// SearchHit is one publication found, with a snippet for queries. Snippet pieces alternate between
// plain and matched words, so that no markup passes through the store.
type SearchHit struct {
	Publication Publication
	Snippet     []SnippetPiece
}

// SnippetPiece is a run of a snippet's words.
type SnippetPiece struct {
	Text  string
	Match bool
}

// SearchPage is one page of the public list.
type SearchPage struct {
	Hits  []SearchHit
	Total int
	Next  string // cursor; "" at the end
}

// PublicFacts are what a publication is counted and filtered by: a row of the shelf.
type PublicFacts struct {
	Ordinal    uint32 // in the order of publication, from 1; never reused
	Change     int64  // grows with each change to anything public
	Withdrawn  bool
	Country    string
	Region     string
	Site       string
	Outcome    Outcome
	OccurredOn string
	Lat, Lon   *float64
	Precision  Precision
	Categories []string
	Actors     []string
	Link       string
	FollowUp   FollowUp
	UpdatedAt  time.Time
}

// QueueCounts are the numbers beside a queue's filters.
type QueueCounts struct {
	New        int // nobody has them
	Mine       int // the person has them
	Waiting    int // with an unread answer
	Overdue    int
	Asked      int // a question waits for the source
	SecondLook int // cases whose proposal waits for the person
	SentBack   int // cases whose proposal of theirs was sent back
}

// Facet is one value of a filter and how many publications have it.
type Facet struct {
	Value string
	Count int
}

// Facets are the values by which a search can be narrowed further, most frequent first. Each list
// honours all filters but its own.
type Facets struct {
	Countries  []Facet
	Regions    []Facet // of the country that is chosen, by name; each as "CF:Lobaye" while none is
	Sites      []Facet // slugs
	Categories []Facet // groups of acts; acts of the group that is chosen
	Actors     []Facet
	Links      []Facet
	KP         []Facet
	Outcomes   []Facet
	FollowUps  []Facet
	Years      []Facet
}

// PublicStats are the figures of the front page.
type PublicStats struct {
	Cases      int
	Countries  int
	Sites      int
	Withdrawn  int
	LastChange time.Time
}

// SiteCount is a site with the number of its published cases.
type SiteCount struct {
	Site
	Cases int
}
