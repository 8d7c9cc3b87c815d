package i18n_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loupe/i18n"
)

func load(t *testing.T) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatalf("loading the embedded catalogs: %v", err)
	}
	return c
}

func TestFormats(t *testing.T) {
	c := load(t)
	l := c.Localizer("en-GB,en;q=0.8")
	at := time.Date(2026, 3, 4, 15, 4, 0, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{l.Date(at), "4 March 2026"},
		{l.DateTime(at.In(time.FixedZone("", 7200))), "4 March 2026, 15:04 UTC"},
		{l.DateText("2026-03-04"), "4 March 2026"},
		{l.DateText("2026-03"), "March 2026"},
		{l.DateText("2026"), "2026"},
		{l.DateText(""), ""},
		{l.Number(1234567), "1,234,567"},
		{l.Bytes(999), "999 B"},
		{l.Bytes(1_400_000), "1.4 MB"},
		{l.Bytes(27_400), "27 kB"},
		{l.Bytes(999_999), "1 MB"},
		{l.Relative(at, at.Add(30*time.Second)), "just now"},
		{l.Relative(at, at.Add(time.Hour)), "1 hour ago"},
		{l.Relative(at, at.Add(3*time.Hour)), "3 hours ago"},
		{l.Relative(at.Add(49*time.Hour), at), "in 2 days"},
		{l.Relative(at, at.AddDate(1, 0, 0)), "4 March 2026"},
		{l.Duration(24 * time.Hour), "1 day"},
		{l.Duration(36 * time.Hour), "36 hours"},
		{l.Duration(7 * 24 * time.Hour), "7 days"},
		{l.Country("CF"), "Central African Republic"},
		{l.Country("CD"), "Democratic Republic of the Congo"},
		{l.Country("ZZ"), "ZZ"},
		{l.Country("<script>"), "<script>"},
		{l.Language("fr"), "French"},
		{l.List([]string{"a", "b", "c"}), "a, b and c"},
		{l.T("act.KIL.1"), "A person killed unlawfully by an armed or security actor"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
	if m := c.Missing(); len(m) > 0 {
		t.Errorf("keys were missing: %v", m)
	}
}

func TestPortugueseIsThatOfAfrica(t *testing.T) {
	l := load(t).Localizer("pt-MZ")
	at := time.Date(2026, 3, 4, 15, 4, 0, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{l.Tag(), "pt"},
		{l.Date(at), "4 de Março de 2026"},
		{l.Country("ZW"), "Zimbabué"},
		{l.Number(1234567), "1\u00a0234\u00a0567"},
		{l.T("common.duration.days", "Count", 0), "0 dia"}, // nought counts as one here: no form may say "um"
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestKiswahili(t *testing.T) {
	l := load(t).Localizer("sw-CD")
	at := time.Date(2026, 3, 4, 15, 4, 0, 0, time.UTC)
	for _, x := range []struct{ got, want string }{
		{l.Tag(), "sw"},
		{l.Date(at), "4 Machi 2026"},
		{l.Bytes(1_400_000), "MB 1.4"},
		{l.Relative(at, at.Add(time.Hour)), "saa 1 iliyopita"},
		{l.Relative(at, at.Add(3*time.Hour)), "saa 3 zilizopita"},
		{l.List([]string{"a", "b", "c"}), "a, b na c"},
		{l.T("outcome.verified"), "Imethibitishwa"},
		{l.T("outcome.unverifiable"), "Haiwezi kuthibitishwa"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestMissingIsShownAndCounted(t *testing.T) {
	c := load(t)
	l := c.Localizer()
	for _, got := range []string{l.T("no.such"), l.T("common.bytes.b"), l.T("common.duration.days", "Days", 3)} {
		if !strings.HasPrefix(got, "⟦") {
			t.Errorf("got %q, want the key in ⟦⟧", got)
		}
	}
	if got := c.Missing(); len(got) != 3 {
		t.Errorf("counted %v, want all three keys", got)
	}
}

func TestLanguages(t *testing.T) {
	c, err := i18n.LoadFS(fstest.MapFS{
		"en/a.json": {Data: []byte(`{"a.n":{"one":"{{.Count}} dog","other":"{{.Count}} dogs"},"a.only":"only"}`)},
		"ar/a.json": {Data: []byte(`{"a.n":{"zero":"صفر","two":"اثنان","other":"{{.Count}} كلاب"}}`)},
		"fr/a.json": {Data: []byte(`{"a.n":{"one":"{{.Count}} chien","other":"{{.Count}} chiens"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	fr, ar := c.Localizer("fr-CD"), c.Localizer("xx", "ar;q=0.9,fr;q=0.1")
	for _, x := range []struct{ got, want string }{
		{fr.Tag(), "fr"},
		{fr.Dir(), "ltr"},
		{ar.Tag(), "ar"},
		{ar.Dir(), "rtl"},
		{c.Localizer("ja").Tag(), "en"},
		{c.Localizer().Tag(), "en"},
		{c.Localizer("\x00;;;").Tag(), "en"},
		{fr.T("a.n", "Count", 0), "0 chien"}, // French counts nought as one
		{fr.T("a.n", "Count", 2), "2 chiens"},
		{fr.T("a.only"), "only"},
		{ar.T("a.n", "Count", 2), "اثنان"},
		{c.Localizer("en").T("a.n", "Count", 1200), "1,200 dogs"},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
	if got := c.Languages(); len(got) != 3 || got[0].Tag != "en" || got[2].Name != "français" {
		t.Errorf("languages are %v, want en, ar, fr under their own names", got)
	}
}

func TestBrokenCatalogsAreRefused(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no English":              {"fr/a.json": {Data: []byte(`{"a.b":"x"}`)}},
		"not JSON":                {"en/a.json": {Data: []byte(`{"a.b":`)}},
		"nested":                  {"en/a.json": {Data: []byte(`{"a.b":{"c":"x"}}`)}},
		"a template in a message": {"en/a.json": {Data: []byte(`{"a.b":"{{printf \"%s\" .X}}"}`)}},
		"a key told twice":        {"en/a.json": {Data: []byte(`{"a.b":"x"}`)}, "en/b.json": {Data: []byte(`{"a.b":"y"}`)}},
		"a key English lacks":     {"en/a.json": {Data: []byte(`{"a.b":"x"}`)}, "fr/a.json": {Data: []byte(`{"a.c":"y"}`)}},
		"another placeholder":     {"en/a.json": {Data: []byte(`{"a.b":"{{.X}}"}`)}, "fr/a.json": {Data: []byte(`{"a.b":"{{.Y}}"}`)}},
	} {
		if _, err := i18n.LoadFS(files); err == nil {
			t.Errorf("%s: loaded, want an error", name)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	c, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	l := c.Localizer("en")
	for b.Loop() {
		l.T("act.KIL.1")
	}
}

func BenchmarkPlural(b *testing.B) {
	c, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	l := c.Localizer("en")
	for b.Loop() {
		l.T("common.duration.days", "Count", 7)
	}
}
