package review

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/words"
)

// Printed is a case as it goes on paper. Internal notes, tasks and talk with sources stay at the desk.
type Printed struct {
	OpenCaseFile
	Sheets     []PrintedReport
	Steps      []models.CustodyEntry // of the case, its reports and their exhibits, oldest first
	Names      bool                  // real names stand in it, and how a source is reached
	Restricted bool
	By         string
	At         time.Time
}

// PrintedReport is one of its reports with the whole account.
type PrintedReport struct {
	CaseReport
	Testimony models.Testimony
	Exhibits  []CaseExhibit
}

// maxSteps is how many entries of one item's custody are printed.
const maxSteps = 1000

// Print opens all that goes on the sheets of a case. Each printing is on record, with whether names
// stood in it; each account that is opened for it too. Without names, every person of the case's record
// who isn't public there is called by their pseudonym in all texts, and no account says how to reach its
// source.
func (r *Review) Print(ctx context.Context, by Reader, id models.ID, names bool) (Printed, error) {
	if _, err := r.allowCase(ctx, by.Person, id, models.DeedCasePrint); err != nil {
		return Printed{}, err
	}
	open, err := r.Case(ctx, by, id)
	if err != nil {
		return Printed{}, err
	}
	out := Printed{OpenCaseFile: open, Names: names, By: by.Name, At: r.now()}
	out.Notes, out.Tasks, out.Letters = nil, nil, nil
	items := []models.ID{id}
	for _, row := range open.Reports {
		report, key, err := r.open(ctx, by, row.ID, models.DeedReportRead)
		if err != nil {
			return out, err
		}
		t, err := r.testimony(ctx, row.ID, key)
		if err != nil {
			return out, err
		}
		sheet := PrintedReport{CaseReport: row, Testimony: t}
		out.Restricted = out.Restricted || report.Facts.Restricted()
		items = append(items, row.ID)
		for _, e := range open.Exhibits {
			if e.ReportID == row.ID {
				sheet.Exhibits = append(sheet.Exhibits, e)
				items = append(items, e.ID)
			}
		}
		out.Sheets = append(out.Sheets, sheet)
	}
	out.Restricted = out.Restricted || models.Facts{Categories: open.Categories}.Restricted() ||
		slices.ContainsFunc(open.File.Persons, func(p models.CasePerson) bool { return p.Protection == models.ProtectRestricted })
	out.Reports, out.Exhibits, out.Grades, out.Custody = nil, nil, nil, nil // what is printed of them stands in Sheets and Steps
	if !names {
		out.withhold()
	}
	detail, record := "pseudonyms", []models.Custody{}
	if names {
		detail = "names"
	}
	for _, s := range out.Sheets {
		record = append(record, r.custody(by.Person, models.ItemReport, s.ID, models.DeedReportRead, "print"))
	}
	if err := r.store.Record(ctx, append(record, r.custody(by.Person, models.ItemCase, id, models.DeedCasePrint, detail))...); err != nil {
		return out, err
	}
	for _, item := range items {
		steps, _, err := r.store.Custody(ctx, models.CustodyFilter{ItemID: item, Limit: maxSteps})
		if err != nil {
			return out, fmt.Errorf("reading custody: %w", err)
		}
		out.Steps = append(out.Steps, steps...)
	}
	for i := range out.Steps { // a monitor who sent a report is its source
		if !names && slices.Contains(open.Submitters, out.Steps[i].ActorID) {
			out.Steps[i].ActorName = ""
		}
	}
	slices.SortFunc(out.Steps, func(a, b models.CustodyEntry) int { return int(a.Seq - b.Seq) })
	return out, nil
}

// withhold puts pseudonyms for the names of the record in every text that is printed.
func (p *Printed) withhold() {
	list := make([]words.Person, len(p.File.Persons))
	for i, person := range p.File.Persons {
		if list[i].Name = person.Name; person.Protection != models.ProtectPublic {
			list[i].As = person.Pseudonym
		}
	}
	names := words.NewNames(list)
	mend := func(texts ...*string) {
		for _, t := range texts {
			*t = names.Replace(*t)
		}
	}
	f := &p.File
	mend(&f.Title, &f.Summary, &f.Place)
	for i := range f.Persons {
		if person := &f.Persons[i]; person.Protection != models.ProtectPublic {
			person.Name = ""
			mend(&person.Note)
		}
	}
	for i := range f.Events {
		mend(&f.Events[i].Text)
	}
	for i := range f.Claims {
		mend(&f.Claims[i].Text, &f.Claims[i].Resolved)
	}
	for i := range f.Independence {
		mend(&f.Independence[i].Why)
	}
	for i := range p.Decisions {
		mend(&p.Decisions[i].ReasonText, &p.Decisions[i].SecondText)
	}
	for i := range p.FollowUps {
		mend(&p.FollowUps[i].Name, &p.FollowUps[i].Text)
	}
	p.Information = p.Information.mended(mend)
	for i := range p.Sheets {
		s := &p.Sheets[i]
		s.Beginning = ""
		t := &s.Testimony
		mend(&t.Narrative, &t.Place, &t.Victims, &t.Actors)
		t.Contact = ""
		s.Source = s.Source.mended(mend)
		for k := range s.Exhibits {
			e := &s.Exhibits[k]
			mend(&e.Original.Name)
			for check, a := range e.Answers {
				mend(&a.Text)
				e.Answers[check] = a
			}
		}
	}
}

// mended gives a grading whose notes have been through mend.
func (g Grading) mended(mend func(...*string)) Grading {
	g.Shown = slices.Clone(g.Shown)
	for i := range g.Shown {
		mend(&g.Shown[i].Text)
	}
	if g.Settled != nil {
		settled := *g.Settled
		mend(&settled.Text)
		g.Settled = &settled
	}
	return g
}

// Digest gives an exhibit's SHA-256 in groups of eight digits, which a line of paper can break between.
func (e CaseExhibit) Digest() string {
	var groups []string
	for part := range slices.Chunk([]byte(e.Original.SHA256), 8) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}
