package models

import "time"

// Rule is one line of the routing rules, in order.
type Rule struct {
	ID       ID
	Position int    // from 1
	Text     string // canonical form of the routing language
}

// RuleVersion is how all rules read at one time, for good.
type RuleVersion struct {
	Number int // from 1
	Text   string
	Note   string // why, in the admin's words
	By     ID     // "" for the rules that set-up made
	ByName string
	At     time.Time
}

// RoutedReport is a report as a trial of rules looks at it: its facts, and where it is now.
type RoutedReport struct {
	ID       ID
	Facts    Facts
	DeskID   ID
	Priority Priority
}
