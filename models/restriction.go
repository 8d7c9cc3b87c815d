package models

import "time"

// Restriction says that a member put a report into the restricted compartment of its desk, or took it out.
type Restriction struct {
	ID         ID
	ReportID   ID
	By         ID
	ByName     string
	Restricted bool
	Reason     []byte // label SealRestriction with the report and its own id
	At         time.Time
}
