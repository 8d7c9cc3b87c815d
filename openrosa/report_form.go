package openrosa

import (
	"strconv"

	"loupe/models"
)

// ReportID is the form id of our own report form.
const ReportID = "loupe-report"

// The choices of the report, in the web form's order; web_test.go holds the two together.
var (
	howKnown   = []string{"victim", "eyewitness", "relative", "told", "service_provider", "document"}
	actorTypes = []string{"armed_forces", "police", "intelligence", "local_officials", "paramilitary", "vigilantes", "armed_group", "private_security", "mercenaries", "organised_crime", "company_national", "company_transnational", "employer", "crowd", "unknown"}
	links      = []string{"extraction", "transport", "trade", "export", "site_security", "none"}
)

// What intake takes, in characters and acts. A phone can't mend what it has sent, so the form holds
// people to it while they write.
const (
	maxNarrative = 50000
	maxWords     = 2000
	maxActs      = 12
	photos       = 5
)

// ReportWords is what the report form needs from outside: the words of the catalogs and the choices of
// the gazetteer.
type ReportWords struct {
	Version   string
	Languages []string                          // of the labels, the default first
	Say       func(language, key string) string // a message of the catalogs; "" when it has none
	Countries []Choice                          // ISO 3166-1 alpha-2
	Sites     []Choice                          // ids of the gazetteer's sites
	Spoken    []Choice                          // languages of an account, BCP 47
}

// plain are the words for phones only, said where a catalog lacks them.
var plain = map[string]string{
	"device.location": "Take the position of the place, if you are there",
	"device.photo":    "Photo",
	"device.audio":    "Sound recording",
	"device.video":    "Video",
	"device.file":     "Document or other file",
	"device.yes":      "Yes",
	"device.no":       "No",
}

// ReportForm describes the report as phones ask for it: the web form's questions in the web form's
// order and words, the position of the place, and one question for each file, because an app sends
// one file a question. Selects without choices (no gazetteer yet) are left out.
func ReportForm(w ReportWords) Definition {
	f := Definition{ID: ReportID, Version: w.Version, Languages: w.Languages}
	if len(w.Languages) > 0 {
		f.Title = w.Say(w.Languages[0], "report.title")
	}
	acts := make([]Choice, 0, len(models.Acts))
	for _, a := range models.Acts {
		label := w.text("act." + a.Code)
		if label[""] == "" {
			label[""] = a.Label
		}
		acts = append(acts, Choice{Value: a.Code, Label: label})
	}
	consents := make([]string, 0, len(models.Consents))
	for _, c := range models.Consents {
		consents = append(consents, string(c))
	}
	f.Questions = []Question{
		{Name: "narrative", Kind: Text, Label: w.text("report.narrative"), Hint: w.text("report.narrative.hint"), Required: true, Most: maxNarrative},
		{Name: "language", Kind: SelectOne, Label: w.text("report.language"), Choices: w.Spoken, Appearance: "minimal"},
		{Name: "category", Kind: SelectMany, Label: w.text("report.category"), Hint: w.text("report.category.hint"), Choices: acts, Most: maxActs, Refusal: w.text("report.error.category")},
		{Name: "country", Kind: SelectOne, Label: w.text("report.country"), Choices: w.Countries, Appearance: "minimal"},
		{Name: "site", Kind: SelectOne, Label: w.text("report.site"), Choices: w.Sites, Appearance: "minimal autocomplete"},
		{Name: "place", Kind: Line, Label: w.text("report.place"), Hint: w.text("report.place.hint"), Most: maxWords},
		{Name: "location", Kind: Geopoint, Label: w.text("device.location")},
		{Name: "occurred_on", Kind: Date, Label: w.text("report.on")},
		{Name: "victims", Kind: Text, Label: w.text("report.victims"), Hint: w.text("report.victims.hint"), Most: maxWords},
		{Name: "actors", Kind: Text, Label: w.text("report.actors"), Hint: w.text("report.actors.hint"), Most: maxWords},
		{Name: "how_known", Kind: SelectOne, Label: w.text("report.how"), Choices: w.choices("source.", howKnown)},
	}
	for n := 1; n <= photos; n++ {
		f.Questions = append(f.Questions, Question{Name: "photo_" + strconv.Itoa(n), Kind: Image, Label: w.numbered("device.photo", n)})
	}
	f.Questions = append(f.Questions,
		Question{Name: "audio_1", Kind: Audio, Label: w.text("device.audio")},
		Question{Name: "video_1", Kind: Video, Label: w.text("device.video")},
		Question{Name: "file_1", Kind: File, Label: w.text("device.file")},
		Question{Name: "consent", Kind: SelectOne, Label: w.text("report.consent"), Hint: w.text("report.consent.hint"), Choices: w.choices("consent.", consents)},
		Question{Name: "contact", Kind: Line, Label: w.text("report.contact"), Hint: w.text("report.contact.hint"), Most: maxWords},
		Question{Name: "urgent", Kind: SelectOne, Label: w.text("report.urgent"), Choices: w.choices("device.", []string{"yes", "no"})},
	)
	kept := f.Questions[:0]
	for _, q := range f.Questions {
		if q.Kind != SelectOne || len(q.Choices) > 0 {
			kept = append(kept, q)
		}
	}
	f.Questions = kept
	return f
}

// text gives a message in every language of the form.
func (w ReportWords) text(key string) Labels {
	l := Labels{"": plain[key]}
	for _, language := range w.Languages {
		if s := w.Say(language, key); s != "" {
			l[language] = s
		}
	}
	return l
}

func (w ReportWords) numbered(key string, n int) Labels {
	l := w.text(key)
	for language, s := range l {
		if s != "" {
			l[language] = s + " " + strconv.Itoa(n)
		}
	}
	return l
}

func (w ReportWords) choices(prefix string, values []string) []Choice {
	out := make([]Choice, 0, len(values))
	for _, v := range values {
		out = append(out, Choice{Value: v, Label: w.text(prefix + v)})
	}
	return out
}
