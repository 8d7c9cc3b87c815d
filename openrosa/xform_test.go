package openrosa_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loupe/models"
	"loupe/openrosa"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	siteID  = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	otherID = "baaaaaaaaaaaaaaaaaaaaaaaaa"
)

// reportForm is the report form with words that name their key and language. French lacks what only
// phones ask, as a catalog does before its translator has come by.
func reportForm() openrosa.Definition {
	same := func(s string) openrosa.Labels { return openrosa.Labels{"": s} }
	return openrosa.ReportForm(openrosa.ReportWords{
		Version:   "2026030401",
		Languages: []string{"en", "fr"},
		Say: func(language, key string) string {
			if strings.HasPrefix(key, "device.") {
				return ""
			}
			return key + " <" + language + "> & \"so\""
		},
		Countries: []openrosa.Choice{{Value: "CD", Label: openrosa.Labels{"en": "DR Congo", "fr": "RD Congo"}}, {Value: "SL", Label: same("Sierra Leone")}},
		Sites:     []openrosa.Choice{{Value: siteID, Label: same("Mbuji-Mayi")}, {Value: otherID, Label: same("N'Djaména <5>")}},
		Spoken:    []openrosa.Choice{{Value: "sw", Label: openrosa.Labels{"en": "Swahili", "fr": "souahéli"}}},
	})
}

func write(t testing.TB, f openrosa.Definition) []byte {
	t.Helper()
	b, err := openrosa.XForm(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReportFormIsTheGoldenOne(t *testing.T) {
	got := write(t, reportForm())
	path := filepath.Join("testdata", "report.golden.xml")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the form differs from %s; look at it, then run with -update", path)
	}
	info, err := openrosa.ParseForm(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	if info.ID != "loupe-report" || info.Version != "2026030401" || info.Title != `report.title <en> & "so"` || !slices.Equal(info.Languages, []string{"en", "fr"}) || info.Encrypted {
		t.Errorf("read back as %q %q %q %v", info.ID, info.Version, info.Title, info.Languages)
	}
	types := map[string]string{}
	for _, f := range info.Fields {
		types[strings.TrimPrefix(f.Path, "/data/")] = f.Type + " " + f.Media
		if f.Label == "" {
			t.Errorf("%s has no label", f.Path)
		}
	}
	for name, want := range map[string]string{
		"category": "select ", "country": "select1 ", "site": "select1 ", "place": "string ", "location": "geopoint ", "occurred_on": "date ",
		"narrative": "string ", "victims": "string ", "actors": "string ", "how_known": "select1 ", "photo_1": "binary image/*", "photo_5": "binary image/*",
		"audio_1": "binary audio/*", "video_1": "binary video/*", "file_1": "binary application/*", "consent": "select1 ", "contact": "string ", "urgent": "select1 ", "language": "select1 ",
	} {
		if types[name] != want {
			t.Errorf("%s: got type %q, want %q", name, types[name], want)
		}
	}
	if len(types) != 22 {
		t.Errorf("got %d fields, want 22: %v", len(types), types)
	}
}

// TestXFormHangsTogether checks what ODK Validate would: texts, binds and controls name what is there.
func TestXFormHangsTogether(t *testing.T) {
	form := write(t, reportForm())
	var x struct {
		Model struct {
			Translations []struct {
				Lang    string `xml:"lang,attr"`
				Default string `xml:"default,attr"`
				Texts   []struct {
					ID    string `xml:"id,attr"`
					Value string `xml:"value"`
				} `xml:"text"`
			} `xml:"itext>translation"`
			Instance struct {
				Data struct {
					ID    string `xml:"id,attr"`
					Nodes []struct {
						XMLName xml.Name
						Inner   []struct{ XMLName xml.Name } `xml:",any"`
					} `xml:",any"`
				} `xml:"data"`
			} `xml:"instance"`
			Binds []struct {
				Nodeset string `xml:"nodeset,attr"`
				Preload string `xml:"http://openrosa.org/javarosa preload,attr"`
			} `xml:"bind"`
		} `xml:"head>model"`
		Body struct {
			Controls []struct {
				XMLName xml.Name
				Ref     string `xml:"ref,attr"`
			} `xml:",any"`
		} `xml:"body"`
	}
	if err := xml.Unmarshal(form, &x); err != nil {
		t.Fatal(err)
	}
	if len(x.Model.Translations) != 2 || x.Model.Translations[0].Default != "true()" || x.Model.Translations[1].Default != "" {
		t.Fatalf("translations: %+v", x.Model.Translations)
	}
	used := regexp.MustCompile(`jr:itext\('([^']+)'\)`).FindAllSubmatch(form, -1)
	for _, translation := range x.Model.Translations {
		texts := map[string]string{}
		for _, text := range translation.Texts {
			if _, twice := texts[text.ID]; twice {
				t.Errorf("%s says %s twice", translation.Lang, text.ID)
			}
			texts[text.ID] = text.Value
		}
		for _, u := range used {
			if texts[string(u[1])] == "" {
				t.Errorf("%s has no text %s", translation.Lang, u[1])
			}
		}
		if len(texts) != len(used) {
			t.Errorf("%s has %d texts for %d uses", translation.Lang, len(texts), len(used))
		}
	}
	var nodes []string
	for _, n := range x.Model.Instance.Data.Nodes {
		if n.XMLName.Local == "meta" {
			if n.XMLName.Space != "http://openrosa.org/xforms" || len(n.Inner) != 1 || n.Inner[0].XMLName != (xml.Name{Space: n.XMLName.Space, Local: "instanceID"}) {
				t.Errorf("meta is %+v", n)
			}
			continue
		}
		nodes = append(nodes, "/data/"+n.XMLName.Local)
	}
	last := x.Model.Binds[len(x.Model.Binds)-1]
	if last.Nodeset != "/data/orx:meta/orx:instanceID" || last.Preload != "uid" {
		t.Errorf("the instance's id is bound as %+v", last)
	}
	for i, n := range nodes {
		if x.Model.Binds[i].Nodeset != n || x.Body.Controls[i].Ref != n {
			t.Errorf("node %s, bind %s, control %s", n, x.Model.Binds[i].Nodeset, x.Body.Controls[i].Ref)
		}
	}
	if len(nodes) != len(x.Model.Binds)-1 || len(nodes) != len(x.Body.Controls) {
		t.Errorf("%d nodes, %d binds, %d controls", len(nodes), len(x.Model.Binds), len(x.Body.Controls))
	}
}

func TestAFormAsksForEveryAct(t *testing.T) {
	form := string(write(t, reportForm()))
	for _, a := range models.Acts {
		if !strings.Contains(form, "<value>"+a.Code+"</value>") {
			t.Errorf("no choice %s", a.Code)
		}
	}
}

func TestSelectsWithoutChoicesAreLeftOut(t *testing.T) {
	f := openrosa.ReportForm(openrosa.ReportWords{Version: "1", Languages: []string{"en"}, Say: func(_, key string) string { return key }})
	form := string(write(t, f))
	for _, name := range []string{"site", "country", "language"} {
		if strings.Contains(form, "/data/"+name+`"`) {
			t.Errorf("asks for %s without choices", name)
		}
	}
	if strings.Contains(form, "itext") {
		t.Error("a form in one language has itext")
	}
}

func TestBrokenDefinitionsAreRefused(t *testing.T) {
	en := openrosa.Labels{"en": "x"}
	good := func() openrosa.Definition {
		return openrosa.Definition{ID: "f", Version: "1", Title: "t", Languages: []string{"en", "fr"}, Questions: []openrosa.Question{
			{Name: "q", Kind: openrosa.SelectOne, Label: en, Choices: []openrosa.Choice{{Value: "a", Label: en}}},
		}}
	}
	write(t, good())
	for name, spoil := range map[string]func(f *openrosa.Definition){
		"no id":            func(f *openrosa.Definition) { f.ID = "" },
		"no title":         func(f *openrosa.Definition) { f.Title = "" },
		"no language":      func(f *openrosa.Definition) { f.Languages = nil },
		"language twice":   func(f *openrosa.Definition) { f.Languages = []string{"en", "en"} },
		"no language name": func(f *openrosa.Definition) { f.Languages = []string{`en" x="`} },
		"no question":      func(f *openrosa.Definition) { f.Questions = nil },
		"name with markup": func(f *openrosa.Definition) { f.Questions[0].Name = "q><x" },
		"name of the meta": func(f *openrosa.Definition) { f.Questions[0].Name = "meta" },
		"name twice":       func(f *openrosa.Definition) { f.Questions = append(f.Questions, f.Questions[0]) },
		"unknown kind":     func(f *openrosa.Definition) { f.Questions[0].Kind = "slider" },
		"no label":         func(f *openrosa.Definition) { f.Questions[0].Label = openrosa.Labels{"fr": "x"} },
		"no choices":       func(f *openrosa.Definition) { f.Questions[0].Choices = nil },
		"stray choices":    func(f *openrosa.Definition) { f.Questions[0].Kind = openrosa.Line },
		"value with space": func(f *openrosa.Definition) { f.Questions[0].Choices[0].Value = "a b" },
		"value twice":      func(f *openrosa.Definition) { c := f.Questions[0].Choices; f.Questions[0].Choices = append(c, c[0]) },
		"choice unlabeled": func(f *openrosa.Definition) { f.Questions[0].Choices[0].Label = nil },
		"most of one":      func(f *openrosa.Definition) { f.Questions[0].Most = 2 },
	} {
		f := good()
		spoil(&f)
		if b, err := openrosa.XForm(f); err == nil {
			t.Errorf("%s: written all the same:\n%s", name, b)
		}
	}
}

func TestMissingWordsShowTheFirstLanguage(t *testing.T) {
	f := openrosa.Definition{ID: "f", Version: "1", Title: "t", Languages: []string{"en", "fr"}, Questions: []openrosa.Question{
		{Name: "a", Kind: openrosa.Line, Label: openrosa.Labels{"en": "Hello", "fr": "Bonjour"}},
		{Name: "b", Kind: openrosa.Line, Label: openrosa.Labels{"en": "Only English"}},
	}}
	form := string(write(t, f))
	if !strings.Contains(form, `<text id="/data/a:label"><value>Bonjour</value></text>`) || !strings.Contains(form, "<label>Only English</label>") {
		t.Errorf("got\n%s", form)
	}
}
