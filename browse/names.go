package browse

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"loupe/models"
	"loupe/words"
)

const (
	alike     = 0.7 // from here on a name is offered for what was typed
	sitesPage = 100
	// kilometresPerDegree of latitude, a little less than it is, so that nothing near is left out.
	kilometresPerDegree = 110.5
)

// SitesLike gives the sites whose name or other name is like what was typed, the likest first, with
// accents folded and slips forgiven; at most limit. exact says that the first is called so.
func (b *Browse) SitesLike(ctx context.Context, typed string, limit int) (out []models.SiteCount, exact bool, err error) {
	name := words.Name(typed[:min(len(typed), 200)])
	if len(name) < 3 {
		return nil, false, nil
	}
	list, _, err := b.sites(ctx)
	if err != nil {
		return nil, false, err
	}
	type found struct {
		at    int
		score float64
	}
	var like []found
	names := b.folded()
	for _, i := range b.maybe(name) {
		best := 0.0
		for _, n := range names[i] {
			best = max(best, words.Similar(name, n))
			if strings.HasPrefix(n, name) {
				best = max(best, 0.9)
			}
		}
		if best >= alike {
			like = append(like, found{i, best})
		}
	}
	slices.SortStableFunc(like, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	s, done, err := b.fresh(ctx)
	if err != nil {
		return nil, false, err
	}
	defer done()
	for _, f := range like[:min(len(like), limit)] {
		if f.at < len(list) {
			out = append(out, models.SiteCount{Site: list[f.at], Cases: int(s.set(bySite, list[f.at].Slug).GetCardinality())})
		}
	}
	return out, len(like) > 0 && like[0].score == 1, nil
}

// maybe gives the sites that have enough pairs of letters of a name to be like it, in the order of the
// gazetteer: most needn't be compared letter by letter. A changed letter takes two pairs of the name away, two
// that changed places take three.
func (b *Browse) maybe(name string) []int {
	b.gazetteer.mu.Lock()
	pairs, shared := words.Pairs(name), make([]uint8, len(b.gazetteer.names))
	lists := make([][]int32, 0, len(pairs))
	for pair := range pairs {
		lists = append(lists, b.gazetteer.pairs[pair])
	}
	b.gazetteer.mu.Unlock()
	for _, list := range lists {
		for _, i := range list {
			if shared[i] < 255 {
				shared[i]++
			}
		}
	}
	letters := float64(utf8.RuneCountInString(name))
	gone := 3 * int((1-alike)*letters)
	if int((1-alike)*(letters+1))*3 > gone {
		gone++ // one slip more is alike when a letter was added, which takes one pair
	}
	need := uint8(min(max(1, len(pairs)-gone), 255))
	var out []int
	for i, n := range shared {
		if n >= need {
			out = append(out, i)
		}
	}
	return out
}

// folded gives the names of each site, made to be compared, in the order of the gazetteer.
func (b *Browse) folded() [][]string {
	b.gazetteer.mu.Lock()
	defer b.gazetteer.mu.Unlock()
	return b.gazetteer.names
}

// SiteNamed gives the slug of a site by its slug or by one of its names. ok is false when no site or
// more than one is called so.
func (b *Browse) SiteNamed(ctx context.Context, typed string) (slug string, ok bool) {
	list, bySlug, err := b.sites(ctx)
	if err != nil {
		return "", false
	}
	if _, known := bySlug[typed]; known {
		return typed, true
	}
	name := words.Name(typed)
	for i, names := range b.folded() {
		if i < len(list) && slices.Contains(names, name) {
			if slug != "" {
				return "", false
			}
			slug = list[i].Slug
		}
	}
	return slug, slug != ""
}

// SitePage gives a page of the gazetteer by country, region and name, those of one country when one
// is named, after the site with a slug.
func (b *Browse) SitePage(ctx context.Context, country, after string) (models.SitePage, error) {
	var page models.SitePage
	list, bySlug, err := b.sites(ctx)
	if err != nil {
		return page, err
	}
	if _, known := bySlug[after]; after != "" && !known {
		return page, models.Refuse(models.Invalid, "error.cursor")
	}
	s, done, err := b.fresh(ctx)
	if err != nil {
		return page, err
	}
	defer done()
	passed := after == ""
	countries := map[string]int{}
	for _, site := range list {
		countries[site.Country]++
		if country == "" || site.Country == country {
			page.Total++
			if passed && len(page.Sites) == sitesPage {
				page.Next = page.Sites[sitesPage-1].Slug
			} else if passed {
				page.Sites = append(page.Sites, models.SiteCount{Site: site, Cases: int(s.set(bySite, site.Slug).GetCardinality())})
			}
		}
		passed = passed || site.Slug == after
	}
	for value, n := range countries {
		page.Countries = append(page.Countries, models.Facet{Value: value, Count: n})
	}
	slices.SortFunc(page.Countries, func(a, b models.Facet) int { return cmp.Compare(a.Value, b.Value) })
	return page, nil
}

// Near gives the sites nearest to one, the nearest first.
func (b *Browse) Near(ctx context.Context, site models.Site, limit int) ([]models.NearSite, error) {
	list, _, err := b.sites(ctx)
	if err != nil {
		return nil, err
	}
	var out []models.NearSite
	far := math.Inf(1) // what is no nearer than this needn't be looked at
	for _, other := range list {
		if other.ID == site.ID || math.Abs(other.Lat-site.Lat)*kilometresPerDegree > far {
			continue
		}
		near := models.NearSite{Site: other, Kilometres: models.Apart(site.Lat, site.Lon, other.Lat, other.Lon)}
		if near.Kilometres >= far {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, near, func(a, b models.NearSite) int { return cmp.Compare(a.Kilometres, b.Kilometres) })
		if out = slices.Insert(out, at, near); len(out) > limit {
			out = out[:limit]
		}
		if len(out) == limit {
			far = out[limit-1].Kilometres
		}
	}
	for i := range out {
		out[i].Kilometres = math.Round(out[i].Kilometres*10) / 10
	}
	return out, nil
}
