package openrosa

import (
	"regexp"
	"slices"
	"strings"

	"loupe/models"
)

// Names are the fields that Read knows, by the names of the web form. A Mapping's keys are these.
var Names = []string{
	"category", "country", "region", "site", "place", "location", "occurred_on", "occurred_precision", "narrative", "victims",
	"victims_count", "actors", "actor_type", "how_known", "link", "consent", "contact", "urgent", "language",
}

// Read puts a submission of our own form into facts and testimony by the web form's rules: what isn't
// among the choices is left out, dates are YYYY-MM-DD or shorter, a place that is no site of the
// gazetteer goes into the sealed testimony. The position, nil without one, also stands in the place.
//
// Facts.SiteID has the form of an id and no more: the caller looks it up and takes country and region
// from the site, or drops it. Language and consent are empty when not said. An encrypted submission
// reads as an empty one.
func Read(s Submission) (models.Facts, models.Testimony, *Point) {
	a := answers{}
	for i, f := range s.Fields {
		if _, name, _ := strings.Cut(strings.TrimPrefix(f.Path, "/"), "/"); slices.Contains(Names, name) {
			a.add(name, f.Value, i)
		}
	}
	facts, t, point, _ := a.read()
	return facts, t, point
}

// answer is a value and where in the submission it stood.
type answer struct {
	value string
	at    int
}

// answers are the values of each of Names, in the order of the submission, none empty.
type answers map[string][]answer

func (a answers) add(name, value string, at int) {
	if value != "" {
		a[name] = append(a[name], answer{value, at})
	}
}

// reading is the work of answers.read. left gathers where values stood that weren't taken, or not whole.
type reading struct {
	answers
	facts models.Facts
	t     models.Testimony
	left  map[int]bool
}

func (a answers) read() (models.Facts, models.Testimony, *Point, map[int]bool) {
	r := &reading{answers: a, left: map[int]bool{}}
	r.facts.Channel = models.ChannelOpenRosa
	r.categories()
	r.one("consent", func(s string) bool {
		r.facts.Consent = models.Consent(s)
		if !slices.Contains(models.Consents, r.facts.Consent) {
			r.facts.Consent = ""
		}
		return r.facts.Consent != ""
	})
	r.one("language", func(s string) bool { r.facts.Language = language(s); return r.facts.Language != "" })
	// The web form has a box to tick; a phone has to be able to say no.
	r.one("urgent", func(s string) bool {
		r.facts.Urgent = !slices.Contains([]string{"no", "false", "0"}, strings.ToLower(s))
		return !r.facts.Urgent || slices.Contains([]string{"yes", "true", "1", "ok"}, strings.ToLower(s))
	})
	r.one("how_known", func(s string) bool { r.t.HowKnown = among(s, howKnown); return r.t.HowKnown != "" })
	r.one("link", func(s string) bool { r.t.Link = among(s, links); return r.t.Link != "" })
	r.one("victims_count", func(s string) bool {
		r.t.VictimsMin, r.t.VictimsMax = models.CountRange(s)
		return rangeForm.MatchString(s)
	})
	r.each("actor_type", func(s string) bool {
		if among(s, actorTypes) != "" && !slices.Contains(r.t.ActorTypes, s) {
			r.t.ActorTypes = append(r.t.ActorTypes, s)
		}
		return among(s, actorTypes) != ""
	})
	r.date()
	point := r.place()
	r.t.Narrative, r.t.Contact = r.words("narrative"), r.words("contact")
	r.t.Victims, r.t.Actors = r.words("victims"), r.words("actors")
	return r.facts, r.t, point, r.left
}

// one hands over the first value of a field; further ones, and one that isn't taken, are left.
func (r *reading) one(name string, take func(s string) bool) {
	for i, v := range r.answers[name] {
		if i > 0 || !take(v.value) {
			r.left[v.at] = true
		}
	}
}

// each hands over every choice of a select, whose values have spaces between them.
func (r *reading) each(name string, take func(s string) bool) {
	for _, v := range r.answers[name] {
		for _, choice := range strings.Fields(v.value) {
			if !take(choice) {
				r.left[v.at] = true
			}
		}
	}
}

// words gives a text field; the turns of a repeat become lines of it.
func (r *reading) words(name string) string {
	lines := make([]string, 0, len(r.answers[name]))
	for _, v := range r.answers[name] {
		lines = append(lines, v.value)
	}
	return strings.Join(lines, "\n")
}

// categories takes the acts of the taxonomy, each once, as many as intake takes.
func (r *reading) categories() {
	r.each("category", func(code string) bool {
		if slices.Contains(r.facts.Categories, code) {
			return true
		}
		if _, known := models.FindAct(code); !known || len(r.facts.Categories) == maxActs {
			return false
		}
		r.facts.Categories = append(r.facts.Categories, code)
		return true
	})
}

// place keeps as facts what can't point at a person and puts the rest into the sealed place.
func (r *reading) place() *Point {
	var point *Point
	parts := []string{r.words("place"), r.words("region")}
	r.one("site", func(s string) bool {
		if models.ID(s).Valid() {
			r.facts.SiteID = models.ID(s)
		} else {
			parts = append(parts, s)
		}
		return true
	})
	r.one("country", func(s string) bool {
		if code := strings.ToUpper(s); countryForm.MatchString(code) {
			r.facts.Country = code
		} else {
			parts = append(parts, s)
		}
		return true
	})
	r.one("location", func(s string) bool {
		p, ok := parsePoint(s)
		if !ok {
			return false
		}
		point = &p
		parts = append(parts, p.String())
		return !strings.Contains(s, ";") // of a trace the other points are left
	})
	r.t.Place = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
	return point
}

var (
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	dateForm    = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
	rangeForm   = regexp.MustCompile(`^\d+(\s*-\s*\d+)?$`)
)

// date keeps the day of a date or dateTime, and says how exact it is by its length when the form
// doesn't ask. A time of day is left.
func (r *reading) date() {
	r.one("occurred_on", func(s string) bool {
		day := s
		if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
			day = s[:10]
		}
		if dateForm.MatchString(day) {
			r.t.OccurredOn = day
		}
		return r.t.OccurredOn == s
	})
	r.one("occurred_precision", func(s string) bool {
		if slices.Contains(models.DatePrecisions, models.DatePrecision(s)) {
			r.t.Precision = models.DatePrecision(s)
		}
		return r.t.Precision != ""
	})
	if r.t.Precision == "" {
		r.t.Precision = map[int]models.DatePrecision{10: models.DateDay, 7: models.DateMonth, 4: models.DateYear}[len(r.t.OccurredOn)]
	}
	if r.t.OccurredOn == "" {
		r.t.Precision = models.DateUnknown
	}
}

func among(s string, list []string) string {
	if slices.Contains(list, s) {
		return s
	}
	return ""
}

func language(s string) string {
	if len(s) > 12 || strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' }) {
		return ""
	}
	return s
}
