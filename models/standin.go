package models

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
