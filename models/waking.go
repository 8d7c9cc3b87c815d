package models

import "time"

// Waking is a browser of a person that asked to be woken when something waits.
type Waking struct {
	ID       ID
	PersonID ID
	Sealed   []byte // its endpoint, to the unattended key
	MadeAt   time.Time
}
