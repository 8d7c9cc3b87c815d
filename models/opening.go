package models

import (
	"slices"
	"time"
)

// OpeningLife is for how long an opening lasts.
const OpeningLife = time.Hour

// Opening says that a lead of a desk opened a restricted report or case for which they aren't named.
type Opening struct {
	ID         ID
	DeskID     ID
	Generation int // of the desk key that the reason is sealed to
	ItemKind   string
	ItemID     ID
	PersonID   ID
	Name       string
	Reason     []byte // label SealOpening with the opening
	At, Until  time.Time
}

// Closed is something of a restricted compartment as a person who isn't named for it may know of it:
// that it is there.
type Closed struct {
	Kind   string // ItemReport or ItemCase
	ID     ID
	DeskID ID
	Number int // of a case
	At     time.Time
}

// MayOpen asks whether p may open something restricted with a reason: a lead of its desk can, who isn't
// named for it. Submitters and people in conflict can't, as ever.
func MayOpen(p Person, kind string, it Item) error {
	if !it.Restricted || !p.LeadOf(it.DeskID) || p.NamedOn(it.DeskID) {
		return ErrNotFound
	}
	p.Openings = append(slices.Clone(p.Openings), it.ID)
	deed := DeedReportRead
	if kind == ItemCase {
		deed = DeedCaseRead
	}
	_, err := May(p, deed, it)
	return err
}

// MayName asks whether p may name a member of a desk for its restricted compartment, or end that. Those
// who are named decide who else is, and nobody names themselves. Where nobody is named, any member can
// name another one, and whoever is alone on a desk themselves. The last one stays.
func MayName(p Person, desk ID, members []Member, who ID, named bool) error {
	var others, count int
	var found bool
	for _, m := range members {
		if m.State != MemberActive {
			continue
		}
		found = found || m.PersonID == who && m.Named != named
		if m.PersonID != p.ID {
			others++
		}
		if m.Named {
			count++
		}
	}
	switch {
	case !p.MemberOf(desk) || !found:
		return ErrNotFound
	case count > 0 && !p.NamedOn(desk):
		return Refuse(Forbidden, "error.role")
	case named && who == p.ID && others > 0:
		return Refuse(Forbidden, "error.four_eyes")
	case !named && count == 1:
		return Refuse(Conflict, "compartment.error.last")
	}
	return nil
}

// Naming is one time that somebody was named for a desk's restricted compartment, or isn't any more.
type Naming struct {
	ID               ID
	DeskID, PersonID ID
	Desk             string
	By               ID
	ByName           string
	Named            bool
	At               time.Time
}
