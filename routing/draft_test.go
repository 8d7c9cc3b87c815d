package routing_test

import (
	"slices"
	"testing"

	"loupe/routing"
)

// Every rule goes through the fields of a form and comes back as the same rule.
func TestRulesSurviveTheForm(t *testing.T) {
	for text, written := range map[string]bool{
		`otherwise -> desk "A", priority normal`: false,
		"# why\n# and who\noff country = \"CF\" and category in (\"TOR.1\", \"KIL\") and urgent -> desk \"A\" then \"B, C\", escalation \"D\", priority high, due 7d, to \"a@b.org\"": false,
		`urgent = no or restricted or photos >= 2 or photos != 1 -> desk "A", priority low, due 24h, to round-robin`:                                                                  false,
		`region = "" and site != "" -> desk "A", priority normal, to least-loaded`:                                                                                                    false,
		`organisation not in ("X", "Y \"Z\"") -> desk "A", priority normal`:                                                                                                           false,
		`organisation = "Mines, and people" -> desk "A", priority normal`:                                                                                                             true,
		`region in ("", "Ouaka") -> desk "A", priority normal`:                                                                                                                        true,
		`country = "CF" and (urgent or not restricted) -> desk "A", priority normal`:                                                                                                  true,
		`not urgent -> desk "A", priority normal`:                                                                                                                                     true,
		`region = " Ouaka" -> desk "A", priority normal`:                                                                                                                              true,
	} {
		rule, err := routing.ParseRule(text)
		if err != nil {
			t.Fatal(text, err)
		}
		d := routing.NewDraft(rule)
		if (d.Written != "") != written {
			t.Errorf("%s: written = %q", text, d.Written)
		}
		back, err := routing.ParseRule(d.Text())
		if err != nil || back.Text() != rule.Text() {
			t.Errorf("%s\n came back as %s (%v)", text, back.Text(), err)
		}
	}
}

// What is typed in one field never becomes another part of a rule, and what is wrong is named on its line.
func TestFieldsStayApart(t *testing.T) {
	for _, d := range []routing.Draft{
		{Desks: []string{"A"}, Due: `1h, to "x@y.org"`},
		{Desks: []string{"A"}, Due: "soon"},
		{Desks: []string{"A"}, Written: `urgent) -> desk "B" #`},
		{Desks: []string{"A"}, Tests: []routing.DraftTest{{Field: "photos", Operator: "least", Values: "2 or urgent"}}},
		{Desks: []string{"A"}, Tests: []routing.DraftTest{{Field: "photos", Operator: "said"}}},
		{Desks: []string{"A"}, Tests: []routing.DraftTest{{Field: `urgent -> desk "B" #`, Operator: "is"}}},
		{Desks: []string{"A"}, Written: "urgent\notherwise"},
		{Desks: nil},
		{Desks: []string{"A"}, Strategy: "named"},
	} {
		good := routing.Draft{Comments: "one\ntwo", Desks: []string{"A"}, Off: true}
		text, byLine := routing.PrintDrafts([]routing.Draft{good, d})
		_, err := routing.ParseRules(text)
		errs, _ := err.(routing.SyntaxErrors)
		if len(errs) == 0 || byLine[errs[0].Line] != 1 {
			t.Errorf("%q: %v %v", text, err, byLine)
		}
	}
	rule, err := routing.ParseRule(routing.Draft{Desks: []string{`A", to round-robin #`}}.Text())
	if err != nil || rule.Then.Strategy != routing.Nobody || rule.Then.Desks[0].Value != `A", to round-robin #` {
		t.Error(rule, err)
	}
	if !slices.Contains(routing.Fields(), "restricted") {
		t.Error("the form can't ask for restricted")
	}
}
