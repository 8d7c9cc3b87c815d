package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"loupe/demo/pictures"
	"loupe/intake"
	"loupe/models"
	"loupe/people"
	"loupe/publish"
	"loupe/review"
)

const (
	publishedCases = 40
	openReports    = 60
	day            = 24 * time.Hour
)

// incident is one that is going to be told, reviewed and perhaps published.
type incident struct {
	story
	n    int
	site models.Site
	ago  time.Duration // since the first report
	desk string
}

func (b *builder) incident(n int, ago time.Duration) incident {
	i := incident{story: stories[n%len(stories)], n: n, ago: ago, site: b.sites[(n*7+n/len(stories)*3)%len(b.sites)]}
	i.desk = "Central desk"
	if i.site.Region == "Oru Valley" || i.site.Region == "Sambe Delta" {
		i.desk = "River desk"
	}
	for _, code := range i.acts {
		if act, _ := models.FindAct(code); act.Restricted {
			i.desk = "Protected desk"
		}
	}
	return i
}

// reports makes the published cases and the reports at every other stage. Cases are prepared side
// by side and published one after the other, so that references follow time.
func (b *builder) reports(ctx context.Context) error {
	ready := make([]prepared, publishedCases)
	err := b.each(publishedCases+openReports, func(n int) error {
		if n >= publishedCases {
			return b.openReport(ctx, n)
		}
		var err error
		ready[n], err = b.prepare(ctx, b.incident(n, 440*day-time.Duration(n)*10*day))
		return err
	})
	if err != nil {
		return err
	}
	for n, c := range ready {
		if err := b.release(ctx, n, c); err != nil {
			return fmt.Errorf("publishing case %d: %w", n, err)
		}
	}
	return nil
}

// tell sends one source's account of an incident.
func (b *builder) tell(ctx context.Context, i incident, source int, ago time.Duration, photos int, by *models.Person) (intake.Accepted, Ways, error) {
	w := b.then(ago)
	edge, err := w.Intake.Begin()
	if err != nil {
		return intake.Accepted{}, w, err
	}
	occurred := b.now.Add(-ago - 3*day)
	for k := range photos {
		kind := i.picture
		if k > 0 {
			kind = pictures.KindNames[(i.n+k)%len(pictures.KindNames)]
		}
		x := pictures.EXIF{TakenAt: occurred.Truncate(time.Hour), Lat: i.site.Lat + 0.004, Lon: i.site.Lon - 0.003, Make: "Kesi", Model: "K2", Orientation: 1}
		jpeg, err := pictures.JPEG(kind, uint64(i.n*7+source*3+k+1), x)
		if err != nil {
			return intake.Accepted{}, w, err
		}
		if err := edge.Attach(ctx, fmt.Sprintf("IMG_2026%04d.jpg", i.n*10+k), bytes.NewReader(jpeg)); err != nil {
			return intake.Accepted{}, w, err
		}
	}
	s := source % len(i.narratives)
	f := intake.Form{
		Facts: models.Facts{Categories: i.acts, Country: i.site.Country, Region: i.site.Region, SiteID: i.site.ID, Language: i.languages[s], Consent: []models.Consent{models.ConsentAnonymous, models.ConsentPublic}[(i.n+source)%2], Urgent: i.n%13 == 6},
		Testimony: models.Testimony{
			Narrative: i.narratives[s], Place: "near " + i.site.Name, OccurredOn: occurred.Format(time.DateOnly), Precision: models.DateDay,
			ActorTypes: i.actors, Link: i.link, HowKnown: []string{"eyewitness", "victim"}[source%2], VictimsMin: i.harmed[0], VictimsMax: i.harmed[1],
		},
	}
	accepted, err := edge.Submit(ctx, by, f)
	return accepted, w, err
}

// team gives a first reviewer, a second one and an editor of a desk.
func (b *builder) team(desk string) (first, second, editor people.Opened) {
	pick := map[string][3]string{
		"Central desk":   {"reviewer@demo.example", "reviewer2@demo.example", "editor@demo.example"},
		"River desk":     {"reviewer3@demo.example", "reviewer@demo.example", "editor2@demo.example"},
		"Protected desk": {"protected@demo.example", "reviewer2@demo.example", "editor@demo.example"},
	}[desk]
	return b.people[pick[0]], b.people[pick[1]], b.people[pick[2]]
}

func reader(o people.Opened) review.Reader { return review.Reader{Person: o.Person, Key: o.Key} }

// prepared is a case that two people have decided.
type prepared struct {
	incident
	id       models.ID
	exhibits []models.ID
}

// openCase tells an incident by two sources and opens a case with both.
func (b *builder) openCase(ctx context.Context, i incident, photos int) (prepared, error) {
	out := prepared{incident: i}
	first, _, _ := b.team(i.desk)
	for source := range 2 {
		ago := i.ago - time.Duration(source)*2*day
		a, _, err := b.tell(ctx, i, source, ago, photos*(1-source), nil)
		if err != nil {
			return out, err
		}
		w := b.then(ago - day)
		if err := w.Review.Take(ctx, first.Person, a.ReportID); err != nil {
			return out, err
		}
		if source == 0 {
			out.id, err = w.Review.OpenCase(ctx, reader(first), a.ReportID, i.title)
		} else {
			err = w.Review.JoinCase(ctx, reader(first), a.ReportID, out.id)
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// verify grades sources and information and answers the checklists.
func (b *builder) verify(ctx context.Context, c *prepared, w Ways, twice bool) (models.Case, error) {
	first, second, _ := b.team(c.desk)
	by := reader(first)
	file, err := w.Review.Case(ctx, by, c.id)
	if err != nil {
		return models.Case{}, err
	}
	for k, r := range file.Reports {
		if err := w.Review.Grade(ctx, by, c.id, models.AxisSource, r.ID, []string{"B", "C"}[(c.n+k)%2], "Consistent over two conversations."); err != nil {
			return models.Case{}, err
		}
	}
	if err := w.Review.Grade(ctx, by, c.id, models.AxisInformation, "", "2", "Two accounts agree on place, time and sequence."); err != nil {
		return models.Case{}, err
	}
	if twice { // a second person grades without seeing the first's
		for k, r := range file.Reports {
			if err := w.Review.Grade(ctx, reader(second), c.id, models.AxisSource, r.ID, []string{"B", "C"}[(c.n+k)%2], "Knows the place; no reason to exaggerate."); err != nil {
				return models.Case{}, err
			}
		}
		if err := w.Review.Grade(ctx, reader(second), c.id, models.AxisInformation, "", "2", "Consistent with what was reported from nearby."); err != nil {
			return models.Case{}, err
		}
	}
	for _, e := range file.Exhibits {
		c.exhibits = append(c.exhibits, e.ID)
		answers := []review.Answer{{Check: "provenance", Answer: models.Pass, Note: "Taken by the source."}, {Check: "integrity", Answer: models.Pass, Note: "Digest at receipt equals digest now."}, {Check: "location", Answer: models.Pass, Note: "Ridge line and road match."}, {Check: "time", Answer: models.Pass, Note: "Agrees with the account."}, {Check: "safety", Answer: models.Pass, Note: "Faces to be covered."}}
		if err := w.Review.Check(ctx, by, c.id, e.ID, answers); err != nil {
			return models.Case{}, err
		}
	}
	in := review.FileInput{CaseFile: file.File, Categories: c.acts, Country: c.site.Country, Region: c.site.Region, SiteID: c.site.ID, Version: file.FileVersion}
	in.Summary = c.summary
	if len(file.Reports) > 1 {
		in.Independence = []models.Independence{{A: file.Reports[0].ID, B: file.Reports[1].ID, Independent: true, Why: "They live in different places and were spoken with apart."}}
	}
	in.Claims = []models.Claim{{ID: file.Reports[0].ID, Text: c.summary, Stances: map[models.ID]models.Stance{}}}
	for _, r := range file.Reports {
		in.Claims[0].Stances[r.ID] = models.Supports
	}
	if err := w.Review.SaveFile(ctx, by, c.id, in); err != nil {
		return models.Case{}, err
	}
	file, err = w.Review.Case(ctx, by, c.id)
	return file.Case, err
}

// prepare brings a case to where two people have decided it.
func (b *builder) prepare(ctx context.Context, i incident) (prepared, error) {
	c, err := b.openCase(ctx, i, 1+i.n%2)
	if err != nil {
		return c, err
	}
	w := b.then(i.ago - 5*day)
	now, err := b.verify(ctx, &c, w, true)
	if err != nil {
		return c, err
	}
	first, second, editor := b.team(i.desk)
	outcome := []models.Outcome{models.Verified, models.Corroborated, models.Verified, models.Contested}[i.n%4]
	if err := w.Review.Propose(ctx, reader(first), c.id, outcome, "The accounts agree and the photograph holds.", now.Revision); err != nil {
		return c, err
	}
	w = b.then(i.ago - 6*day)
	if err := w.Review.Confirm(ctx, reader(second), c.id, "Looked at the exhibits again; agreed."); err != nil {
		return c, err
	}
	return c, b.edit(ctx, &c, b.then(i.ago-7*day), publish.Editor{Person: editor.Person, Key: editor.Key})
}

// edit redacts the photographs and writes the public text.
func (b *builder) edit(ctx context.Context, c *prepared, w Ways, by publish.Editor) error {
	for _, e := range c.exhibits {
		// Only the picture with people near the camera has faces to cover; the others are made anew.
		var boxes []models.Box
		if c.picture == "roadblock" && e == c.exhibits[0] {
			boxes = []models.Box{{X: 0.1, Y: 0.5, W: 0.09, H: 0.09}, {X: 0.24, Y: 0.51, W: 0.08, H: 0.09}, {X: 0.71, Y: 0.5, W: 0.09, H: 0.09}, {X: 0.87, Y: 0.5, W: 0.09, H: 0.09}}
		}
		if err := w.Publish.Redact(ctx, by, c.id, e, models.RedactionPlan{Boxes: boxes, Checked: true}); err != nil {
			return err
		}
	}
	draft, err := w.Publish.Draft(ctx, by, c.id)
	if err != nil {
		return err
	}
	x := draft.Content
	x.Title, x.Summary, x.Account = c.title, c.summary, c.account
	x.Title = fmt.Sprintf("%s, %s", x.Title, c.site.Region)
	x.SiteSlug = c.site.Slug
	x.Precision = []models.Precision{models.PrecisionSite, models.PrecisionDistrict, models.PrecisionRegion, models.PrecisionSite}[c.n%4]
	x.DatePrecision = []models.DatePrecision{models.DateDay, models.DateMonth}[c.n%2]
	if c.n%3 == 0 {
		x.FollowUp, x.Status = "The case was handed to the provincial office. An answer is awaited.", models.Monitored
	}
	if c.n%5 == 0 {
		x.Response = "The company was asked for its view and wrote that it had no knowledge of the incident."
	}
	x.Exhibits = nil
	for k, e := range c.exhibits {
		kind := c.picture
		if k > 0 {
			kind = pictures.KindNames[(c.n+k)%len(pictures.KindNames)]
		}
		copy := models.PublicCopy{ID: e, Caption: pictures.Kinds[kind], Alt: pictures.Kinds[kind], Credit: "Kasoria Mine Watch", License: "CC BY 4.0"}
		if c.picture == "burnt" {
			copy.Warning = "destroyed homes"
		}
		x.Exhibits = append(x.Exhibits, copy)
	}
	return w.Publish.Save(ctx, by, c.id, x, draft.Version)
}

// release publishes a case; a few are corrected, one is withdrawn.
func (b *builder) release(ctx context.Context, n int, c prepared) error {
	_, _, editor := b.team(c.desk)
	by := publish.Editor{Person: editor.Person, Key: editor.Key}
	w := b.then(c.ago - 9*day)
	p, err := w.Publish.Publish(ctx, by, c.id)
	if err != nil {
		return err
	}
	if n == 11 {
		b.toll = p.Ref
	}
	if b.french == nil && c.desk == "River desk" && c.title == frenchStory && len(c.exhibits) > 0 {
		b.french = &c
	}
	switch n {
	case 5, 14, 27:
		w = b.then(c.ago - 20*day)
		draft, err := w.Publish.Draft(ctx, by, c.id)
		if err != nil {
			return err
		}
		draft.Content.Summary += " The number of people harmed was raised after a further account."
		draft.Content.VictimsMax += 2
		if err := w.Publish.Save(ctx, by, c.id, draft.Content, draft.Version); err != nil {
			return err
		}
		_, err = w.Publish.Correct(ctx, by, c.id, draft.Publication.Version, "A further account raised the number of people harmed.")
		return err
	case 9:
		return b.then(c.ago-30*day).Publish.Withdraw(ctx, by, c.id, models.WithdrawnConsent, "A person who had testified asked for it.")
	}
	return nil
}

// openReport makes one report at one of the stages before publication.
func (b *builder) openReport(ctx context.Context, n int) error {
	i := b.incident(n, time.Duration(n-publishedCases)*8*time.Hour+2*time.Hour)
	first, second, _ := b.team(i.desk)
	stage := n % 10
	if stage >= 7 { // a case under verification, or waiting for its second person
		if i.ago < 4*day {
			i.ago += 5 * day
		}
		c, err := b.openCase(ctx, i, 1)
		if err != nil || stage == 7 {
			return err
		}
		w := b.then(i.ago - 4*day)
		now, err := b.verify(ctx, &c, w, stage != 8)
		if err != nil || stage == 8 {
			return err
		}
		return w.Review.Propose(ctx, reader(first), c.id, models.Verified, "Two accounts agree and the photograph holds.", now.Revision)
	}
	var by *models.Person
	if stage == 1 || stage == 5 {
		monitor := b.people[[]string{"monitor@demo.example", "monitor2@demo.example"}[n/10%2]].Person
		by = &monitor
	}
	a, _, err := b.tell(ctx, i, n, i.ago, n%3, by)
	if err != nil {
		return err
	}
	w := b.then(i.ago - time.Hour)
	switch stage {
	case 2, 5:
		return w.Review.Take(ctx, first.Person, a.ReportID)
	case 3:
		if err := w.Review.Take(ctx, second.Person, a.ReportID); err != nil {
			return err
		}
		if err := w.Review.Ask(ctx, reader(second), a.ReportID, "Thank you. Do you remember what the men wore, and from which side they came?"); err != nil {
			return err
		}
		edge, err := w.Intake.BeginAnswer(ctx, a.Receipt)
		if err != nil {
			return err
		}
		return edge.Answer(ctx, "", "They wore dark green shirts without signs. They came from the side of the river.", "")
	case 6:
		return w.Review.Close(ctx, first.Person, a.ReportID, []models.Closing{models.ClosedDuplicate, models.ClosedOutOfScope}[n%2], "", "Told twice by the same person.")
	}
	return nil
}
