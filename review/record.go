package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// TaskStore keeps tasks, and moves reports between cases.
type TaskStore interface {
	AddTask(ctx context.Context, t models.Task, due time.Time, notices []models.Notice, ev models.Custody) error
	DoneTask(ctx context.Context, id, task, by models.ID, ev models.Custody) error
	Tasks(ctx context.Context, id models.ID) ([]models.Task, error)
	MergeCase(ctx context.Context, from, into models.ID, by models.ID, at time.Time, ev ...models.Custody) error
	SplitReport(ctx context.Context, id, report, by models.ID, at time.Time, ev ...models.Custody) error
}

// Change is one change to a case's sealed record. It gets the file as it is and refuses what is not
// in form.
type Change func(f *models.CaseFile) error

const (
	recordWords = 2000
	recordRows  = 200 // of each list
)

// ChangeRecord does one change to a case's record: persons, acts, events, claims, independence.
// version is the one that the form was made from; a colleague's change in between is told.
func (r *Review) ChangeRecord(ctx context.Context, by Reader, id models.ID, version int, change Change) error {
	c, key, err := r.openCase(ctx, by, id, models.DeedCaseEdit)
	if err != nil {
		return err
	}
	sealed, _, err := r.store.CaseFile(ctx, id)
	if err != nil {
		return fmt.Errorf("reading a case file: %w", err)
	}
	var file models.CaseFile
	if err := seal.OpenJSON(seal.LabelOf(models.SealCaseFile, id), sealed, key, &file); err != nil {
		return err
	}
	if err := change(&file); err != nil {
		return err
	}
	if max(len(file.Persons), len(file.Events), len(file.Claims), len(file.Acts), len(file.Independence)) > recordRows {
		return models.RefuseFields(models.FieldError{Field: "text", Key: "desk.error.bulk", Args: map[string]any{"Max": recordRows}})
	}
	again, err := seal.JSON(seal.LabelOf(models.SealCaseFile, id), file, c.PublicKey)
	if err != nil {
		return err
	}
	return r.store.SaveCaseFile(ctx, c, again, version, r.custody(by.Person, models.ItemCase, id, models.DeedCaseEdit, "record"))
}

// NewID draws an id for a row of the record.
func (r *Review) NewID() (models.ID, error) { return models.NewID(r.random) }

// PutPerson adds a person to the record, or replaces the one with the same id.
func PutPerson(p models.CasePerson) Change {
	return func(f *models.CaseFile) error {
		p.Name, p.Pseudonym = strings.TrimSpace(p.Name), strings.TrimSpace(p.Pseudonym)
		if err := textWithin("pseudonym", p.Pseudonym, 60); err != nil {
			return err
		}
		if !slices.Contains(models.PersonRoles, p.Role) || !slices.Contains(models.Protections, p.Protection) || len([]rune(p.Name)) > 200 || len([]rune(p.Note)) > recordWords {
			return models.RefuseFields(models.FieldError{Field: "role", Key: "desk.error.choose"})
		}
		same := func(o models.CasePerson) bool { return o.ID != p.ID && strings.EqualFold(o.Pseudonym, p.Pseudonym) }
		if slices.ContainsFunc(f.Persons, same) {
			return models.RefuseFields(models.FieldError{Field: "pseudonym", Key: "case.error.pseudonym"})
		}
		f.Persons = append(slices.DeleteFunc(f.Persons, func(o models.CasePerson) bool { return o.ID == p.ID }), p)
		return nil
	}
}

// PutAct says how many were harmed by one act.
func PutAct(a models.CaseAct) Change {
	return func(f *models.CaseFile) error {
		if _, ok := models.FindAct(a.Code); !ok {
			return models.RefuseFields(models.FieldError{Field: "code", Key: "desk.error.choose"})
		}
		if min(a.Min, a.Max, a.Women, a.Men, a.Girls, a.Boys) < 0 || a.Max < a.Min || a.Women+a.Men+a.Girls+a.Boys > max(a.Max, a.Min) {
			return models.RefuseFields(models.FieldError{Field: "max", Key: "case.error.range"})
		}
		f.Acts = append(slices.DeleteFunc(f.Acts, func(o models.CaseAct) bool { return o.Code == a.Code }), a)
		return nil
	}
}

var eventTime = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2}( \d{2}:\d{2})?)?)?$`)

// PutEvent adds a moment to the timeline of the incident, which is kept in order.
func PutEvent(e models.CaseEvent) Change {
	return func(f *models.CaseFile) error {
		if !eventTime.MatchString(e.On) {
			return models.RefuseFields(models.FieldError{Field: "on", Key: "case.error.on"})
		}
		if err := textWithin("text", strings.TrimSpace(e.Text), recordWords); err != nil {
			return err
		}
		f.Events = append(slices.DeleteFunc(f.Events, func(o models.CaseEvent) bool { return o.ID == e.ID }), e)
		slices.SortStableFunc(f.Events, func(a, b models.CaseEvent) int { return strings.Compare(a.On, b.On) })
		return nil
	}
}

// PutClaim adds a claim, or changes what reports say of it.
func PutClaim(c models.Claim) Change {
	return func(f *models.CaseFile) error {
		if err := textWithin("text", strings.TrimSpace(c.Text), recordWords); err != nil {
			return err
		}
		for id, s := range c.Stances {
			if s != models.Supports && s != models.Contradicts {
				delete(c.Stances, id)
			}
		}
		i := slices.IndexFunc(f.Claims, func(o models.Claim) bool { return o.ID == c.ID })
		if i < 0 {
			f.Claims = append(f.Claims, c)
		} else {
			f.Claims[i] = c
		}
		return nil
	}
}

// PutIndependence says whether two reports are independent, with the reason.
func PutIndependence(p models.Independence) Change {
	return func(f *models.CaseFile) error {
		if p.A == p.B || p.A == "" || p.B == "" {
			return models.RefuseFields(models.FieldError{Field: "b", Key: "case.error.pair"})
		}
		if err := textWithin("why", strings.TrimSpace(p.Why), recordWords); err != nil {
			return err
		}
		if p.A > p.B {
			p.A, p.B = p.B, p.A
		}
		f.Independence = append(slices.DeleteFunc(f.Independence, func(o models.Independence) bool { return o.A == p.A && o.B == p.B }), p)
		return nil
	}
}

// Remove takes a row out of the record: a person, event or claim by its id, an act by its code.
func Remove(key string) Change {
	return func(f *models.CaseFile) error {
		f.Persons = slices.DeleteFunc(f.Persons, func(o models.CasePerson) bool { return string(o.ID) == key })
		f.Events = slices.DeleteFunc(f.Events, func(o models.CaseEvent) bool { return string(o.ID) == key })
		f.Claims = slices.DeleteFunc(f.Claims, func(o models.Claim) bool { return string(o.ID) == key })
		f.Acts = slices.DeleteFunc(f.Acts, func(o models.CaseAct) bool { return o.Code == key })
		return nil
	}
}

// OpenTask is a task with its words.
type OpenTask struct {
	models.Task
	Text string
}

func (r *Review) tasks(ctx context.Context, id models.ID, key seal.PrivateKey) ([]OpenTask, error) {
	rows, err := r.store.Tasks(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading tasks: %w", err)
	}
	var out []OpenTask
	for _, t := range rows {
		text, err := openText(seal.LabelOf(models.SealTask, id, t.ID), t.Sealed, key)
		if err != nil {
			return nil, err
		}
		out = append(out, OpenTask{t, text})
	}
	return out, nil
}

// AddTask gives a member of the case's desk something to do. due is YYYY-MM-DD or "".
func (r *Review) AddTask(ctx context.Context, by Reader, id, person models.ID, text, due string) error {
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseTask)
	if err != nil {
		return err
	}
	if err := textWithin("task", text, recordWords); err != nil {
		return err
	}
	var at time.Time
	if due != "" {
		if at, err = time.Parse(time.DateOnly, due); err != nil {
			return models.RefuseFields(models.FieldError{Field: "due", Key: "case.error.on"})
		}
	}
	members, err := r.store.Members(ctx, c.DeskID)
	if err != nil {
		return fmt.Errorf("reading a desk's members: %w", err)
	}
	if !slices.ContainsFunc(members, func(m models.Member) bool {
		return m.PersonID == person && m.State == models.MemberActive && (m.Named || !c.Restricted)
	}) {
		return models.RefuseFields(models.FieldError{Field: "for", Key: "desk.error.choose"})
	}
	t := models.Task{CaseID: id, For: person, By: by.ID}
	if t.ID, t.Sealed, err = r.sealNote(c, models.SealTask, text); err != nil {
		return err
	}
	var notices []models.Notice
	if person != by.ID {
		n, err := r.notice(person, models.NoticeTask, models.ItemCase, id)
		if err != nil {
			return err
		}
		notices = append(notices, n)
	}
	return r.store.AddTask(ctx, t, at, notices, r.custody(by.Person, models.ItemCase, id, models.DeedCaseTask, "add"))
}

// DoneTask marks a task as done.
func (r *Review) DoneTask(ctx context.Context, by Reader, id, task models.ID) error {
	if _, err := r.allowCase(ctx, by.Person, id, models.DeedCaseTask); err != nil {
		return err
	}
	return r.store.DoneTask(ctx, id, task, by.ID, r.custody(by.Person, models.ItemCase, id, models.DeedCaseTask, "done"))
}

// Merge puts the reports of a case into another one of the same desk. The first stays to be read; it
// says where it went.
func (r *Review) Merge(ctx context.Context, by Reader, from, into models.ID) error {
	a, err := r.allowCase(ctx, by.Person, from, models.DeedCaseMerge)
	if err != nil {
		return err
	}
	b, err := r.allowCase(ctx, by.Person, into, models.DeedCaseMerge)
	if err != nil {
		return err
	}
	if a.DeskID != b.DeskID || from == into {
		return models.RefuseFields(models.FieldError{Field: "into", Key: "case.error.other_desk"})
	}
	return r.store.MergeCase(ctx, from, into, by.ID, r.now(),
		r.custody(by.Person, models.ItemCase, from, models.DeedCaseMerge, string(into)), r.custody(by.Person, models.ItemCase, into, models.DeedCaseMerge, string(from)))
}

// Split takes a report out of a case, into the reader's hands.
func (r *Review) Split(ctx context.Context, by Reader, id, report models.ID) error {
	if _, err := r.allowCase(ctx, by.Person, id, models.DeedCaseSplit); err != nil {
		return err
	}
	if err := r.inCase(ctx, id, report); err != nil {
		return err
	}
	return r.store.SplitReport(ctx, id, report, by.ID, r.now(),
		r.custody(by.Person, models.ItemCase, id, models.DeedCaseSplit, string(report)), r.custody(by.Person, models.ItemReport, report, models.DeedCaseSplit, string(id)))
}
