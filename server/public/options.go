package public

import (
	"bytes"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// choices are the options of a select, written by a loop: a page of results has two hundred of them, and a
// template takes ten times as long. Nothing gets in but through add, which escapes.
type choices struct{ b bytes.Buffer }

func (c *choices) add(value, text string, chosen bool) {
	c.b.WriteString(`<option value="`)
	template.HTMLEscape(&c.b, []byte(value))
	c.b.WriteString(`"`)
	if chosen {
		c.b.WriteString(` selected`)
	}
	c.b.WriteString(`>`)
	template.HTMLEscape(&c.b, []byte(text))
	c.b.WriteString(`</option>`)
}

func (c *choices) html() template.HTML { return template.HTML(c.b.String()) }

// counted adds values with how many cases each would leave. What has no name is left out.
func (c *choices) counted(facets []models.Facet, chosen string, name func(value string) string) *choices {
	for _, f := range facets {
		if text := name(f.Value); text != "" {
			c.add(f.Value, text+" ("+strconv.Itoa(f.Count)+")", f.Value == chosen)
		}
	}
	return c
}

func options(facets []models.Facet, chosen string, name func(value string) string) template.HTML {
	return new(choices).counted(facets, chosen, name).html()
}

// regionOptions names regions of a country that is chosen, or each with its country. The one that is
// chosen is offered even where nothing lies in it.
func regionOptions(facets []models.Facet, chosen string, country func(code string) string) template.HTML {
	c := new(choices).counted(facets, chosen, func(v string) string {
		if code, region, both := strings.Cut(v, browse.InCountry); both {
			return region + ", " + country(code)
		}
		return v
	})
	if chosen != "" && !slices.ContainsFunc(facets, func(f models.Facet) bool { return f.Value == chosen }) {
		c.add(chosen, chosen, true)
	}
	return c.html()
}

// siteOptions names sites for a field that is typed into.
func siteOptions(facets []models.Facet, name func(slug string) string) template.HTML {
	var c choices
	for _, f := range facets {
		c.add(name(f.Value), strconv.Itoa(f.Count), false)
	}
	return c.html()
}

// actName names a group of acts, or one of a group.
func actName(p web.Page, v string) string {
	if key := "act.group." + v; p.Has(key) {
		return p.T(key)
	}
	return "· " + p.T("act."+v)
}
