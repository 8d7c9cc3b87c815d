package models

import "time"

// DossierState is how far the next edition of a dossier has come.
type DossierState string

// The states of a dossier. Released editions stand beside them: a dossier with editions goes back to
// draft when it is changed.
const (
	DossierDraft    DossierState = "draft"
	DossierProposed DossierState = "proposed" // waits for another editor's release
)

// Dossier is a report composed of published cases by a desk's editors. Its text is sealed until an
// edition is released.
type Dossier struct {
	ID           ID
	DeskID       ID
	Slug         string // permanent; drawn from the first title
	State        DossierState
	PublicKey    string // of its own key, held as a case's is
	Sealed       []byte // DossierText, label SealDossier [dossier]
	Version      int    // of the text, for colleagues who save at the same time
	ProposedBy   ID
	ProposedName string
	UpdatedAt    time.Time
	Editions     int
	WithdrawnAt  time.Time // zero while its editions are public
	Notice       string    // of the withdrawal
}

// DossierText is what an editor writes.
type DossierText struct {
	Title    string `json:"title"`
	Summary  string `json:"summary"`
	Language string `json:"language"` // BCP 47
	Text     string `json:"text"`     // Markdown with references, see package dossier
}

// Edition is a dossier as it was released on a day. It is never changed.
type Edition struct {
	Slug   string
	Name   string // its address: "2026-11-25", "2026-11-25-2" for the second of a day
	Number int    // from 1
	DossierText
	Note       string // what is new; "" for the first
	At         time.Time
	Frozen     Frozen
	Withdrawal *Withdrawal // its notice is all that is left then
}

// Frozen is what an edition showed on the day of its release: which version of each case, and the
// figures as they were counted then. Cases withdrawn since are shown by their notice all the same.
type Frozen struct {
	Versions map[string]int    `json:"versions"`          // by reference
	Lists    map[int][]string  `json:"lists,omitempty"`   // references of a list of cases, by line
	Figures  map[int][]Facet   `json:"figures,omitempty"` // by line
	Briefs   map[int]BriefPage `json:"briefs,omitempty"`  // by line
}

// BriefPage is a search told in numbers, on one page.
type BriefPage struct {
	Cases   int        `json:"cases"`
	Today   int        `json:"today"`   // within today's Kimberley Process definition
	Asked   int        `json:"asked"`   // only within the definition that civil society asks for
	Neither int        `json:"neither"` // within none, or not enough is known
	Years   []string   `json:"years"`   // newest last
	Acts    []BriefRow `json:"acts"`    // by group of acts, most frequent first
	Actors  []BriefRow `json:"actors"`
}

// BriefRow is one kind of act or actor, counted by year. Undated cases are in Total only.
type BriefRow struct {
	Value string `json:"value"`
	Years []int  `json:"years"`
	Total int    `json:"total"`
}

// NewEdition is an edition about to be released.
type NewEdition struct {
	DossierID ID
	DossierText
	Version int // of the text that was proposed
	Note    string
	By      ID
	At      time.Time
	Frozen  Frozen
}
