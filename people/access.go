package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loupe/models"
	"loupe/seal"
)

// accessStore is what an auditor's review of access asks of the records.
type accessStore interface {
	Access(ctx context.Context, f models.AccessFilter) ([]models.Access, error)
	Namings(ctx context.Context, person models.ID, from, until time.Time) ([]models.Naming, error)
	OpeningsOf(ctx context.Context, person models.ID, from, until time.Time) ([]models.Opening, error)
}

// AccessRow is one line of a review: what somebody opened, took out, or was named to.
type AccessRow struct {
	models.Access
	Desk   string // of a naming
	By     string // who named
	Reason string // of an opening; "" when it was sealed before the reader was an auditor
	Sealed bool   // there is a reason that the reader can't open
}

// AccessReview is a person's access within a period, newest first.
type AccessReview struct {
	Person models.Person
	Rows   []AccessRow
	More   bool // there is more than was asked for
}

// Access reviews what a person came to know of: references, times, the kind of access, and the reasons that they gave.
// No content. Looking is on record too.
func (p *People) Access(ctx context.Context, by Opened, f models.AccessFilter) (AccessReview, error) {
	var out AccessReview
	if err := models.MayAdminister(by.Person, models.DeedAudit); err != nil {
		return out, err
	}
	var err error
	if out.Person, err = p.store.Person(ctx, f.Person); err != nil {
		return out, err
	}
	limit := f.Limit
	f.Limit++
	list, err := p.store.Access(ctx, f)
	if err != nil {
		return out, err
	}
	if out.More = len(list) > limit; out.More {
		list = list[:limit]
	}
	openings, err := p.store.OpeningsOf(ctx, f.Person, f.From, f.Until)
	if err != nil {
		return out, err
	}
	for _, a := range list {
		row := AccessRow{Access: a}
		if a.Deed == models.DeedOpening {
			at := slices.IndexFunc(openings, func(o models.Opening) bool { return o.ItemID == a.ItemID && o.At.Sub(a.At).Abs() < time.Second })
			if at >= 0 {
				o := openings[at]
				plain, err := seal.Open(seal.Label{Kind: models.SealOpening, IDs: []string{string(o.ID)}}, o.Reason, by.Key)
				row.Reason, row.Sealed = string(plain), err != nil
			}
		}
		out.Rows = append(out.Rows, row)
	}
	namings, err := p.store.Namings(ctx, f.Person, f.From, f.Until)
	if err != nil {
		return out, err
	}
	for _, n := range namings {
		deed := models.DeedMemberName
		if !n.Named {
			deed = models.DeedMemberUnname
		}
		out.Rows = append(out.Rows, AccessRow{Access: models.Access{At: n.At, Deed: deed, ItemKind: models.ItemDesk, ItemID: n.DeskID, Restricted: true}, Desk: n.Desk, By: n.ByName})
	}
	slices.SortStableFunc(out.Rows, func(a, b AccessRow) int { return b.At.Compare(a.At) })
	detail := fmt.Sprintf("access %s %s %s", f.Person, f.From.Format(time.DateOnly), f.Until.Format(time.DateOnly))
	return out, p.store.Record(ctx, p.custody(by.Person.ID, models.ItemPerson, f.Person, models.DeedAudit, detail))
}

// Reviewed lists whose access an auditor can look at: everybody who isn't a source.
func (p *People) Reviewed(ctx context.Context, by models.Person) ([]models.Person, error) {
	if err := models.MayAdminister(by, models.DeedAudit); err != nil {
		return nil, err
	}
	return p.store.People(ctx)
}
