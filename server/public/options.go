package public

import (
	"html/template"
	"strconv"
	"strings"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// options writes what a select offers, with how many cases each would leave. A page of results has two
// hundred of them, and a template takes ten times as long. What has no name is left out.
func options(facets []models.Facet, chosen string, name func(value string) string) template.HTML {
	var b strings.Builder
	for _, f := range facets {
		if text := name(f.Value); text != "" {
			option(&b, f.Value, text+" ("+strconv.Itoa(f.Count)+")", f.Value == chosen)
		}
	}
	return template.HTML(b.String()) // every word of it is escaped
}

func option(b *strings.Builder, value, text string, chosen bool) {
	b.WriteString(`<option value="`)
	template.HTMLEscape(b, []byte(value))
	if chosen {
		b.WriteString(`" selected>`)
	} else {
		b.WriteString(`">`)
	}
	template.HTMLEscape(b, []byte(text))
	b.WriteString(`</option>`)
}

// regionOptions names regions of a country that is chosen, or each with its country. The one that is
// chosen is offered even where nothing lies in it.
func regionOptions(facets []models.Facet, chosen string, p web.Page) template.HTML {
	missing := chosen != ""
	for _, f := range facets {
		missing = missing && f.Value != chosen
	}
	out := options(facets, chosen, func(v string) string {
		if country, region, both := strings.Cut(v, browse.InCountry); both {
			return region + ", " + p.Country(country)
		}
		return v
	})
	if missing {
		var b strings.Builder
		option(&b, chosen, chosen, true)
		out += template.HTML(b.String())
	}
	return out
}

// siteOptions names sites for a field that is typed into.
func siteOptions(facets []models.Facet, name func(slug string) string) template.HTML {
	var b strings.Builder
	for _, f := range facets {
		option(&b, name(f.Value), strconv.Itoa(f.Count), false)
	}
	return template.HTML(b.String())
}

// actName names a group of acts, or one of a group.
func actName(p web.Page, v string) string {
	if key := "act.group." + v; p.Has(key) {
		return p.T(key)
	}
	return "· " + p.T("act."+v)
}
