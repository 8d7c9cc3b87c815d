package publish

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"loupe/models"
	"loupe/seal"
	"loupe/words"
)

// Named is a person of the case's record whose real name stands in the public text.
type Named struct {
	Name, Pseudonym string
	Fields          []string // of the form in which it stands, in order
}

// word is a run of letters and digits in a text, by bytes.
type word struct {
	from, to int
	folded   string
	capital  bool
}

func wordsOf(text string) []word {
	var out []word
	from := -1
	for i, r := range text + " " {
		part := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if part && from < 0 {
			from = i
		}
		if !part && from >= 0 {
			w := text[from:i]
			first := []rune(w)[0]
			out = append(out, word{from, i, words.Fold(w), unicode.IsUpper(first) || !unicode.IsLower(first)})
			from = -1
		}
	}
	return out
}

// alias is one way in which a person is named: folded words in a row.
type alias struct {
	words   []string
	capital bool // it has to begin with a capital: a family name alone
	person  int
}

// aliases are whole names, and family names alone that only one person of the record has. Longer ones
// come first. Who is public in the record may be named.
func aliases(persons []models.CasePerson) []alias {
	var out []alias
	last := map[string]int{}
	family := func(p models.CasePerson) string {
		if w := wordsOf(p.Name); len(w) > 1 && len([]rune(w[len(w)-1].folded)) > 3 {
			return w[len(w)-1].folded
		}
		return ""
	}
	for _, p := range persons {
		last[family(p)]++
	}
	for i, p := range persons {
		if p.Protection == models.ProtectPublic || p.Pseudonym == "" || strings.EqualFold(p.Name, p.Pseudonym) {
			continue
		}
		a := alias{person: i}
		for _, w := range wordsOf(p.Name) {
			a.words = append(a.words, w.folded)
		}
		if len(a.words) > 0 {
			out = append(out, a)
		}
		if f := family(p); f != "" && last[f] == 1 {
			out = append(out, alias{[]string{f}, true, i})
		}
	}
	slices.SortStableFunc(out, func(a, b alias) int { return len(b.words) - len(a.words) })
	return out
}

// unname replaces real names in a text by pseudonyms; found is called for each.
func unname(text string, persons []models.CasePerson, list []alias, found func(person int)) string {
	var out strings.Builder
	all, done := wordsOf(text), 0
	for i := 0; i < len(all); i++ {
		k := slices.IndexFunc(list, func(a alias) bool {
			if len(a.words) > len(all)-i || a.capital && !all[i].capital {
				return false
			}
			for j, w := range a.words {
				if all[i+j].folded != w {
					return false
				}
			}
			return true
		})
		if k < 0 {
			continue
		}
		end := i + len(list[k].words) - 1
		out.WriteString(text[done:all[i].from] + persons[list[k].person].Pseudonym)
		done, i = all[end].to, end
		found(list[k].person)
	}
	return out.String() + text[done:]
}

// pseudonymise gives the content with pseudonyms for real names, and who was named where.
func pseudonymise(c models.Content, persons []models.CasePerson) (models.Content, []Named) {
	list := aliases(persons)
	fields := map[int][]string{}
	mend := func(field string, text *string) {
		*text = unname(*text, persons, list, func(p int) {
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
