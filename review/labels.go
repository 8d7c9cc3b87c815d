package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
)

// RenameLabel gives a label of a desk another name. When another label has that name already, in whatever
// case, it is refused, or with merge the two become that one: what carries either carries it.
func (r *Review) RenameLabel(ctx context.Context, by Reader, desk, id models.ID, name string, merge bool) error {
	if !by.MemberOf(desk) {
		return models.ErrNotFound
	}
	name, err := labelName("to", name)
	if err != nil {
		return err
	}
	list, err := r.Labels(ctx, by, desk)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(l models.Label) bool { return l.ID == id })
	if i < 0 {
		return models.ErrNotFound
	}
	if o := slices.IndexFunc(list, func(l models.Label) bool { return l.ID != id && strings.EqualFold(l.Name, name) }); o >= 0 {
		if !merge {
			return models.RefuseFields(models.FieldError{Field: "to", Key: "label.error.exists", Args: map[string]any{"Name": list[o].Name}})
		}
		return r.store.MergeLabels(ctx, desk, id, list[o].ID, r.custody(by.Person, models.ItemDesk, desk, models.DeedDeskLabel, "merged "+string(id)+" into "+string(list[o].ID)))
	}
	d, err := r.store.Desk(ctx, desk)
	if err != nil {
		return fmt.Errorf("reading a desk: %w", err)
	}
	l := models.Label{ID: id, DeskID: desk}
	if err := sealLabel(&l, d, name); err != nil {
		return err
	}
	return r.store.RenameLabel(ctx, l, r.custody(by.Person, models.ItemDesk, desk, models.DeedDeskLabel, "renamed "+string(id)))
}

// LabelCounts tells how many reports carry each label of the person's desks, of those that they may know of.
func (r *Review) LabelCounts(ctx context.Context, by models.Person) (map[models.ID]int, error) {
	counts, err := r.store.LabelCounts(ctx, by.Desks, by.Named)
	if err != nil {
		return nil, fmt.Errorf("counting labels: %w", err)
	}
	return counts, nil
}

// LabelAnew sets a label on a report by its name, and makes it for the report's desk when there is none.
func (r *Review) LabelAnew(ctx context.Context, by Reader, report models.ID, name string) error {
	return r.labelNamed(ctx, by, name)(report)
}

// labelNamed gives the deed that sets a label on a report by its name. It looks a desk's labels through once,
// however many reports it is done to.
func (r *Review) labelNamed(ctx context.Context, by Reader, name string) func(report models.ID) error {
	made := map[models.ID]models.ID{}
	return func(report models.ID) error {
		row, err := r.allow(ctx, by.Person, report, models.DeedReportLabel)
		if err != nil {
			return err
		}
		if made[row.DeskID] == "" {
			if made[row.DeskID], err = r.MakeLabel(ctx, by, row.DeskID, name); err != nil {
				return err
			}
		}
		return r.Label(ctx, by.Person, report, made[row.DeskID])
	}
}

// unlabelNamed gives the deed that takes a label off a report by its name, which undoes labelNamed.
func (r *Review) unlabelNamed(ctx context.Context, by Reader, name string) func(report models.ID) error {
	name = strings.Join(strings.Fields(name), " ")
	named := map[models.ID]models.ID{}
	return func(report models.ID) error {
		row, err := r.allow(ctx, by.Person, report, models.DeedReportUnlabel)
		if err != nil {
			return err
		}
		if _, seen := named[row.DeskID]; !seen {
			list, err := r.Labels(ctx, by, row.DeskID)
			if err != nil {
				return err
			}
			named[row.DeskID] = ""
			for _, l := range list {
				if strings.EqualFold(l.Name, name) {
					named[row.DeskID] = l.ID
				}
			}
		}
		return r.Unlabel(ctx, by.Person, report, named[row.DeskID])
	}
}
