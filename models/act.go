package models

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// Severity ranks an act for priorities: critical, high, medium or low.
type Severity string

// Act is one kind of abuse. Codes are ours and permanent; labels come from the message catalogs
// under "act.<code>", the label here is English.
type Act struct {
	Code       string // "TOR.1"
	Label      string // English
	OECD       string // headings of the OECD Due Diligence Guidance, Annex II, "A1.i"; empty when none fits
	HURIDOCS   string // HURIDOCS micro-thesaurus 4 codes (MT68 where marked); empty when none fits
	Severity   Severity
	Restricted bool // goes into the restricted compartment by default
}

// Group is the first part of the code ("TOR"), by which forms and facets group acts.
func (a Act) Group() string { g, _, _ := strings.Cut(a.Code, "."); return g }

//go:embed acts.csv
var actsCSV string

// Acts is the taxonomy in its order. It is read once and never changed.
var Acts, actsByCode = readActs(actsCSV)

// FindAct gives the act of a code.
func FindAct(code string) (Act, bool) { a, ok := actsByCode[code]; return a, ok }

func readActs(text string) ([]Act, map[string]Act) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic("acts.csv: " + err.Error()) // embedded: a broken file is a broken build
	}
	var acts []Act
	byCode := map[string]Act{}
	for _, row := range rows[1:] {
		a := Act{Code: row[0], Label: row[1], OECD: row[2], HURIDOCS: row[3], Severity: Severity(row[4]), Restricted: row[5] == "restricted"}
		acts = append(acts, a)
		byCode[a.Code] = a
	}
	return acts, byCode
}
