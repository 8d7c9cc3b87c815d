package gazetteer

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"loupe/models"
	"loupe/words"
)

// Two rows may be one site when their names are alike and they are near each other or one lies in the other's
// outline, or when they are almost at one place and their names are somewhat alike.
const (
	nearKm, nearLike   = 10, 0.8
	closeKm, closeLike = 0.5, 0.6
)

// Compare finds the sites that rows may be already, among those that are there and earlier in the
// file, and gives each new site an address of its own.
func (r *Reading) Compare(there []models.Site) {
	g, taken := grid{}, map[string]bool{}
	for _, s := range there {
		g.add(s, nil, 0)
		taken[s.Slug] = true
	}
	for i := range r.Rows {
		x := &r.Rows[i]
		if len(x.Wrong) > 0 {
			continue
		}
		x.Twin = g.twin(x.Site, x.Outline)
		x.Site.Slug = address(x.Site, taken)
		taken[x.Site.Slug] = true
		g.add(x.Site, x.Outline, x.Number)
	}
}

// address makes a name for the address of a site from letters that any keyboard has.
func address(s models.Site, taken map[string]bool) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, words.Fold(s.Name))
	base := strings.Join(append(strings.Fields(plain), strings.ToLower(s.Country)), "-")
	slug := base
	for n := 2; taken[slug]; n++ {
		slug = fmt.Sprint(base, "-", n)
	}
	return slug
}

// grid keeps sites by squares of a quarter degree, so that only neighbours are compared.
type grid map[[2]int][]entry

type entry struct {
	site    models.Site
	outline *Drawn
	names   []string
	row     int
}

func square(lat, lon float64) [2]int {
	return [2]int{int(math.Floor(lat * 4)), int(math.Floor(lon * 4))}
}

func namesOf(s models.Site) []string {
	var out []string
	for _, n := range append([]string{s.Name}, s.OtherNames()...) {
		out = append(out, words.Name(n))
	}
	return out
}

func (g grid) add(s models.Site, drawn *Drawn, row int) {
	at := square(s.Lat, s.Lon)
	g[at] = append(g[at], entry{s, drawn, namesOf(s), row})
}

// twin gives the nearest site that s may be; nil for none.
func (g grid) twin(s models.Site, drawn *Drawn) *Twin {
	names := namesOf(s)
	from, to := square(s.Lat, s.Lon), square(s.Lat, s.Lon)
	if drawn != nil { // as far as it reaches
		box := drawn.Around(s.Lon).Box()
		from, to = square(min(s.Lat, box.South), min(s.Lon, box.West)), square(max(s.Lat, box.North), max(s.Lon, box.East))
	}
	var found []Twin
	for y := from[0] - 1; y <= to[0]+1; y++ {
		for x := from[1] - 1; x <= to[1]+1; x++ {
			for _, e := range g[[2]int{y, x}] {
				km := models.Apart(s.Lat, s.Lon, e.site.Lat, e.site.Lon)
				near := km <= nearKm || drawn.holds(e.site) || e.outline.holds(s)
				if near && alike(names, e.names) >= nearLike || km <= closeKm && alike(names, e.names) >= closeLike {
					found = append(found, Twin{models.NearSite{Site: e.site, Kilometres: km}, e.row})
				}
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	t := slices.MinFunc(found, func(a, b Twin) int { return cmp.Compare(a.Kilometres, b.Kilometres) })
	return &t
}

// alike says how alike the most alike names of two sites are. The digits in names are compared apart:
// "Pit 2" isn't "Pit 3".
func alike(a, b []string) float64 {
	best := 0.0
	for _, x := range a {
		for _, y := range b {
			if numbers(x) == numbers(y) {
				best = max(best, words.Similar(x, y), words.Similar(y, x))
			}
		}
	}
	return best
}

// numbers are the words of a name that count: figures and small Roman ones.
func numbers(name string) string {
	var out []string
	for w := range strings.FieldsSeq(name) {
		if strings.ContainsAny(w, "0123456789") || strings.Trim(w, "ivx") == "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// holds tells whether a site lies in an outline; in none, none does.
func (d *Drawn) holds(s models.Site) bool { return d != nil && d.Contains(s.Lat, s.Lon) }
