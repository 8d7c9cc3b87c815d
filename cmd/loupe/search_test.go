package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"loupe/demo/seeded"
	"loupe/internal/testkit"
	"loupe/models"
)

// TestSearchAgreesWithLookingAtEach compares searches, counts and pages with what looking at every
// publication one by one gives, on both databases.
func TestSearchAgreesWithLookingAtEach(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			s := settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
			if name == "postgres" {
				s.Database = testkit.Postgres(t)
			}
			h, err := open(t.Context(), &s, quiet())
			if err != nil {
				t.Fatal(err)
			}
			defer h.close()
			const n = 400
			if err := h.seedCases(t.Context(), n, 12, io.Discard); err != nil {
				t.Fatal(err)
			}
			ordinals := make([]uint32, n)
			for i := range ordinals {
				ordinals[i] = uint32(i + 1)
			}
			all, err := h.records.Public().PublicationsAt(t.Context(), ordinals)
			if err != nil || len(all) != n {
				t.Fatalf("%d publications, %v", len(all), err)
			}
			clear(inText)
			look(t, h, all)
			seededOnRecord(t, h, n)
		})
	}
}

func searches() []models.SearchFilter {
	return []models.SearchFilter{
		{},
		{Country: "CF"},
		{Country: "CF", Region: seeded.Region("CF", 3)},
		{Region: seeded.Region("CF", 3)},
		{Category: "KIL"},
		{Category: "TOR.1", Outcome: models.Verified},
		{From: "2018", To: "2020-06"},
		{From: "2019-03-01"},
		{To: "2016-02"},
		{Country: "CD", KP: models.KPNeither},
		{Area: &models.Area{West: 12, South: -3, East: 20, North: 4}},
		{Query: "guards"},
		{Query: "gua"},
		{Query: "GUÁRDS, company"},
		{Query: "guards", Country: "AO", Category: "KIL"},
		{Query: "K42"},
		{Query: "???"},
		{Country: "XX"},
		{FollowUp: models.Monitored, Country: "CF"},
		{Year: "2019"},
		{Year: "2019-03", Country: "CF"},
		{Year: "2019", From: "2019-05"},
		{Unplaced: true},
	}
}

var inText = map[string][]string{} // words of publications, by reference

// plainWords folds and cuts the languages of what is seeded.
func plainWords(text string) []string {
	plain := strings.NewReplacer("é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "ã", "a", "â", "a", "ç", "c", "ô", "o", "ó", "o", "í", "i", "ú", "u", "û", "u")
	return strings.FieldsFunc(plain.Replace(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// holds is the filter said a second time, as plainly as can be.
func holds(f models.SearchFilter, p models.Publication) bool {
	x := p.Content
	group := func(c string) bool {
		return c == f.Category || strings.HasPrefix(c, f.Category+".") && !strings.Contains(f.Category, ".")
	}
	var has, query []string
	if f.Query != "" {
		if query = plainWords(f.Query); inText[p.Ref] == nil {
			inText[p.Ref] = plainWords(p.Text())
		}
		has = inText[p.Ref]
	}
	for i, q := range query {
		if !slices.ContainsFunc(has, func(w string) bool { return w == q || i == len(query)-1 && strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return (f.Query == "" || len(query) > 0) &&
		(f.Country == "" || x.Country == f.Country) && (f.Region == "" || x.Region == f.Region) && (f.Outcome == "" || x.Outcome == f.Outcome) && (f.FollowUp == "" || x.Status == f.FollowUp) &&
		(f.Category == "" || slices.ContainsFunc(x.Categories, group)) && (f.KP == "" || models.ReadKP(x.ActorTypes, x.Link) == f.KP) &&
		strings.HasPrefix(x.OccurredOn, f.Year) && (!f.Unplaced || x.Lat == nil) &&
		(f.From == "" || x.OccurredOn >= f.From) && (f.To == "" || x.OccurredOn <= f.To) && (f.From+f.To == "" || x.OccurredOn != "") &&
		(f.Area == nil || x.Lat != nil && *x.Lat >= f.Area.South && *x.Lat <= f.Area.North && *x.Lon >= f.Area.West && *x.Lon <= f.Area.East)
}

func look(t *testing.T, h *house, all map[uint32]models.Publication) {
	for _, f := range searches() {
		for _, sort := range []models.SearchSort{models.SearchNewest, models.SearchOccurred} {
			f.Sort = sort
			var want []models.Publication
			for _, p := range all {
				if holds(f, p) {
					want = append(want, p)
				}
			}
			slices.SortFunc(want, func(a, b models.Publication) int {
				if sort == models.SearchOccurred && a.Content.OccurredOn != b.Content.OccurredOn {
					return cmp.Compare(b.Content.OccurredOn, a.Content.OccurredOn)
				}
				return b.PublishedAt.Compare(a.PublishedAt)
			})
			name := fmt.Sprintf("%+v", f)
			var got []models.Publication
			g := f
			for {
				page, err := h.published.Search(t.Context(), g)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if page.Total != len(want) {
					t.Fatalf("%s: total %d, want %d", name, page.Total, len(want))
				}
				for _, hit := range page.Hits {
					got = append(got, hit.Publication)
				}
				if g.After = page.Next; page.Next == "" {
					break
				}
			}
			if len(got) != len(want) {
				t.Fatalf("%s: %d over all pages, want %d", name, len(got), len(want))
			}
			for i := range got {
				if got[i].Ref != want[i].Ref {
					t.Fatalf("%s: row %d is %s (%s), want %s (%s)", name, i, got[i].Ref, got[i].Content.OccurredOn, want[i].Ref, want[i].Content.OccurredOn)
				}
			}
		}
		var want []models.Publication
		for _, p := range all {
			if p.Content.Lat != nil && holds(f, p) {
				want = append(want, p)
			}
		}
		tilesAgree(t, h, f, want)
		facets, err := h.published.Facets(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range facets.Outcomes {
			g, n := f, 0
			g.Outcome = models.Outcome(c.Value)
			for _, p := range all {
				if holds(g, p) {
					n++
				}
			}
			if c.Count != n {
				t.Errorf("%+v: %d are %s, want %d", f, c.Count, c.Value, n)
			}
		}
	}
	for _, cursor := range []string{"x", "AAAA", "Li4", strings.Repeat("a", 5000)} {
		if _, err := h.published.Search(t.Context(), models.SearchFilter{After: cursor}); models.KindOf(err) != models.Invalid {
			t.Errorf("the cursor %.20q gives %v, want an invalid one told", cursor, err)
		}
	}
}

// seededOnRecord: what is seeded is on record as that, and as nobody's publication.
func seededOnRecord(t *testing.T, h *house, n int) {
	entries, _, err := h.records.Custody(t.Context(), models.CustodyFilter{Deed: models.DeedSeed})
	if err != nil || len(entries) != (n+seedBatch-1)/seedBatch {
		t.Errorf("%d entries of batches, %v", len(entries), err)
	}
	if entries, _, err := h.records.Custody(t.Context(), models.CustodyFilter{Deed: models.DeedPublish}); err != nil || len(entries) > 0 {
		t.Errorf("%d entries of publications that nobody made, %v", len(entries), err)
	}
}
