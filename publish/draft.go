package publish

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
	"loupe/seal"
)

// Draft is a case on its way to the public, as its editor sees it.
type Draft struct {
	Case        models.Case
	Content     models.Content
	Version     int // of the draft; 0 while it was never saved
	Consents    []models.Consent
	Refused     bool // a giver allows reviewers only: nothing can be published
	Exhibits    []Picture
	LookTwice   bool // the platform asks that a second person looked at each redaction, of pictures and of words
	Sites       []models.Site
	Publication *models.Publication // what is public now, when anything was
	Named       []Named             // whose real names stand in the text
	StandIns    []models.StandIn    // words that were chosen to be replaced
	Passages    []models.Passage    // what was replaced, the newest last
	WordLook    *models.WordLook    // what a second person found at the replaced words; nil when nobody looked
	Replaces    bool                // words are replaced in the text, or were
	Problems    []models.FieldError // what keeps it from being published; empty when nothing does

	persons []models.CasePerson
}

// Picture is what can be redacted of the case, a photograph or a recording, with its newest redaction.
type Picture struct {
	models.Exhibit                // of a still: its id and kind are the still's
	Still          *Still         // nil for what isn't one
	Redaction      *OpenRedaction // nil while it has none
}

// Still is a still that a reviewer kept of a recording of the case.
type Still struct {
	models.ExhibitCopy
	Of models.Exhibit // the recording
}

// Seconds is its time from the recording's beginning.
func (s Still) Seconds() float64 { return float64(s.Position) / 1000 }

// Draft opens the draft of a decided case; the first time it begins from the case's file.
func (d *Desk) Draft(ctx context.Context, by Editor, id models.ID) (Draft, error) {
	c, key, err := d.open(ctx, by, id, models.DeedCaseDraft)
	if err != nil {
		return Draft{}, err
	}
	return d.draft(ctx, c, key)
}

func (d *Desk) draft(ctx context.Context, c models.Case, key seal.PrivateKey) (Draft, error) {
	out := Draft{Case: c}
	kept, err := d.written(ctx, c, key)
	out.Content, out.Version, out.StandIns, out.Passages = kept.Content, kept.version, kept.StandIns, kept.Passages
	if err != nil {
		return out, err
	}
	out.Replaces = kept.replaces()
	if out.WordLook, err = d.wordLook(ctx, c.ID, kept.Plan); err != nil {
		return out, err
	}
	// The outcome is never typed: it is what two people decided.
	out.Content.Outcome = c.Outcome
	if out.Consents, err = d.store.Consents(ctx, c.ID); err != nil {
		return out, fmt.Errorf("reading consents: %w", err)
	}
	out.Refused = slices.Contains(out.Consents, models.ConsentReviewers)
	if out.Sites, err = d.store.Sites(ctx); err != nil {
		return out, fmt.Errorf("reading the gazetteer: %w", err)
	}
	if out.Exhibits, err = d.pictures(ctx, c.ID, key); err != nil {
		return out, err
	}
	public, err := d.store.PublicationOf(ctx, c.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return out, fmt.Errorf("reading a publication: %w", err)
	}
	if err == nil {
		out.Publication = &public
	}
	if out.persons, err = d.persons(ctx, c, key); err != nil {
		return out, err
	}
	out.Named = named(out.Content, out.persons)
	platform, err := d.store.Platform(ctx)
	if err != nil {
		return out, fmt.Errorf("reading the platform's settings: %w", err)
	}
	out.LookTwice = platform.LookTwice
	out.Problems = out.check()
	return out, nil
}

// written opens the draft that is kept, or begins one.
func (d *Desk) written(ctx context.Context, c models.Case, key seal.PrivateKey) (draftDocument, error) {
	out, err := d.kept(ctx, c.ID, key)
	if err == nil && out.version == 0 {
		out.Content, err = d.begin(ctx, c, key)
	}
	return out, err
}

// begin makes a first draft from the case's file and its assessment. The place starts at district
// precision: an editor makes it finer on purpose, never by forgetting.
func (d *Desk) begin(ctx context.Context, c models.Case, key seal.PrivateKey) (models.Content, error) {
	sealed, _, err := d.store.CaseFile(ctx, c.ID)
	if err != nil {
		return models.Content{}, fmt.Errorf("reading a case file: %w", err)
	}
	var file models.CaseFile
	if err := seal.OpenJSON(seal.LabelOf(models.SealCaseFile, c.ID), sealed, key, &file); err != nil {
		return models.Content{}, err
	}
	reports, err := d.store.CaseReports(ctx, c.ID)
	if err != nil {
		return models.Content{}, fmt.Errorf("reading a case's reports: %w", err)
	}
	var ids []models.ID
	for _, r := range reports {
		ids = append(ids, r.ID)
	}
	platform, err := d.store.Platform(ctx)
	if err != nil {
		return models.Content{}, fmt.Errorf("reading the platform's settings: %w", err)
	}
	language := "en"
	if len(platform.Languages) > 0 && slices.Contains(models.Tongues, platform.Languages[0]) {
		language = platform.Languages[0]
	}
	content := models.Content{
		Title: file.Title, Summary: file.Summary, Language: language, Categories: c.Categories, ActorTypes: file.ActorTypes, Link: file.Link,
		Country: c.Country, Region: c.Region, Precision: models.PrecisionDistrict, OccurredOn: file.OccurredOn, OccurredUntil: file.OccurredUntil,
		DatePrecision: file.Precision, VictimsMin: file.VictimsMin, VictimsMax: file.VictimsMax, Sources: file.IndependentSources(ids), TwoReviewers: true,
	}
	if content.DatePrecision == "" {
		content.DatePrecision = models.DateMonth
	}
	for _, r := range reports {
		month := r.Facts.ReceivedAt.UTC().Format("2006-01")
		if content.ReportedOn == "" || month < content.ReportedOn {
			content.ReportedOn = month
		}
	}
	if site, ok := d.site(ctx, c.SiteID); ok {
		content.SiteSlug = site.Slug
	}
	content.HowVerified, err = d.howVerified(ctx, c.ID, len(reports), content.Sources, language)
	return content, err
}

func (d *Desk) site(ctx context.Context, id models.ID) (models.Site, bool) {
	sites, err := d.store.Sites(ctx)
	if err != nil {
		return models.Site{}, false
	}
	i := slices.IndexFunc(sites, func(s models.Site) bool { return s.ID == id })
	if i < 0 {
		return models.Site{}, false
	}
	return sites[i], true
}

// Save keeps a draft, with what stands in for the words that were chosen, these with the earlier ones. version is
// the one that the form was made from: a colleague's save in between is told as a Conflict. When its language is
// changed, what the assessment came to is said in it.
func (d *Desk) Save(ctx context.Context, by Editor, id models.ID, content models.Content, version int, chosen ...models.StandIn) error {
	c, key, err := d.open(ctx, by, id, models.DeedCaseDraft)
	if err != nil {
		return err
	}
	kept, err := d.written(ctx, c, key)
	if err != nil {
		return err
	}
	if before := kept.Content; before.Language != content.Language {
		before.HowVerified = content.HowVerified
		words, err := d.reworded(ctx, c, before, content.Language)
		if err != nil {
			return err
		}
		if words != "" {
			content.HowVerified = words
		}
	}
	document := kept
	document.Content, document.Passages = content, slices.Clone(kept.Passages)
	if len(chosen) > 0 {
		persons, err := d.persons(ctx, c, key)
		if err != nil {
			return err
		}
		for _, s := range chosen {
			if document.StandIns, err = choose(document.StandIns, s, persons); err != nil {
				return err
			}
		}
	}
	eachText(&document.Content, replacing(namesOf(nil, document.StandIns), &document.Passages))
	if err := lengths(document.Content); err != nil {
		return err
	}
	document.Outcome = c.Outcome
	return d.keep(ctx, by, c, kept, document, version)
}

// Known lists the pseudonyms and roles that the case has already.
func (dr Draft) Known() []string { return known(dr.persons, dr.StandIns) }
