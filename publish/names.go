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

// namesOf are the names of a record and what stands for them, and then words that were chosen: who is public in
// the record may be named.
func namesOf(persons []models.CasePerson, chosen []models.StandIn) words.Names {
	list := make([]words.Person, len(persons), len(persons)+len(chosen))
	for i, p := range persons {
		if list[i].Name = p.Name; p.Protection != models.ProtectPublic {
			list[i].As = p.Pseudonym
		}
	}
	for _, s := range chosen {
		list = append(list, words.Person{Name: s.Words, As: s.As, Whole: true})
	}
	return words.NewNames(list)
}

// named lists whose real names stand in the content, and where.
func named(c models.Content, persons []models.CasePerson) []Named {
	names := namesOf(persons, nil)
	fields := map[int][]string{}
	eachText(&c, func(field string, text *string) {
		for _, f := range names.Find(*text) {
			if !slices.Contains(fields[f.Person], field) {
				fields[f.Person] = append(fields[f.Person], field)
			}
		}
	})
	var out []Named
	for i, p := range persons {
		if fields[i] != nil {
			out = append(out, Named{p.Name, p.Pseudonym, fields[i]})
		}
	}
	return out
}

// eachText goes through the texts of a content that people write, by the fields of the form.
func eachText(c *models.Content, do func(field string, text *string)) {
	do("title", &c.Title)
	do("summary", &c.Summary)
	do("account", &c.Account)
	do("place", &c.Place)
	do("how_verified", &c.HowVerified)
	do("response", &c.Response)
	do("follow_up", &c.FollowUp)
	c.Exhibits = slices.Clone(c.Exhibits)
	for i := range c.Exhibits {
		e := &c.Exhibits[i]
		do("caption_"+string(e.ID), &e.Caption)
		do("alt_"+string(e.ID), &e.Alt)
		do("credit_"+string(e.ID), &e.Credit)
		do("warning_"+string(e.ID), &e.Warning)
		do("transcript_"+string(e.ID), &e.Transcript)
	}
}

// eachTranslated goes through the texts of a translation and of its note.
func eachTranslated(b *models.TranslationBody, do func(field string, text *string)) {
	x := &b.Text
	do("title", &x.Title)
	do("summary", &x.Summary)
	do("account", &x.Account)
	do("place", &x.Place)
	do("how_verified", &x.HowVerified)
	do("response", &x.Response)
	do("follow_up", &x.FollowUp)
	for i := range x.Exhibits {
		e := &x.Exhibits[i]
		do(fmt.Sprint("caption_", i), &e.Caption)
		do(fmt.Sprint("alt_", i), &e.Alt)
		do(fmt.Sprint("warning_", i), &e.Warning)
		do(fmt.Sprint("transcript_", i), &e.Transcript)
	}
	do("note", &b.Note)
}

// replacing gives what replaces names in the texts that it is called with and adds the passages to a list.
func replacing(names words.Names, passages *[]models.Passage) func(field string, text *string) {
	return func(field string, text *string) {
		found := names.Find(*text)
		if len(found) == 0 {
			return
		}
		var runs []models.Run
		done := 0
		for i, f := range found {
			if f.From > done {
				runs = append(runs, models.Run{Text: around((*text)[done:f.From], i > 0, true)})
			}
			runs = append(runs, models.Run{Text: names.As(f.Person), Was: (*text)[f.From:f.To]})
			done = f.To
		}
		if done < len(*text) {
			runs = append(runs, models.Run{Text: around((*text)[done:], true, false)})
		}
		*passages = append(*passages, models.Passage{Field: field, Runs: runs})
		*text = names.Replace(*text)
	}
}

// around shortens a text to its beginning and its end, or to the one of them that is wanted.
func around(text string, beginning, end bool) string {
	r := []rune(text)
	keep := 0
	for _, wanted := range []bool{beginning, end} {
		if wanted {
			keep += aroundLength
		}
	}
	if len(r) <= keep {
		return text
	}
	out := " … "
	if beginning {
		out = string(r[:aroundLength]) + out
	}
	if end {
		out += string(r[len(r)-aroundLength:])
	}
	return out
}

// persons reads who is in the case's sealed record.
func (d *Desk) persons(ctx context.Context, c models.Case, key seal.PrivateKey) ([]models.CasePerson, error) {
	sealed, _, err := d.store.CaseFile(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("reading a case file: %w", err)
	}
	var file models.CaseFile
	err = seal.OpenJSON(seal.LabelOf(models.SealCaseFile, c.ID), sealed, key, &file)
	return file.Persons, err
}

// names are those of a case that don't become public, with the words that were chosen.
func (d *Desk) names(ctx context.Context, c models.Case, key seal.PrivateKey) (words.Names, error) {
	persons, err := d.persons(ctx, c, key)
	if err != nil {
		return words.Names{}, err
	}
	kept, err := d.kept(ctx, c.ID, key)
	return namesOf(persons, kept.StandIns), err
}

// Pseudonymise replaces the real names of the record's persons in a kept draft by their pseudonyms.
// version is that of the draft which was looked at.
func (d *Desk) Pseudonymise(ctx context.Context, by Editor, id models.ID, version int) error {
	c, key, err := d.open(ctx, by, id, models.DeedCaseDraft)
	if err != nil {
		return err
	}
	kept, err := d.written(ctx, c, key)
	if err != nil {
		return err
	}
	persons, err := d.persons(ctx, c, key)
	if err != nil {
		return err
	}
	document := kept
	document.Outcome, document.Passages = c.Outcome, slices.Clone(kept.Passages)
	eachText(&document.Content, replacing(namesOf(persons, kept.StandIns), &document.Passages))
	return d.keep(ctx, by, c, kept, document, version)
}
