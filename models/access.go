package models

import "time"

// AccessDeeds are the deeds by which somebody comes to know what a report or case holds.
var AccessDeeds = []Deed{
	DeedReportRead, DeedReportTake, DeedExhibitView, DeedExhibitOpen, DeedExhibitExport, DeedCaseRead, DeedCaseExport, DeedOpening,
	DeedReportRoute, DeedCaseDraft,
}

// AccessFilter says whose access is looked at, and when: From is included, Until isn't.
type AccessFilter struct {
	Person      ID
	From, Until time.Time
	All         bool // what isn't restricted as well
	Limit       int
}

// Access is one time that somebody came to what a report or case holds. It has no content.
type Access struct {
	Seq        int64 // in the custody record
	At         time.Time
	Deed       Deed
	ItemKind   string
	ItemID     ID
	Restricted bool
}
