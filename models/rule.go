package models

// Rule is one line of the routing rules, in order.
type Rule struct {
	ID       ID
	Position int    // from 1
	Text     string // canonical form of the routing language
}
