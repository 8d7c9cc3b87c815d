package openrosa_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"loupe/models"
	"loupe/openrosa"
)

// fill makes a submission from the form itself, as a phone does: every field of the instance, in order.
func fill(t testing.TB, form []byte, values map[string]string) string {
	t.Helper()
	info, err := openrosa.ParseForm(bytes.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version='1.0' ?><data id="%s" version="%s">`, info.ID, info.Version)
	used := 0
	for _, f := range info.Fields {
		name := strings.TrimPrefix(f.Path, "/data/")
		value, ok := values[name]
		if ok {
			used++
		}
		b.WriteString("<" + name + ">")
		_ = xml.EscapeText(&b, []byte(value))
		b.WriteString("</" + name + ">")
	}
	if used != len(values) {
		t.Fatalf("the form has %d of the %d fields", used, len(values))
	}
	b.WriteString(`<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:5f1c</orx:instanceID></orx:meta></data>`)
	return b.String()
}

// TestAFormComesBackAsAReport goes the whole way: form, filled instance, submission, facts and testimony.
func TestAFormComesBackAsAReport(t *testing.T) {
	s := parse(t, fill(t, write(t, reportForm()), map[string]string{
		"narrative": "Guards fired at diggers & \"two\" fell.\nI saw <it>.", "language": "sw", "category": "TOR.1 KIL.2", "country": "CD", "site": siteID,
		"place": "Pit 4", "location": "-6.1234567 23.5 512.0 11.7", "occurred_on": "2026-03-04", "victims": "Two men", "actors": "Guards", "how_known": "eyewitness",
		"photo_1": "1700000000001.jpg", "audio_1": "a.m4a", "consent": "anonymous", "contact": "+243 1", "urgent": "yes",
	}))
	if s.FormID != openrosa.ReportID || s.Version != "2026030401" || s.InstanceID != "uuid:5f1c" {
		t.Errorf("got %+v", s)
	}
	facts, testimony, point := openrosa.Read(s)
	wantFacts := models.Facts{
		Channel: models.ChannelOpenRosa, Categories: []string{"TOR.1", "KIL.2"}, Country: "CD", SiteID: siteID, Language: "sw", Consent: models.ConsentAnonymous, Urgent: true,
	}
	wantTestimony := models.Testimony{
		Narrative: "Guards fired at diggers & \"two\" fell.\nI saw <it>.", Place: "Pit 4, -6.123457, 23.5 (±12 m)", OccurredOn: "2026-03-04", Precision: models.DateDay,
		Victims: "Two men", Actors: "Guards", HowKnown: "eyewitness", Contact: "+243 1",
	}
	if !reflect.DeepEqual(facts, wantFacts) {
		t.Errorf("facts\ngot  %+v\nwant %+v", facts, wantFacts)
	}
	if !reflect.DeepEqual(testimony, wantTestimony) {
		t.Errorf("testimony\ngot  %+v\nwant %+v", testimony, wantTestimony)
	}
	if want := (openrosa.Point{Lat: -6.1234567, Lon: 23.5, Altitude: 512, Accuracy: 11.7}); point == nil || *point != want {
		t.Errorf("got %+v, want %+v", point, want)
	}
}

// submission makes one of name=value pairs under the root.
func submission(t testing.TB, pairs ...string) openrosa.Submission {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<data id="loupe-report">` + meta)
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		b.WriteString("<" + name + ">")
		_ = xml.EscapeText(&b, []byte(value))
		b.WriteString("</" + name + ">")
	}
	b.WriteString("</data>")
	return parse(t, b.String())
}

func TestReadKeepsTheWebFormsRules(t *testing.T) {
	everyAct := make([]string, 0, len(models.Acts))
	for _, a := range models.Acts {
		everyAct = append(everyAct, a.Code)
	}
	type read struct {
		f models.Facts
		t models.Testimony
	}
	for name, c := range map[string]struct {
		pairs []string
		want  func(r *read)
	}{
		"nothing":              {nil, func(r *read) {}},
		"unknown acts":         {[]string{"category=XXX.9 TOR.1 tor.1 TOR.1"}, func(r *read) { r.f.Categories = []string{"TOR.1"} }},
		"too many acts":        {[]string{"category=" + strings.Join(everyAct, " ")}, func(r *read) { r.f.Categories = everyAct[:openrosa.MaxActs] }},
		"small country":        {[]string{"country=cd"}, func(r *read) { r.f.Country = "CD" }},
		"country in words":     {[]string{"country=Sierra Leone", "place=Koidu"}, func(r *read) { r.t.Place = "Koidu, Sierra Leone" }},
		"region and site":      {[]string{"site=Pit of Jean", "region=Kono", "place=Here"}, func(r *read) { r.t.Place = "Here, Kono, Pit of Jean" }},
		"unknown consent":      {[]string{"consent=everything"}, func(r *read) {}},
		"month":                {[]string{"occurred_on=2026-03"}, func(r *read) { r.t.OccurredOn, r.t.Precision = "2026-03", models.DateMonth }},
		"year":                 {[]string{"occurred_on=2026"}, func(r *read) { r.t.OccurredOn, r.t.Precision = "2026", models.DateYear }},
		"moment":               {[]string{"occurred_on=2026-03-04T10:11:12.000+02:00"}, func(r *read) { r.t.OccurredOn, r.t.Precision = "2026-03-04", models.DateDay }},
		"no date":              {[]string{"occurred_on=last week", "occurred_precision=day"}, func(r *read) {}},
		"precision said":       {[]string{"occurred_on=2026-03-04", "occurred_precision=month"}, func(r *read) { r.t.OccurredOn, r.t.Precision = "2026-03-04", models.DateMonth }},
		"unknown precision":    {[]string{"occurred_on=2026-03-04", "occurred_precision=week"}, func(r *read) { r.t.OccurredOn, r.t.Precision = "2026-03-04", models.DateDay }},
		"count":                {[]string{"victims_count=5 - 3"}, func(r *read) { r.t.VictimsMin, r.t.VictimsMax = 3, 5 }},
		"actor types":          {[]string{"actor_type=police aliens police employer"}, func(r *read) { r.t.ActorTypes = []string{"police", "employer"} }},
		"link":                 {[]string{"link=trade", "how_known=rumour"}, func(r *read) { r.t.Link = "trade" }},
		"not urgent":           {[]string{"urgent=no"}, func(r *read) {}},
		"urgent":               {[]string{"urgent=OK"}, func(r *read) { r.f.Urgent = true }},
		"odd language":         {[]string{"language=fr<script>"}, func(r *read) {}},
		"language":             {[]string{"language=pt-AO"}, func(r *read) { r.f.Language = "pt-AO" }},
		"no position":          {[]string{"location=somewhere", "place=Here"}, func(r *read) { r.t.Place = "Here" }},
		"fields in groups":     {[]string{"group=x"}, func(r *read) {}},
		"first answer is kept": {[]string{"country=CD", "country=SL", "consent=", "consent=public"}, func(r *read) { r.f.Country, r.f.Consent = "CD", models.ConsentPublic }},
	} {
		t.Run(name, func(t *testing.T) {
			want := read{f: models.Facts{Channel: models.ChannelOpenRosa}, t: models.Testimony{Precision: models.DateUnknown}}
			c.want(&want)
			f, testimony, _ := openrosa.Read(submission(t, c.pairs...))
			if got := (read{f, testimony}); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestPositions(t *testing.T) {
	for in, want := range map[string]string{
		"4.5 21.25 0 0":                 "4.5, 21.25",
		"4.5 21.25":                     "4.5, 21.25",
		"-0.0000001 180 10.5 3.6":       "0, 180 (±4 m)",
		"1 2 3 4; 5 6 7 8":              "1, 2 (±4 m)",
		"8.123456789 -11.1 0 0.4":       "8.123457, -11.1",
		"":                              "",
		"1":                             "",
		"91 0 0 0":                      "",
		"0 181 0 0":                     "",
		"NaN 0 0 0":                     "",
		"0 Inf 0 0":                     "",
		"1 2 3 4 5":                     "",
		"1 2 3 -4":                      "",
		"1 2 1e300 4":                   "",
		"1 2 " + strings.Repeat("9", 9): "",
	} {
		_, testimony, point := openrosa.Read(submission(t, "location="+in))
		if testimony.Place != want || (point != nil) != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", in, testimony.Place, point, want)
		}
	}
}

func TestEncryptedSubmissionsReadAsEmpty(t *testing.T) {
	s := parse(t, `<data id="loupe-report" encrypted="yes" xmlns="http://opendatakit.org/submissions">`+meta+`<narrative>x</narrative></data>`)
	facts, testimony, point := openrosa.Read(s)
	if testimony.Narrative != "" || facts.Categories != nil || point != nil {
		t.Errorf("got %+v %+v", facts, testimony)
	}
}

func TestNamesAreAllRead(t *testing.T) {
	empty, emptyT, _ := openrosa.Read(submission(t))
	for _, name := range openrosa.Names {
		value := map[string]string{
			"category": "TOR.1", "location": "1 2", "occurred_on": "2026", "consent": "public", "urgent": "yes", "language": "en", "how_known": "victim",
			"link": "trade", "actor_type": "police", "victims_count": "3", "country": "SL",
		}[name]
		if name == "occurred_precision" {
			continue // says nothing without a date
		}
		if value == "" {
			value = "words"
		}
		f, testimony, _ := openrosa.Read(submission(t, name+"="+value))
		if reflect.DeepEqual(f, empty) && reflect.DeepEqual(testimony, emptyT) {
			t.Errorf("%s is in Names and isn't read", name)
		}
	}
	for _, q := range reportForm().Questions {
		media := q.Kind == openrosa.Image || q.Kind == openrosa.Audio || q.Kind == openrosa.Video || q.Kind == openrosa.File
		if !media && !slices.Contains(openrosa.Names, q.Name) {
			t.Errorf("the form asks for %s and nobody reads it", q.Name)
		}
	}
}
