package public

import (
	"context"
	"fmt"
	"html/template"

	"loupe/models"
	"loupe/server/web"
)

// Finder is the form of a search, the same on the list and on the map.
type Finder struct {
	Action   string // the page that it asks
	Filter   models.SearchFilter
	Facets   models.Facets
	Options  map[string]template.HTML // what each field offers, by its name
	SiteText string                   // the site's name, or what was typed for it
	Active   []Active
	Like     []Like
	Missed   bool // nothing was found, or no site is called so: what is offered may have been meant
}

// Active is one filter in force and the address without it.
type Active struct{ Text, Without string }

func (d *Door) finder(ctx context.Context, p web.Page, action string, f models.SearchFilter, facets models.Facets, total int) (Finder, error) {
	out := Finder{Action: action, Filter: f, Facets: facets, Active: d.active(ctx, p, action, f)}
	said := func(prefix string) func(string) string {
		return func(v string) string {
			if !p.Has(prefix + v) {
				return ""
			}
			return p.T(prefix + v)
		}
	}
	out.Options = map[string]template.HTML{
		"country":  options(facets.Countries, f.Country, p.Country),
		"category": options(facets.Categories, f.Category, func(v string) string { return actName(p, v) }),
		"region":   regionOptions(facets.Regions, f.Region, p.Country),
		"site":     siteOptions(facets.Sites, func(v string) string { return d.browse.SiteName(ctx, v) }),
		"outcome":  options(facets.Outcomes, string(f.Outcome), said("outcome.")),
		"actor":    options(facets.Actors, f.Actor, said("actor.")),
		"link":     options(facets.Links, f.Link, said("link.")),
		"kp":       options(facets.KP, string(f.KP), said("kp.")),
		"followup": options(facets.FollowUps, string(f.FollowUp), said("followup.")),
		"year":     options(facets.Years, f.Year, func(v string) string { return v }),
	}
	return out, d.offer(ctx, f, total, &out)
}

func areaText(a models.Area) string {
	return fmt.Sprintf("%g,%g,%g,%g", a.West, a.South, a.East, a.North)
}

func (d *Door) active(ctx context.Context, p web.Page, page string, f models.SearchFilter) []Active {
	var out []Active
	add := func(name, value, text string) {
		if value != "" {
			without := queryOf(f)
			without.Del(name)
			out = append(out, Active{text, page + "?" + without.Encode()})
		}
	}
	add("q", f.Query, "“"+f.Query+"”")
	add("country", f.Country, p.Country(f.Country))
	add("region", f.Region, f.Region)
	if f.Site != "" {
		add("site", f.Site, d.browse.SiteName(ctx, f.Site))
	}
	for _, c := range []struct{ name, value, key string }{{"actor", f.Actor, "actor."}, {"link", f.Link, "link."}, {"kp", string(f.KP), "kp."}, {"followup", string(f.FollowUp), "followup."}} {
		if c.value != "" && p.Has(c.key+c.value) {
			add(c.name, c.value, p.T(c.key+c.value))
		}
	}
	if f.Area != nil {
		add("area", "area", p.T("public.area"))
	}
	if f.Category != "" {
		key := "act." + f.Category
		if p.Has("act.group." + f.Category) {
			key = "act.group." + f.Category
		}
		if p.Has(key) {
			add("category", f.Category, p.T(key))
		} else {
			add("category", f.Category, f.Category)
		}
	}
	if f.Outcome != "" {
		add("outcome", string(f.Outcome), p.T("outcome."+string(f.Outcome)))
	}
	if f.Year != "" {
		add("year", f.Year, p.DateText(f.Year))
	}
	if f.Unplaced {
		add("placed", "no", p.T("map.unplaced"))
	}
	add("from", f.From, p.T("public.from")+" "+f.From)
	add("to", f.To, p.T("public.to")+" "+f.To)
	return out
}
