package review

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// OpenCaseFile is a case as its desk works on it.
type OpenCaseFile struct {
	models.Case
	File        models.CaseFile
	FileVersion int
	Desk        models.Desk
	Reports     []CaseReport
	Exhibits    []CaseExhibit
	Information Grading
	Grades      []OpenGrade // all that the reader may see, newest last
	Tasks       []OpenTask
	FollowUps   []OpenFollowUp  // newest first
	Members     []models.Member // of the desk, for tasks
	Notes       []OpenNote
	Letters     []Letter // messages from outside about it, newest first
	Decisions   []OpenDecision
	Missing     map[models.Outcome][]Missing // what each outcome still needs; empty means it can be proposed
	Custody     []models.CustodyEntry
	Sites       []models.Site
	May         map[models.Deed]error // nil: they may; else why not
	ForAReason  bool                  // the reader isn't named for it and has it open with a reason
}

// CaseReport is one report of a case, with the current grade of its source.
type CaseReport struct {
	models.Report
	Beginning string
	Source    Grading
}

// CaseExhibit is one exhibit of a case, with its newest answer to each check.
type CaseExhibit struct {
	OpenExhibit
	Answers map[models.Check]OpenAnswer
}

var caseDeeds = []models.Deed{
	models.DeedCaseEdit, models.DeedCaseGrade, models.DeedCaseCheck, models.DeedCaseNote, models.DeedCasePropose,
	models.DeedCaseSettle, models.DeedCaseMerge, models.DeedCaseSplit, models.DeedCaseTask, models.DeedCaseFollow, models.DeedCaseExport, models.DeedCasePrint, models.DeedCaseConfirm, models.DeedCaseSendBack, models.DeedCaseReopen, models.DeedCaseDraft, models.DeedCaseRedact,
}

// Case opens a case for a member of its desk. Each reading is on record.
func (r *Review) Case(ctx context.Context, by Reader, id models.ID) (OpenCaseFile, error) {
	c, key, err := r.openCase(ctx, by, id, models.DeedCaseRead)
	if err != nil {
		return OpenCaseFile{}, err
	}
	out := OpenCaseFile{Case: c, May: map[models.Deed]error{}, ForAReason: c.Restricted && !by.NamedOn(c.DeskID)}
	for _, d := range caseDeeds {
		_, out.May[d] = models.May(by.Person, d, c.Item())
	}
	sealed, version, err := r.store.CaseFile(ctx, id)
	if err != nil {
		return out, fmt.Errorf("reading a case file: %w", err)
	}
	out.FileVersion = version
	if err := seal.OpenJSON(seal.LabelOf(models.SealCaseFile, id), sealed, key, &out.File); err != nil {
		return out, err
	}
	if out.Desk, err = r.store.Desk(ctx, c.DeskID); err != nil {
		return out, fmt.Errorf("reading a desk: %w", err)
	}
	if out.Sites, err = r.store.Sites(ctx); err != nil {
		return out, fmt.Errorf("reading the gazetteer: %w", err)
	}
	if err := r.evidence(ctx, by, key, &out); err != nil {
		return out, err
	}
	if err := r.findings(ctx, by, key, &out); err != nil {
		return out, err
	}
	if out.Letters, err = r.letters(ctx, by, c); err != nil {
		return out, err
	}
	if out.Tasks, err = r.tasks(ctx, id, key); err != nil {
		return out, err
	}
	if out.FollowUps, err = r.followUps(ctx, id, key); err != nil {
		return out, err
	}
	if out.Members, err = r.store.Members(ctx, c.DeskID); err != nil {
		return out, fmt.Errorf("reading a desk's members: %w", err)
	}
	out.Members = slices.DeleteFunc(out.Members, func(m models.Member) bool { return c.Restricted && !m.Named })
	if err := r.store.ReadNotices(ctx, by.ID, id, r.now()); err != nil {
		return out, err
	}
	if out.Custody, _, err = r.store.Custody(ctx, models.CustodyFilter{ItemID: id, Limit: 50}); err != nil {
		return out, fmt.Errorf("reading custody: %w", err)
	}
	return out, r.store.Record(ctx, r.custody(by.Person, models.ItemCase, id, models.DeedCaseRead, ""))
}

// evidence opens the case's reports far enough to list them and their exhibits.
func (r *Review) evidence(ctx context.Context, by Reader, key seal.PrivateKey, out *OpenCaseFile) error {
	reports, err := r.store.CaseReports(ctx, out.ID)
	if err != nil {
		return fmt.Errorf("reading a case's reports: %w", err)
	}
	ring := r.ring(by)
	for _, row := range reports {
		line := CaseReport{Report: row}
		reportKey, err := ring.Report(ctx, row.ID)
		if err != nil {
			return keyError(err)
		}
		t, err := r.testimony(ctx, row.ID, reportKey)
		if err != nil {
			return err
		}
		line.Beginning = firstWords(t.Narrative, 2*beginning)
		exhibits, err := r.store.Exhibits(ctx, row.ID)
		if err != nil {
			return fmt.Errorf("reading exhibits: %w", err)
		}
		for _, e := range exhibits {
			manifest, err := r.manifest(ctx, e, reportKey, t)
			if err != nil {
				return err
			}
			out.Exhibits = append(out.Exhibits, CaseExhibit{OpenExhibit{e, manifest}, map[models.Check]OpenAnswer{}})
		}
		out.Reports = append(out.Reports, line)
	}
	return nil
}

// FileInput is a case's file as a form sends it.
type FileInput struct {
	models.CaseFile
	Categories []string
	Country    string
	Region     string
	SiteID     models.ID
	Version    int // that the form was made from
}

// SaveFile keeps a case's file. A colleague's save in between is told, and nothing is lost.
func (r *Review) SaveFile(ctx context.Context, by Reader, id models.ID, in FileInput) error {
	c, err := r.allowCase(ctx, by.Person, id, models.DeedCaseEdit)
	if err != nil {
		return err
	}
	in.Title = strings.TrimSpace(in.Title)
	if err := in.check(); err != nil {
		return err
	}
	c.Categories, c.Country, c.Region, c.SiteID = in.Categories, in.Country, in.Region, in.SiteID
	sealed, err := seal.JSON(seal.LabelOf(models.SealCaseFile, id), in.CaseFile, c.PublicKey)
	if err != nil {
		return err
	}
	return r.store.SaveCaseFile(ctx, c, sealed, in.Version, r.custody(by.Person, models.ItemCase, id, models.DeedCaseEdit, ""))
}

func (in FileInput) check() error {
	if err := textWithin("title", in.Title, 200); err != nil {
		return err
	}
	if len([]rune(in.Summary)) > 5000 {
		return models.RefuseFields(models.FieldError{Field: "summary", Key: "desk.error.long", Args: map[string]any{"Max": 5000}})
	}
	unknown := slices.ContainsFunc(in.Categories, func(code string) bool { _, ok := models.FindAct(code); return !ok })
	if len(in.Categories) == 0 || unknown {
		return models.RefuseFields(models.FieldError{Field: "category", Key: "desk.error.choose"})
	}
	if in.VictimsMin < 0 || in.VictimsMax < 0 || in.VictimsMax > 0 && in.VictimsMax < in.VictimsMin {
		return models.RefuseFields(models.FieldError{Field: "victims_max", Key: "case.error.range"})
	}
	return nil
}

// Why says why the reader can't do a deed now; nil when they can.
func (c OpenCaseFile) Why(deed string) error { return c.May[models.Deed(deed)] }

// Grading gives where the grading of the information, or of a report's source, stands.
func (c OpenCaseFile) Grading(axis models.Axis, report models.ID) Grading {
	if axis == models.AxisInformation {
		return c.Information
	}
	for _, r := range c.Reports {
		if r.ID == report {
			return r.Source
		}
	}
	return Grading{}
}
