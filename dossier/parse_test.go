package dossier_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"loupe/dossier"
)

func TestParse(t *testing.T) {
	text := "# The pits\n\nWords {{inline}} stay.\n{{case lp-2026-0001}}\n{{cases country=XM region=\"Oru Valley\"}}\n\n{{figures by=actor}}\n{{ brief kp=asked }}\nEnd"
	got, problems := dossier.Parse(text)
	want := []dossier.Block{
		{Kind: dossier.Markdown, Line: 1, Text: "# The pits\n\nWords {{inline}} stay."},
		{Kind: dossier.Case, Line: 4, Ref: "LP-2026-0001"},
		{Kind: dossier.Cases, Line: 5, Filter: []dossier.Pair{{Name: "country", Value: "XM"}, {Name: "region", Value: "Oru Valley"}}},
		{Kind: dossier.Figures, Line: 7, By: "actor"},
		{Kind: dossier.Brief, Line: 8, Filter: []dossier.Pair{{Name: "kp", Value: "asked"}}},
		{Kind: dossier.Markdown, Line: 9, Text: "End"},
	}
	if d := cmp.Diff(want, got); d != "" || problems != nil {
		t.Errorf("(-want +got) %s %v", d, problems)
	}
}

func TestProblemsSayWhere(t *testing.T) {
	for text, want := range map[string]dossier.Problem{
		"{{}}":                     {Line: 1, Key: "dossier.error.empty"},
		"a\n{{case LP-1}}":         {Line: 2, Key: "dossier.error.ref", Word: "case LP-1"},
		"{{chart by=act}}":         {Line: 1, Key: "dossier.error.kind", Word: "chart"},
		"{{figures by=weather}}":   {Line: 1, Key: "dossier.error.by", Word: "weather"},
		"{{figures}}":              {Line: 1, Key: "dossier.error.by"},
		"{{cases colour=red}}":     {Line: 1, Key: "dossier.error.filter", Word: "colour"},
		"{{cases country=}}":       {Line: 1, Key: "dossier.error.value", Word: "country"},
		"{{cases country=\"X}}":    {Line: 1, Key: "dossier.error.word", Word: "country=\"X"},
		"{{cases site=a site=bb}}": {Line: 1, Key: "dossier.error.value", Word: "site"},
	} {
		if _, got := dossier.Parse(text); len(got) != 1 || got[0] != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("# A\n{{case LP-2026-0001}}\n{{cases country=XM region=\"Oru Valley\"}}\n{{figures by=act}}\n{{brief}}")
	f.Add("{{cases q=\"a b\"}}\r\n\r\n{{")
	f.Fuzz(func(t *testing.T, text string) {
		blocks, _ := dossier.Parse(text)
		printed := dossier.Print(blocks)
		again, problems := dossier.Parse(printed)
		if problems != nil || dossier.Print(again) != printed {
			t.Errorf("%q prints as %q, which reads as %q %v", text, printed, dossier.Print(again), problems)
		}
	})
}
