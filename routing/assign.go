package routing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
)

// maxLoad is as far as a reviewer's reports are counted; more weigh the same.
const maxLoad = 100

// Reviewer is a member of a desk who may be given reports.
type Reviewer struct {
	ID             models.ID
	Email          string
	OrganisationID models.ID
	Open           int // reports that they have now
	models.Work
}

// Assign chooses who of a desk gets a report by the choice's strategy; "" leaves it to whoever
// takes it. Nobody is given their own report, one from their own organisation, or one that they are in
// conflict with; nobody on leave or at their capacity is given any. Those who work in the report's
// language go before those who don't. Turn grows by one each time: it
// is whose turn it is, and who is first among equals.
func Assign(c Choice, f models.Facts, reviewers []Reviewer, turn uint64) models.ID {
	free := slices.DeleteFunc(slices.Clone(reviewers), func(r Reviewer) bool {
		conflict := f.OrganisationID != "" && (r.OrganisationID == f.OrganisationID || slices.Contains(r.Conflicts, f.OrganisationID)) ||
			f.SubmitterID != "" && (r.ID == f.SubmitterID || slices.Contains(r.Conflicts, f.SubmitterID))
		busy := r.Away(f.ReceivedAt) || r.Capacity > 0 && r.Open >= r.Capacity
		return conflict || busy || c.Strategy == Named && !strings.EqualFold(r.Email, c.Person)
	})
	if len(free) == 0 || c.Strategy == Nobody || c.Strategy == "" {
		return ""
	}
	speaks := func(r Reviewer) bool { return slices.Contains(r.Languages, f.Language) }
	if slices.ContainsFunc(free, speaks) {
		free = slices.DeleteFunc(free, func(r Reviewer) bool { return !speaks(r) })
	}
	if c.Strategy == LeastLoaded {
		least := slices.MinFunc(free, func(a, b Reviewer) int { return cmp.Compare(a.Open, b.Open) }).Open
		free = slices.DeleteFunc(free, func(r Reviewer) bool { return r.Open > least })
	}
	slices.SortFunc(free, func(a, b Reviewer) int { return cmp.Compare(a.ID, b.ID) })
	return free[turn%uint64(len(free))].ID
}

// Loads is what a Store can have beside: without it, everybody is as loaded as everybody else.
type Loads interface {
	Queue(ctx context.Context, f models.QueueFilter) (rows []models.Report, next string, err error)
}

// assign sets the reviewer of a choice, when its rule wants one.
func (r *Router) assign(ctx context.Context, c *Choice, f models.Facts) error {
	if c.DeskID == "" || c.Strategy == Nobody {
		return nil
	}
	people, err := r.store.People(ctx)
	if err != nil {
		return fmt.Errorf("reading the people of a desk: %w", err)
	}
	loads, counted := r.store.(Loads)
	var reviewers []Reviewer
	for _, p := range people {
		if !reviews(p, c.DeskID) || f.Restricted() && !p.NamedOn(c.DeskID) {
			continue
		}
		one := Reviewer{ID: p.ID, Email: p.Email, OrganisationID: p.OrganisationID, Work: p.Work}
		if counted && (c.Strategy == LeastLoaded || p.Work.Capacity > 0) {
			taken, _, err := loads.Queue(ctx, models.QueueFilter{
				Desks: []models.ID{c.DeskID}, Named: []models.ID{c.DeskID}, DeskID: c.DeskID,
				State: models.ReportTaken, TakenBy: p.ID, Sort: models.SortOldest, Limit: maxLoad, Now: r.now(),
			})
			if err != nil {
				return fmt.Errorf("counting a reviewer's reports: %w", err)
			}
			one.Open = len(taken)
		}
		reviewers = append(reviewers, one)
	}
	c.AssigneeID = Assign(*c, f, reviewers, r.turn.Add(1))
	return nil
}

// reviews tells whether a person may be given reports of a desk.
func reviews(p models.Person, desk models.ID) bool {
	return p.MemberOf(desk) && (p.Has(models.RoleReviewer) || p.Has(models.RoleEditor))
}
