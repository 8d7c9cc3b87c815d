package seeded

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"loupe/models"
)

//go:embed *.txt
var files embed.FS

// languages by how often cases are written in them.
var languages = []string{"en", "en", "en", "en", "en", "en", "en", "en", "en", "fr", "fr", "fr", "fr", "fr", "fr", "pt", "pt", "pt", "sw", "ar"}

// texts are the sentences and words of each language by what they are for.
var texts = sync.OnceValue(func() map[string]map[string][]string {
	out := map[string]map[string][]string{}
	for _, language := range languages {
		b, err := files.ReadFile(language + ".txt")
		if err != nil {
			panic(err) // embedded
		}
		out[language] = map[string][]string{}
		for line := range strings.Lines(string(b)) {
			key, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
			out[language][key] = append(out[language][key], text)
		}
	}
	return out
})

// File is a word that the i-th case has alone.
func File(i int) string { return fmt.Sprintf("K%d", i) }

// write fills in the words of a case.
func write(r *rand.Rand, c *models.Content, site models.Site, i int) {
	c.Language = languages[r.IntN(len(languages))]
	t := texts()[c.Language]
	say := func(kind string, n int) string {
		var b strings.Builder
		list := t[kind]
		for k, at := range r.Perm(len(list))[:min(n, len(list))] {
			if k > 0 {
				b.WriteString(map[bool]string{true: "\n\n", false: " "}[kind == "account" && k%4 == 0])
			}
			b.WriteString(fill(r, t, list[at], c, site, i))
		}
		return b.String()
	}
	c.Title, c.Summary = say("title", 1), say("summary", 2)
	c.Account = say("account", 7+r.IntN(8)) + " " + File(i) + "."
	c.HowVerified = say("verified", 2)
	if r.IntN(3) == 0 {
		c.Response = say("response", 1)
	}
	if c.Status != "" {
		c.FollowUp = say("followup", 1)
	}
	c.Place = name(r)
}

// fill puts words in the places of a sentence: {role} or, at its beginning, {Role}.
func fill(r *rand.Rand, t map[string][]string, sentence string, c *models.Content, site models.Site, i int) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		sentence = after
		lower := strings.ToLower(slot)
		word := ""
		switch lower {
		case "site":
			if word = site.Name; c.SiteSlug == "" {
				word = name(r)
			}
		case "village":
			word = villages()[skewed(r, len(villages()))]
		case "file":
			word = "R" + strconv.Itoa(i)
		case "n":
			word = strconv.Itoa(2 + skewed(r, 60))
		case "force":
			list := t["force."+c.ActorTypes[0]]
			if list == nil {
				list = t["force.unknown"]
			}
			word = list[0]
		default:
			word = t[lower][r.IntN(len(t[lower]))]
		}
		if slot != lower {
			first, n := utf8.DecodeRuneInString(word)
			word = string(unicode.ToUpper(first)) + word[n:]
		}
		b.WriteString(word)
	}
}

var (
	starts = []string{"Ka", "Mo", "Ba", "Lu", "Nde", "Si", "Te", "Wa", "Zo", "Bou", "Ngo", "Mbi", "Ya", "Ki", "Sa", "Gba", "Do", "Fa", "Ko", "Nzo"}
	inner  = []string{"la", "mbo", "ri", "ka", "ndo", "su", "ti", "ngo", "le", "ba", "ko", "wa", "zi", "do", "ma"}
	ends   = []string{"ra", "li", "ndu", "ma", "ko", "sso", "ya", "ta", "mba", "ro", "ni", "kou", "da", "we"}
	kinds  = []string{"Pit", "Terraces", "Bend", "Diggings", "Bank", "Crossing", "Hill", "Flats", "Camp", "Island", "Quarry", "Ford"}
)

func name(r *rand.Rand) string {
	s := starts[r.IntN(len(starts))]
	for range 1 + r.IntN(2) {
		s += inner[r.IntN(len(inner))]
	}
	return s + ends[r.IntN(len(ends))]
}

// villages are the names that texts speak of: few of them often, most of them rarely.
var villages = sync.OnceValue(func() []string {
	r := rand.New(rand.NewPCG(1, 19))
	out := make([]string, 20000)
	for i := range out {
		out[i] = name(r)
	}
	return out
})
