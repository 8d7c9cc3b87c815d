package publish

import (
	"context"
	"fmt"
	"slices"

	"loupe/models"
	"loupe/seal"
	"loupe/words"
)

// Named is a person of the case's record whose real name stands in the public text.
type Named struct {
	Name, Pseudonym string
	Fields          []string // of the form in which it stands, in order
}

// namesOf are the names of a record and what stands for them: who is public in the record may be named.
func namesOf(persons []models.CasePerson) words.Names {
	list := make([]words.Person, len(persons))
	for i, p := range persons {
		if list[i].Name = p.Name; p.Protection != models.ProtectPublic {
			list[i].As = p.Pseudonym
		}
	}
	return words.NewNames(list)
}

// pseudonymise gives the content with pseudonyms for real names, and who was named where.
func pseudonymise(c models.Content, persons []models.CasePerson) (models.Content, []Named) {
	names := namesOf(persons)
	fields := map[int][]string{}
	mend := func(field string, text *string) {
		*text = names.Replace(*text, func(p int) {
			if !slices.Contains(fields[p], field) {
				fields[p] = append(fields[p], field)
			}
		})
	}
	mend("title", &c.Title)
	mend("summary", &c.Summary)
	mend("account", &c.Account)
	mend("place", &c.Place)
	mend("how_verified", &c.HowVerified)
	mend("response", &c.Response)
	mend("follow_up", &c.FollowUp)
	c.Exhibits = slices.Clone(c.Exhibits)
	for i := range c.Exhibits {
		e := &c.Exhibits[i]
		mend("caption_"+string(e.ID), &e.Caption)
		mend("alt_"+string(e.ID), &e.Alt)
		mend("credit_"+string(e.ID), &e.Credit)
		mend("warning_"+string(e.ID), &e.Warning)
		mend("transcript_"+string(e.ID), &e.Transcript)
	}
	var named []Named
	for i, p := range persons {
		if fields[i] != nil {
			named = append(named, Named{p.Name, p.Pseudonym, fields[i]})
		}
	}
	return c, named
}

// persons reads who is in the case's sealed record.
func (d *Desk) persons(ctx context.Context, c models.Case, key seal.PrivateKey) ([]models.CasePerson, error) {
	sealed, _, err := d.store.CaseFile(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a case file: %w", err)
	}
	var file models.CaseFile
	err = openJSON(label(models.SealCaseFile, c.ID), sealed, key, &file)
	return file.Persons, err
}

// Pseudonymise replaces the real names of the record's persons in a kept draft by their pseudonyms.
// version is that of the draft which was looked at.
func (d *Desk) Pseudonymise(ctx context.Context, by Editor, id models.ID, version int) error {
	draft, err := d.Draft(ctx, by, id)
	if err != nil {
		return err
	}
	content, _ := pseudonymise(draft.Content, draft.persons)
	return d.Save(ctx, by, id, content, version)
}
