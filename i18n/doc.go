// Package i18n holds Loupe's words in every language and the ways to write dates, numbers and
// places in them. It imports no other room.
//
// A catalog is catalog/<BCP 47 tag>/<room>.json: one flat object whose keys are sorted and unique.
// A value is a text, or an object of CLDR plural forms:
//
//	"desk.queue.title": "Queue of {{.Desk}}",
//	"desk.queue.count": {"one": "{{.Count}} report", "other": "{{.Count}} reports"}
//
// A placeholder is {{.Name}}, nothing else; texts are plain, never markup. English is the
// reference: every key exists there, and is what a reader sees where a translation is missing.
package i18n
