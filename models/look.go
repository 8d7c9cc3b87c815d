package models

import "time"

// DeedCaseLook is a second person's look at a redaction. Who made the redaction can't do it.
const DeedCaseLook Deed = "case.look"

// RedactionLook is what a second person found, seeing an exhibit before and after its redaction. There is
// one for each redaction, never changed: after mending there is a new redaction to look at.
type RedactionLook struct {
	RedactionID ID
	MadeBy      ID // of the redaction; never By, in the database too
	By          ID
	ByName      string
	Fine        bool   // nobody can be known by the picture; false keeps it from being published
	Note        []byte // sealed to the case, label SealRedactionLook [case, redaction]
	At          time.Time
}
