package routing_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"loupe/models"
	"loupe/routing"
)

func TestCanonicalForm(t *testing.T) {
	for in, want := range map[string]string{
		`country="cf" AND category in("TOR.1","kil.1")->desk "Bria",priority high,due 1d`: `country = "CF" and category in ("TOR.1", "KIL.1") -> desk "Bria", priority high, due 24h`,
		`otherwise -> due 168h, desk "A" then "B", escalation "C", to round-robin`:        `otherwise -> desk "A" then "B", escalation "C", priority normal, due 7d, to round-robin`,
		`((urgent = yes) or (restricted and (photos >= 2))) -> desk "A", to "a@b.org"`:    `urgent or restricted and photos >= 2 -> desk "A", priority normal, to "a@b.org"`,
		`not (urgent or urgent != yes) -> desk "A", to none`:                              `not (urgent or urgent = no) -> desk "A", priority normal`,
		`site not in ("x") and (region in ("a") or not urgent) -> desk "A"`:               `site != "x" and (region = "a" or not urgent) -> desk "A", priority normal`,
		`organisation = "The \"Good\" \\ Bad" -> desk "A" # beside`:                       "# beside\n" + `organisation = "The \"Good\" \\ Bad" -> desk "A", priority normal`,
	} {
		r, err := routing.ParseRule(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
		} else if got := r.Text(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", in, got, want)
		}
	}
}

func TestCommentsAreKept(t *testing.T) {
	text := "# one\n# two\nurgent -> desk \"A\", priority urgent\notherwise -> desk \"A\", priority normal"
	rules, err := routing.ParseRules("\n# one\r\n\n#  two  \nurgent -> desk \"A\", priority urgent\n\notherwise -> desk \"A\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := routing.Print(rules); got != text {
		t.Errorf("got\n%s\nwant\n%s", got, text)
	}
}

func TestMatch(t *testing.T) {
	in := routing.Input{SiteSlug: "ndassima", Organisation: "Veille Bria", Facts: models.Facts{
		Categories: []string{"TOR.1", "SEX.1"}, Country: "CF", Region: "Ouaka", Language: "fr-CF",
		Channel: models.ChannelMonitor, Urgent: true, Photos: 3,
	}}
	for condition, want := range map[string]bool{
		`country = "CF"`:                                true,
		`country != "CF"`:                               false,
		`country in ("CD", "CF")`:                       true,
		`country not in ("CD", "CF")`:                   false,
		`region = "ouaka"`:                              true,
		`region = ""`:                                   false,
		`site = "Ndassima"`:                             true,
		`organisation = "veille bria"`:                  true,
		`channel = "web"`:                               false,
		`category = "TOR.1"`:                            true,
		`category = "SEX"`:                              true,
		`category = "KIL"`:                              false,
		`category != "TOR.1"`:                           false,
		`category != "KIL.1"`:                           true,
		`category in ("KIL.1", "SEX.1")`:                true,
		`category not in ("KIL.1", "TOR")`:              false,
		`language = "fr"`:                               true,
		`language = "f"`:                                false,
		`urgent`:                                        true,
		`urgent = no`:                                   false,
		`restricted`:                                    true,
		`not restricted`:                                false,
		`photos >= 3`:                                   true,
		`photos > 3`:                                    false,
		`photos = 3 and photos != 2`:                    true,
		`photos < 4 and photos <= 3`:                    true,
		`urgent = no and urgent or urgent`:              true, // and binds first
		`urgent = no and (urgent or urgent)`:            false,
		`not urgent or not (country = "CD")`:            true,
		`not (urgent and country = "CF") or site = "x"`: false,
	} {
		r, err := routing.ParseRule(condition + ` -> desk "A"`)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
		} else if got := r.Match(in); got != want {
			t.Errorf("%s: got %v, want %v", condition, got, want)
		}
	}
}

func TestSyntaxErrorsSayWhere(t *testing.T) {
	for _, x := range []struct {
		text         string
		line, column int
		key          string
	}{
		{"urgent -> desk \"A\"\n\ncolour = \"red\" -> desk \"A\"", 3, 1, "routing.error.field"},
		{`country ~ "CF" -> desk "A"`, 1, 9, "routing.error.character"},
		{`region = "é`, 1, 10, "routing.error.quote"},
		{`region = "é" >= -> desk "A"`, 1, 14, "routing.error.expected"},
		{`country >= "CF" -> desk "A"`, 1, 9, "routing.error.operator"},
		{`photos >= "2" -> desk "A"`, 1, 11, "routing.error.number"},
		{`photos >= 2h -> desk "A"`, 1, 11, "routing.error.number"},
		{`urgent -> priority high`, 1, 24, "routing.error.expected"},
		{`urgent -> desk "A", desk "B"`, 1, 21, "routing.error.twice"},
		{`urgent -> desk ""`, 1, 16, "routing.error.empty"},
		{`urgent -> desk "A", due 400d`, 1, 25, "routing.error.due"},
		{`urgent -> desk "A", due 0h`, 1, 25, "routing.error.due"},
		{`urgent -> desk "A", priority soon`, 1, 30, "routing.error.expected"},
		{`urgent -> desk "A" "B"`, 1, 20, "routing.error.expected"},
		{`urgent = maybe -> desk "A"`, 1, 10, "routing.error.expected"},
		{`region = "a\n" -> desk "A"`, 1, 12, "routing.error.escape"},
		{strings.Repeat("(", 22) + "urgent", 1, 22, "routing.error.nesting"},
		{strings.Repeat("not ", 22) + "urgent", 1, 85, "routing.error.nesting"},
		{"\xff", 1, 1, "routing.error.text"},
		{strings.Repeat(" ", routing.MaxText+1), 1, 1, "routing.error.text"},
		{strings.Repeat("urgent -> desk \"A\"\n", routing.MaxRules+1), routing.MaxRules + 1, 1, "routing.error.rules"},
	} {
		_, err := routing.ParseRules(x.text)
		errs, ok := errors.AsType[routing.SyntaxErrors](err)
		if !ok {
			t.Errorf("%.60s: got %v, want SyntaxErrors", x.text, err)
			continue
		}
		if e := errs[0]; e.Line != x.line || e.Column != x.column || e.Key != x.key {
			t.Errorf("%.60s: got %v, want %d:%d %s", x.text, e, x.line, x.column, x.key)
		}
	}
}

func TestAllErrorsAreTold(t *testing.T) {
	_, err := routing.ParseRules(strings.Repeat("what\nurgent -> desk \"A\"\n", 30))
	errs, _ := errors.AsType[routing.SyntaxErrors](err)
	if len(errs) != routing.MaxErrors || errs[1].Line != 3 {
		t.Errorf("got %d errors: %v, want %d, the second on line 3", len(errs), err, routing.MaxErrors)
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		`country = "CF" and category in ("TOR.1","KIL.1") -> desk "Bria", priority high, due 24h`,
		`otherwise -> desk "Central" then "B", escalation "C", priority normal, due 7d, to least-loaded`,
		"# why\nnot (urgent or photos >= 2) and language != \"fr\" -> desk \"\\\"\", to \"a@b\" # x",
		`((urgent)) -> desk "A"`, `site not in ("", "İ") or restricted = no -> desk "A"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := routing.ParseRule(text)
		if err != nil {
			return
		}
		printed := first.Text()
		second, err := routing.ParseRule(printed)
		if err != nil {
			t.Fatalf("canonical form %q of %q: %v", printed, text, err)
		}
		if again := second.Text(); again != printed {
			t.Fatalf("printed %q, then %q", printed, again)
		}
		third, err := routing.ParseRule(second.Text())
		if err != nil || !reflect.DeepEqual(second, third) {
			t.Fatalf("%q reads as %#v, then %#v (%v)", printed, second, third, err)
		}
		in := routing.Input{Facts: models.Facts{Categories: []string{"TOR.1"}, Country: "CF", Photos: 2}}
		if first.Match(in) != second.Match(in) {
			t.Fatalf("%q and its canonical form %q differ in what they match", text, printed)
		}
	})
}
