package routing

import (
	"slices"
	"strconv"
	"strings"

	"loupe/models"
)

// Input is what rules look at: the facts of a report, and the names of what the facts give by id.
type Input struct {
	Facts        models.Facts
	SiteSlug     string // "" when no site was said
	Organisation string // name; "" for a source
}

// textFields gives the values of each text field. Most have one, which may be "".
var textFields = map[string]func(Input) []string{
	"country":      func(in Input) []string { return []string{in.Facts.Country} },
	"region":       func(in Input) []string { return []string{in.Facts.Region} },
	"site":         func(in Input) []string { return []string{in.SiteSlug} },
	"category":     func(in Input) []string { return in.Facts.Categories },
	"language":     func(in Input) []string { return []string{in.Facts.Language} },
	"organisation": func(in Input) []string { return []string{in.Organisation} },
	"channel":      func(in Input) []string { return []string{string(in.Facts.Channel)} },
}

var flagFields = map[string]func(Input) bool{
	"urgent":     func(in Input) bool { return in.Facts.Urgent },
	"restricted": func(in Input) bool { return in.Facts.Restricted() },
}

var countFields = map[string]func(Input) int{
	"photos": func(in Input) int { return in.Facts.Photos },
}

// fieldNames in the order in which help and errors list them.
var fieldNames = []string{"country", "region", "site", "category", "language", "organisation", "channel", "urgent", "restricted", "photos"}

// normal gives a value of a field the case that it is kept in.
func normal(field, value string) string {
	switch field {
	case "country", "category":
		return strings.ToUpper(value)
	case "language", "channel", "site":
		return strings.ToLower(value)
	}
	return value
}

// fits tells whether a fact is what a rule's value means.
func fits(field, fact, value string) bool {
	if strings.EqualFold(fact, value) {
		return true
	}
	switch field {
	case "category": // "KIL" is the group of "KIL.1"
		group, _, _ := strings.Cut(fact, ".")
		return group == value
	case "language": // "fr" covers "fr-CD"
		return value != "" && strings.HasPrefix(strings.ToLower(fact), value+"-")
	}
	return false
}

// anyFits tells whether any value that the report has in a field is among those of a rule.
func anyFits(in Input, field string, values []Text) bool {
	return slices.ContainsFunc(textFields[field](in), func(fact string) bool {
		return slices.ContainsFunc(values, func(v Text) bool { return fits(field, fact, v.Value) })
	})
}

var compare = map[string]func(a, b int) bool{
	"=":  func(a, b int) bool { return a == b },
	"!=": func(a, b int) bool { return a != b },
	">=": func(a, b int) bool { return a >= b },
	"<=": func(a, b int) bool { return a <= b },
	">":  func(a, b int) bool { return a > b },
	"<":  func(a, b int) bool { return a < b },
}

var countOperators = []string{"=", "!=", ">=", "<=", ">", "<"}

func itoa(n int) string { return strconv.Itoa(n) }
