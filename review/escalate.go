package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loupe/models"
)

// escalateAfter is how long a desk's leads have, once they were told, before a late report goes to
// the escalation desk of its rule.
const escalateAfter = 24 * time.Hour

const escalateBatch = 200

// EscalationStore is what escalating needs.
type EscalationStore interface {
	Late(ctx context.Context, before time.Time, limit int) ([]models.Report, error)
	StillLate(ctx context.Context, before time.Time, limit int) ([]models.Report, error)
	EscalationDesk(ctx context.Context, id models.ID) (models.ID, error)
	TellLeads(ctx context.Context, id models.ID, notices []models.Notice, ev models.Custody) error
	EscalateReport(ctx context.Context, id, desk models.ID, ev models.Custody) error
	Members(ctx context.Context, desk models.ID) ([]models.Member, error)
	AddNotices(ctx context.Context, list []models.Notice) error
}

// Escalate looks after reports that are late. A desk's leads are told first (all members, when it has
// none); a day later the report goes to the escalation desk of the rule that routed it, whose copy of
// the key has been there since sealing and is given out only now. It needs no one's key. It gives how
// many were told of and how many went.
func (r *Review) Escalate(ctx context.Context) (told, moved int, err error) {
	late, err := r.store.Late(ctx, r.now(), escalateBatch)
	if err != nil {
		return 0, 0, fmt.Errorf("looking for late reports: %w", err)
	}
	for _, row := range late {
		notices, err := r.noticesFor(ctx, row.DeskID, models.NoticeOverdue, models.ItemReport, row.ID, row.Restricted, true)
		if err != nil {
			return told, 0, err
		}
		err = r.store.TellLeads(ctx, row.ID, notices, r.custody(models.Person{}, models.ItemReport, row.ID, models.DeedReportEscalate, "leads"))
		if err == nil {
			told++
		} else if models.KindOf(err) != models.Conflict {
			return told, 0, fmt.Errorf("telling of a late report: %w", err)
		}
	}
	if late, err = r.store.StillLate(ctx, r.now().Add(-escalateAfter), escalateBatch); err != nil {
		return told, 0, fmt.Errorf("looking for late reports: %w", err)
	}
	for _, row := range late {
		desk, err := r.store.EscalationDesk(ctx, row.ID)
		if err != nil {
			return told, moved, fmt.Errorf("looking for an escalation desk: %w", err)
		}
		if desk == "" || desk == row.DeskID {
			continue
		}
		err = r.store.EscalateReport(ctx, row.ID, desk, r.custody(models.Person{}, models.ItemReport, row.ID, models.DeedReportEscalate, string(desk)))
		if models.KindOf(err) == models.Conflict {
			continue
		}
		if err != nil {
			return told, moved, fmt.Errorf("escalating a report: %w", err)
		}
		moved++
		notices, err := r.noticesFor(ctx, desk, models.NoticeEscalated, models.ItemReport, row.ID, row.Restricted, false)
		if err == nil {
			err = r.store.AddNotices(ctx, notices)
		}
		if err != nil {
			return told, moved, fmt.Errorf("telling a desk: %w", err)
		}
	}
	return told, moved, nil
}

// noticesFor makes a notice for each member of a desk who may know of the item; for its leads alone when
// there are any among them and only they are wanted.
func (r *Review) noticesFor(ctx context.Context, desk models.ID, kind models.NoticeKind, itemKind string, item models.ID, restricted, leads bool) ([]models.Notice, error) {
	members, err := r.store.Members(ctx, desk)
	if err != nil {
		return nil, fmt.Errorf("reading a desk's members: %w", err)
	}
	members = slices.DeleteFunc(members, func(m models.Member) bool { return m.State != models.MemberActive || restricted && !m.Named })
	hasLead := false
	for _, m := range members {
		hasLead = hasLead || m.Lead
	}
	var out []models.Notice
	for _, m := range members {
		if leads && hasLead && !m.Lead {
			continue
		}
		n, err := r.notice(m.PersonID, kind, itemKind, item)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

func (r *Review) notice(person models.ID, kind models.NoticeKind, itemKind string, item models.ID) (models.Notice, error) {
	id, err := models.NewID(r.random)
	return models.Notice{ID: id, PersonID: person, Kind: kind, ItemKind: itemKind, ItemID: item, At: r.now()}, err
}
