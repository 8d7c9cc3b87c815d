package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/words"
)

// TestWordsInTheirLanguage asks both databases the same: cases are found by the forms of their words in
// their own language, by what is typed without accents, and by beginnings.
func TestWordsInTheirLanguage(t *testing.T) {
	texts := map[string]string{
		"en": "The miners were beaten at two barriers near Ngoro.",
		"fr": "Les creuseurs ont été frappés près de Mbômou.",
		"pt": "Explosões num garimpo; os garimpeiros fugiram.",
		"es": "Los mineros fueron detenidos.",
		"ru": "Российские военные закрыли дорогу.",
		"ar": "ضرب المعلمون قرب الحاجز.",
		"sw": "Wachimbaji walipigwa barabarani.",
	}
	queries := map[string][]string{
		"miner": {"en", "es"}, "miners": {"en"}, "barrier beaten": {"en"}, "Barriers": {"en"}, "ngo": {"en"},
		"creuseur frappé": {"fr"}, "frappes": {"fr"}, "mbomou": {"fr"},
		"explosão": {"pt"}, "explosoes": {"pt"}, "garimpeiro": {"pt"},
		"minero detenido": {"es"}, "российский": {"ru"}, "معلم": {"ar"},
		"wachimbaji": {"sw"}, "walipig": {"sw"}, "miner frappé": nil, "mchimbaji": nil,
	}
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
			var list []models.Publication
			for language, text := range texts {
				list = append(list, models.Publication{ID: newID(t), CaseID: newID(t), PublishedAt: time.Now(), UpdatedAt: time.Now(), Content: models.Content{
					Title: "T", Summary: text, Language: language, Outcome: models.Verified, Country: "XM", Categories: []string{"KIL.1"}, Precision: models.PrecisionCountry, DatePrecision: models.DateUnknown,
				}})
			}
			if err := h.records.PublishSeeded(t.Context(), list, models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSeed, At: time.Now()}); err != nil {
				t.Fatal(err)
			}
			for query, want := range queries {
				page, err := h.published.Search(t.Context(), models.SearchFilter{Query: query})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, hit := range page.Hits {
					got = append(got, hit.Publication.Content.Language)
					if !slices.ContainsFunc(hit.Snippet, func(p models.SnippetPiece) bool { return p.Match }) {
						t.Errorf("%q finds %s and marks nothing", query, got)
					}
				}
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Errorf("%q finds %v, want %v", query, got, want)
				}
			}
		})
	}
}

// TestWordsLeaveWithTheirCase: what is withdrawn isn't in the index any more, whatever the page would do.
func TestWordsLeaveWithTheirCase(t *testing.T) {
	h, _ := demoHouse(t)
	ref := caseOf(t, h)
	holding := func(ctx context.Context) uint64 {
		set, err := h.published.Holding(ctx, words.Terms("verified"))
		if err != nil {
			t.Fatal(err)
		}
		other, err := h.published.Holding(ctx, words.Terms(strings.ReplaceAll(ref, "-", " ")))
		if err != nil {
			t.Fatal(err)
		}
		set.Or(other)
		return set.GetCardinality()
	}
	before := holding(t.Context())
	withdrawOne(t, h, ref)
	if after := holding(t.Context()); after != before-1 {
		t.Errorf("%d publications are in the index, %d before", after, before)
	}
}
