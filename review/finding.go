package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// FindingStore keeps grades, answers and notes: rows that are added and never changed.
type FindingStore interface {
	AddGrade(ctx context.Context, g models.Grade, ev models.Custody) error
	Grades(ctx context.Context, id models.ID) ([]models.Grade, error)
	AddCheckAnswer(ctx context.Context, a models.CheckAnswer, ev models.Custody) error
	CheckAnswers(ctx context.Context, id models.ID) ([]models.CheckAnswer, error)
	AddNote(ctx context.Context, n models.Note, notices []models.Notice, ev models.Custody) error
	Notes(ctx context.Context, id models.ID) ([]models.Note, error)
}

// OpenGrade is a grade with its note.
type OpenGrade struct {
	models.Grade
	Text string
}

// OpenAnswer is an answer with its note.
type OpenAnswer struct {
	models.CheckAnswer
	Text string
}

// OpenNote is a note in words.
type OpenNote struct {
	models.Note
	Text string
}

const noteLength = 5000

// Grade adds a finding on one axis: the reliability of a report's source, or the credibility of
// the case's information. The two are asked on separate pages and never averaged.
func (r *Review) Grade(ctx context.Context, by Reader, id models.ID, axis models.Axis, report models.ID, grade, note string) error {
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseGrade)
	if err != nil {
		return err
	}
	if !slices.Contains(models.Grades[axis], grade) {
		return models.RefuseFields(models.FieldError{Field: "grade", Key: "desk.error.choose"})
	}
	if axis == models.AxisSource {
		if err := r.inCase(ctx, id, report); err != nil {
			return err
		}
	} else {
		report = ""
	}
	g := models.Grade{CaseID: id, ReportID: report, Axis: axis, Grade: grade, By: by.ID, At: r.now()}
	if g.ID, g.Note, err = r.sealNote(c, models.SealAssessment, note); err != nil {
		return err
	}
	return r.store.AddGrade(ctx, g, r.custody(by.Person, models.ItemCase, id, models.DeedCaseGrade, string(axis)+" "+grade))
}

func (r *Review) inCase(ctx context.Context, id, report models.ID) error {
	reports, err := r.store.CaseReports(ctx, id)
	if err != nil {
		return fmt.Errorf("reading a case's reports: %w", err)
	}
	if !slices.ContainsFunc(reports, func(row models.Report) bool { return row.ID == report }) {
		return models.ErrNotFound
	}
	return nil
}

// Answer is one answer of the checklist form.
type Answer struct {
	Check  models.Check
	Answer models.Answer
	Note   string
}

// Check adds answers to an exhibit's checklist. Those that say what the current ones say already
// are passed over.
func (r *Review) Check(ctx context.Context, by Reader, id, exhibit models.ID, answers []Answer) error {
	c, key, err := r.openCase(ctx, by, id, models.DeedCaseCheck)
	if err != nil {
		return err
	}
	e, err := r.store.Exhibit(ctx, exhibit)
	if err != nil {
		return err
	}
	if err := r.inCase(ctx, id, e.ReportID); err != nil {
		return err
	}
	current, err := r.answers(ctx, id, key)
	if err != nil {
		return err
	}
	for _, a := range answers {
		now := current[exhibit][a.Check]
		if !slices.Contains(models.Checks, a.Check) || !slices.Contains(models.Answers, a.Answer) || now.Answer == a.Answer && now.Text == a.Note {
			continue
		}
		row := models.CheckAnswer{CaseID: id, ExhibitID: exhibit, Check: a.Check, Answer: a.Answer, By: by.ID, At: r.now()}
		if row.ID, row.Note, err = r.sealNote(c, models.SealAssessment, a.Note); err != nil {
			return err
		}
		if err := r.store.AddCheckAnswer(ctx, row, r.custody(by.Person, models.ItemCase, id, models.DeedCaseCheck, string(a.Check)+" "+string(a.Answer))); err != nil {
			return err
		}
	}
	return nil
}

// mentions makes a notice for each member of the case's desk whom a text names as "@Name".
func (r *Review) mentions(ctx context.Context, by Reader, c models.Case, text string) ([]models.Notice, error) {
	members, err := r.store.Members(ctx, c.DeskID)
	if err != nil {
		return nil, fmt.Errorf("reading a desk's members: %w", err)
	}
	var out []models.Notice
	for _, m := range members {
		if m.PersonID != by.ID && m.State == models.MemberActive && (m.Named || !c.Restricted) && strings.Contains(strings.ToLower(text), "@"+strings.ToLower(m.Name)) {
			n, err := r.notice(m.PersonID, models.NoticeMention, models.ItemCase, c.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// Note adds a note to a case. Members of the desk whom it names as "@Name" are told.
func (r *Review) Note(ctx context.Context, by Reader, id models.ID, text string) error {
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseNote)
	if err != nil {
		return err
	}
	if err := textWithin("note", text, noteLength); err != nil {
		return err
	}
	n := models.Note{CaseID: id, By: by.ID, At: r.now()}
	if n.ID, n.Sealed, err = r.sealNote(c, models.SealNote, text); err != nil {
		return err
	}
	notices, err := r.mentions(ctx, by, c, text)
	if err != nil {
		return err
	}
	return r.store.AddNote(ctx, n, notices, r.custody(by.Person, models.ItemCase, id, models.DeedCaseNote, ""))
}

// sealNote seals words to the case under a new id.
func (r *Review) sealNote(c models.Case, kind, text string) (models.ID, []byte, error) {
	if len([]rune(text)) > noteLength {
		return "", nil, models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": noteLength}})
	}
	id, err := models.NewID(r.random)
	if err != nil {
		return "", nil, err
	}
	sealed, err := seal.Seal(seal.LabelOf(kind, c.ID, id), []byte(text), seal.PublicKey(c.PublicKey))
	return id, sealed, err
}

// answers opens the newest answer per exhibit and check.
func (r *Review) answers(ctx context.Context, id models.ID, key seal.PrivateKey) (map[models.ID]map[models.Check]OpenAnswer, error) {
	rows, err := r.store.CheckAnswers(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	out := map[models.ID]map[models.Check]OpenAnswer{}
	for _, a := range rows {
		text, err := openText(seal.LabelOf(models.SealAssessment, id, a.ID), a.Note, key)
		if err != nil {
			return nil, err
		}
		if out[a.ExhibitID] == nil {
			out[a.ExhibitID] = map[models.Check]OpenAnswer{}
		}
		out[a.ExhibitID][a.Check] = OpenAnswer{a, text}
	}
	return out, nil
}

// findings opens all that was found so far and computes what is still missing.
func (r *Review) findings(ctx context.Context, by Reader, key seal.PrivateKey, out *OpenCaseFile) error {
	all, err := r.grades(ctx, out.ID, key)
	if err != nil {
		return err
	}
	out.Information = grading(all, models.AxisInformation, "", by.ID)
	blind := map[models.ID]bool{} // reports whose grades the reader can't see yet
	for i := range out.Reports {
		out.Reports[i].Source = grading(all, models.AxisSource, out.Reports[i].ID, by.ID)
		blind[out.Reports[i].ID] = out.Reports[i].Source.Blind()
	}
	for _, g := range all {
		hidden := g.Axis == models.AxisInformation && out.Information.Blind() || g.Axis == models.AxisSource && blind[g.ReportID]
		if !hidden || g.By == by.ID {
			out.Grades = append(out.Grades, g)
		}
	}
	answers, err := r.answers(ctx, out.ID, key)
	if err != nil {
		return err
	}
	for i, e := range out.Exhibits {
		if a := answers[e.ID]; a != nil {
			out.Exhibits[i].Answers = a
		}
	}
	notes, err := r.store.Notes(ctx, out.ID)
	if err != nil {
		return fmt.Errorf("reading notes: %w", err)
	}
	for _, n := range notes {
		text, err := openText(seal.LabelOf(models.SealNote, out.ID, n.ID), n.Sealed, key)
		if err != nil {
			return err
		}
		out.Notes = append(out.Notes, OpenNote{n, text})
	}
	if out.Decisions, err = r.decisions(ctx, out.ID, key); err != nil {
		return err
	}
	out.Missing = gate(*out)
	return nil
}
