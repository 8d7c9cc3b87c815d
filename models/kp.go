package models

import "slices"

// KPReading says how an incident stands to the Kimberley Process. It is derived from who did it and
// from the link to the supply chain, never typed by hand.
//
// Today's definition of a conflict diamond covers rebel movements that finance wars against
// governments. The definition that civil society asks for adds state forces, militias, mercenaries,
// private security and organised crime; attempts to adopt it have failed so far, last in November 2025.
type KPReading string

// The readings.
const (
	KPToday   KPReading = "today"   // within today's definition, and so within the wider one
	KPAsked   KPReading = "asked"   // only within the definition that civil society asks for
	KPNeither KPReading = "neither" // within none, or not enough is known
)

// KPReadings in the order of pages.
var KPReadings = []KPReading{KPToday, KPAsked, KPNeither}

var (
	kpToday = []string{"armed_group"}
	kpAsked = []string{"armed_forces", "police", "intelligence", "paramilitary", "vigilantes", "private_security", "mercenaries", "organised_crime"}
)

// ReadKP derives the reading from actor types and the supply-chain link. Without a link to the
// supply chain an incident is within no definition.
func ReadKP(actors []string, link string) KPReading {
	in := func(list []string) bool {
		return slices.ContainsFunc(actors, func(a string) bool { return slices.Contains(list, a) })
	}
	switch {
	case link == "" || link == "none":
		return KPNeither
	case in(kpToday):
		return KPToday
	case in(kpAsked):
		return KPAsked
	}
	return KPNeither
}
