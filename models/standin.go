package models

import "time"

// StandIn is a stretch of words that a person chose because it tells who somebody is (a nickname, a misspelt
// name, an office that one person holds) and what takes its place in every public text of the case.
type StandIn struct {
	Words string `json:"words"`
	As    string `json:"as"` // a pseudonym or a role
}

// Run is a piece of a text; Was, where it isn't "", is what stood in its place before.
type Run struct {
	Text string `json:"text"`
	Was  string `json:"was,omitempty"`
}

// Passage is a public text before and after words in it were replaced, shortened to what lies around them.
type Passage struct {
	Field string `json:"field"` // of the form in which it stands
	Runs  []Run  `json:"runs"`
}

// WordPlan names the words that are replaced in a case as they stand: whoever changes them makes a new one. It
// is sealed with the draft.
type WordPlan struct {
	ID ID        `json:"id"`
	By ID        `json:"by"`
	At time.Time `json:"at"`
}

// WordLook is what a second person found, reading the words of a case before and after they were replaced.
// There is one for each plan, never changed: other words are another plan, which nobody has looked at.
type WordLook struct {
	Plan   WordPlan // its maker is never By, in the database too
	CaseID ID
	By     ID
	ByName string
	Fine   bool   // nobody can be known by the text; false keeps it from being published
	Note   []byte // sealed to the case, label SealWordLook [case, plan]
	At     time.Time
}
