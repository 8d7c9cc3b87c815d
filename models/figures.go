package models

import "time"

// Figures say how the work of some desks goes. They come from facts alone.
type Figures struct {
	Backlog  []Backlog     // one row a desk
	Triage   time.Duration // median from receipt to being taken, of the newest reports; 0 when there are none
	Decision time.Duration // median from opening a case to the second person's word
	Outcomes []Facet       // of decided cases
	Months   []Facet       // reports received, "2026-03", oldest first, the last twelve
	Acts     []Facet       // of reports, most frequent first
	Sites    []Facet       // names, most frequent first
	Loads    []Load        // reports that people have now; of others for leads only
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

// Load is how many reports and cases a person has.
type Load struct {
	PersonID ID
	Name     string
	Reports  int
	Cases    int // open ones that they opened
}
