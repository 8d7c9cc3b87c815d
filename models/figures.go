package models

import "time"

// Figures says how the work of some desks goes, from facts alone. Acts, sites, outcomes and times are of
// what came since a day; the backlog is what it is now.
type Figures struct {
	Backlog  []Backlog  // one row a desk
	Times    []DeskTime // one row a desk
	Outcomes []Facet    // of decided cases
	Months   []Facet    // reports received, "2026-03", oldest first, the last twelve
	Acts     []Facet    // of reports, most frequent first
	Sites    []SiteFigure
	Loads    []Load // what people have now; of others for their leads only
}

// FigureQuery says whose figures are asked for.
type FigureQuery struct {
	By    ID
	Desks []ID // of the person
	Named []ID // those of them in whose restricted compartment they are
	Leads []ID // that the person leads
	Since time.Time
	Now   time.Time
}

// Backlog is what waits on a desk, by age in days since receipt.
type Backlog struct {
	DeskID  ID
	Desk    string
	Day     int // up to one day
	Week    int // up to seven
	Month   int // up to thirty
	Older   int
	Overdue int
}

// DeskTime is how long things take on a desk: half of them within the first time, nine of ten within
// the second; 0 when nothing was counted. At most the newest 2,000 are looked at.
type DeskTime struct {
	DeskID                   ID
	Desk                     string
	Triage, TriageMost       time.Duration // from receipt to being taken
	Decision, DecisionMost   time.Duration // from opening a case to the second person's word
	TriageCount, DecideCount int
}

// SiteFigure is how many reports name a site.
type SiteFigure struct {
	ID    ID
	Name  string
	Count int
}

// Load is how many reports and cases a person has.
type Load struct {
	PersonID ID
	Name     string
	Reports  int
	Cases    int // open ones that they opened
}
