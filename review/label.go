package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// LabelStore keeps a desk's labels.
type LabelStore interface {
	Labels(ctx context.Context, desks []models.ID) ([]models.Label, error)
	AddLabel(ctx context.Context, l models.Label, ev models.Custody) error
	DropLabel(ctx context.Context, desk, id models.ID, ev models.Custody) error
	RenameLabel(ctx context.Context, l models.Label, ev models.Custody) error
	MergeLabels(ctx context.Context, desk, from, into models.ID, ev models.Custody) error
	LabelCounts(ctx context.Context, desks, named []models.ID) (map[models.ID]int, error)
	LabelReport(ctx context.Context, report, label models.ID, ev models.Custody) error
	UnlabelReport(ctx context.Context, report, label models.ID, ev models.Custody) error
	ReportLabels(ctx context.Context, reports []models.ID) (map[models.ID][]models.ID, error)
}

const (
	maxLabels   = 40 // of one desk: more are no help to anybody
	labelLength = 30 // characters
)

// Labels lists the labels of some of the reader's desks, by name. One whose name can't be opened is left
// out. See docs/decisions/0038-labels.md.
func (r *Review) Labels(ctx context.Context, by Reader, desks ...models.ID) ([]models.Label, error) {
	desks = slices.DeleteFunc(slices.Clone(desks), func(d models.ID) bool { return !by.MemberOf(d) })
	list, err := r.store.Labels(ctx, desks)
	if err != nil {
		return nil, fmt.Errorf("reading labels: %w", err)
	}
	ring := r.ring(by)
	var out []models.Label
	for _, l := range list {
		key, err := ring.Desk(ctx, l.DeskID, l.Generation)
		if err != nil {
			if models.KindOf(err) == models.NotFound {
				continue
			}
			return nil, keyError(err)
		}
		if l.Name, err = openText(labelOf(l), l.Sealed, key); err == nil {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b models.Label) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return out, nil
}

func labelOf(l models.Label) seal.Label {
	return seal.LabelOf(models.SealDeskLabel, l.DeskID, l.ID)
}

// MakeLabel makes a label for a desk, or gives the one that has this name already, in whatever case.
func (r *Review) MakeLabel(ctx context.Context, by Reader, desk models.ID, name string) (models.ID, error) {
	if !by.MemberOf(desk) {
		return "", models.ErrNotFound
	}
	name, err := labelName("name", name)
	if err != nil {
		return "", err
	}
	d, err := r.store.Desk(ctx, desk)
	if err != nil || d.PublicKey == "" {
		return "", models.RefuseFields(models.FieldError{Field: "name", Key: "desk.error.choose"})
	}
	list, err := r.Labels(ctx, by, desk)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(list, func(l models.Label) bool { return strings.EqualFold(l.Name, name) }); i >= 0 {
		return list[i].ID, nil
	}
	if len(list) >= maxLabels {
		return "", models.RefuseFields(models.FieldError{Field: "name", Key: "label.error.many", Args: map[string]any{"Max": maxLabels}})
	}
	l := models.Label{DeskID: desk}
	if l.ID, err = models.NewID(r.random); err != nil {
		return "", err
	}
	if err := sealLabel(&l, d, name); err != nil {
		return "", err
	}
	return l.ID, r.store.AddLabel(ctx, l, r.custody(by.Person, models.ItemDesk, desk, models.DeedDeskLabel, string(l.ID)))
}

func sealLabel(l *models.Label, d models.Desk, name string) (err error) {
	l.Generation = d.Generation
	l.Sealed, err = seal.Seal(labelOf(*l), []byte(name), seal.PublicKey(d.PublicKey))
	return err
}

// labelName takes needless blanks out of a name that was typed into a field.
func labelName(field, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	return name, textWithin(field, name, labelLength)
}

// DropLabel removes a label from its desk and from every report that carries it.
func (r *Review) DropLabel(ctx context.Context, by models.Person, desk, id models.ID) error {
	if !by.MemberOf(desk) {
		return models.ErrNotFound
	}
	return r.store.DropLabel(ctx, desk, id, r.custody(by, models.ItemDesk, desk, models.DeedDeskLabel, "dropped "+string(id)))
}

// Label sets a label of a report's desk on it. Unlabel takes it back.
func (r *Review) Label(ctx context.Context, by models.Person, report, label models.ID) error {
	row, err := r.allow(ctx, by, report, models.DeedReportLabel)
	if err != nil {
		return err
	}
	list, err := r.store.Labels(ctx, []models.ID{row.DeskID})
	if err != nil {
		return fmt.Errorf("reading labels: %w", err)
	}
	if !slices.ContainsFunc(list, func(l models.Label) bool { return l.ID == label }) {
		return models.RefuseFields(models.FieldError{Field: "label", Key: "label.error.other_desk"})
	}
	err = r.store.LabelReport(ctx, report, label, r.custody(by, models.ItemReport, report, models.DeedReportLabel, string(label)))
	return r.unless(err, "label.error.has")
}

// Unlabel takes a label off a report.
func (r *Review) Unlabel(ctx context.Context, by models.Person, report, label models.ID) error {
	if _, err := r.allow(ctx, by, report, models.DeedReportUnlabel); err != nil {
		return err
	}
	err := r.store.UnlabelReport(ctx, report, label, r.custody(by, models.ItemReport, report, models.DeedReportUnlabel, string(label)))
	return r.unless(err, "label.error.hasnt")
}

// unless says of a Conflict what it was about.
func (r *Review) unless(err error, key string) error {
	if models.KindOf(err) == models.Conflict {
		return models.Refuse(models.Conflict, key)
	}
	return err
}

// carried gives for each report those of some labels that it carries, in their order.
func (r *Review) carried(ctx context.Context, reports []models.ID, labels []models.Label) (map[models.ID][]models.Label, error) {
	ids, err := r.store.ReportLabels(ctx, reports)
	if err != nil {
		return nil, fmt.Errorf("reading which labels reports carry: %w", err)
	}
	out := map[models.ID][]models.Label{}
	for report, list := range ids {
		for _, l := range labels {
			if slices.Contains(list, l.ID) {
				out[report] = append(out[report], l)
			}
		}
	}
	return out, nil
}
