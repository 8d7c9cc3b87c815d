package browse

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// Across is how many signs a drawn map has room for from west to east.
const Across = 10

// View gives what an area shows of a search, with one sign to a cell of an Across-th of its width or more. The area doesn't cross the date line.
func (b *Browse) View(ctx context.Context, f models.SearchFilter, a models.Area) (models.MapTile, error) {
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return models.MapTile{}, err
	}
	level := int(math.Floor(math.Log2(Across * 360 / max(a.East-a.West, 1e-3))))
	t := sight{s: s, base: base, level: min(max(level, 0), maxLevel), area: &a}
	t.signs(s.cells)
	done()
	return t.told(ctx, b.Store)
}

// outside tells whether a cell lies beyond what is looked at.
func (t *sight) outside(c *cell) bool {
	if t.area == nil {
		return false
	}
	ax0, ay0 := mercator(t.area.North, t.area.West)
	ax1, ay1 := mercator(t.area.South, t.area.East)
	x0, y0, x1, y1 := c.bounds()
	return x1 < ax0 || x0 > ax1 || y1 < ay0 || y0 > ay1
}

// Extent gives the smallest area that holds the places of a search; nil when it has none.
func (b *Browse) Extent(ctx context.Context, f models.SearchFilter) (*models.Area, error) {
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	var out *models.Area
	var grow func(c *cell)
	grow = func(c *cell) {
		if c.four == nil {
			for _, p := range c.leaf {
				if !base.Intersects(p.set) {
					continue
				}
				if out == nil {
					out = &models.Area{South: p.lat, West: p.lon, North: p.lat, East: p.lon}
				}
				out.South, out.North = min(out.South, p.lat), max(out.North, p.lat)
				out.West, out.East = min(out.West, p.lon), max(out.East, p.lon)
			}
			return
		}
		x0, y0, x1, y1 := c.bounds()
		north, west := degrees(float64(x0), float64(y0))
		south, east := degrees(float64(x1)+1, float64(y1)+1)
		if out != nil && south >= out.South && north <= out.North && west >= out.West && east <= out.East || !base.Intersects(c.set) {
			return // it can't make the area larger
		}
		for _, k := range c.four {
			if k != nil {
				grow(k)
			}
		}
	}
	grow(s.cells)
	return out, nil
}

// Region is a part of a country and where its cases are on average.
type Region struct {
	Name     string
	Cases    int
	Lat, Lon float64
}

// sampled is how many cases of a region are looked at for where they are on average.
const sampled = 64

// Regions gives the regions of a country in which a search has cases with a place, most cases first.
func (b *Browse) Regions(ctx context.Context, f models.SearchFilter, country string) ([]Region, error) {
	f.Region, f.Site = "", ""
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	var out []Region
	list := s.count(byRegion, base, func(v string) (string, bool) { return strings.CutPrefix(v, country+"\x00") })
	for _, x := range list[:min(len(list), maxSites)] {
		r := Region{Name: x.Value, Cases: x.Count}
		n := 0.0
		for i := roaring.And(base, s.set(byRegion, country+"\x00"+x.Value)).Iterator(); i.HasNext() && n < sampled; {
			if p := s.at.of(i.Next()); p != nil {
				r.Lat, r.Lon, n = r.Lat+p.lat, r.Lon+p.lon, n+1
			}
		}
		if n > 0 {
			r.Lat, r.Lon = r.Lat/n, r.Lon/n
			out = append(out, r)
		}
	}
	return out, nil
}

// Unplaced is a country and how many cases of a search are known to lie in it or in a region of it,
// and no nearer.
type Unplaced struct {
	Country string
	Cases   int
	Regions []models.Facet
}

// Unplaced gives the cases of a search that have no place on the map, by country.
func (b *Browse) Unplaced(ctx context.Context, f models.SearchFilter) ([]Unplaced, error) {
	f.Unplaced = true
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return nil, err
	}
	defer done()
	regions := map[string][]models.Facet{}
	for _, r := range s.count(byRegion, base, every) {
		country, name, _ := strings.Cut(r.Value, "\x00")
		regions[country] = append(regions[country], models.Facet{Value: name, Count: r.Count})
	}
	var out []Unplaced
	for _, c := range s.count(byCountry, base, every) {
		out = append(out, Unplaced{Country: c.Value, Cases: c.Count, Regions: regions[c.Value]})
	}
	return out, nil
}

// Name is a site of the gazetteer, as the map writes it.
type Name struct {
	Name string  `json:"name"`
	Slug string  `json:"slug"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

// NamesZoom is the zoom of the squares by which names of sites are asked for.
const NamesZoom = 7

const maxNames = 150

// Names gives the sites of the gazetteer in a square of the map, those with most cases first.
func (b *Browse) Names(ctx context.Context, x, y int) ([]Name, error) {
	if x < 0 || y < 0 || x >= 1<<NamesZoom || y >= 1<<NamesZoom {
		return nil, models.ErrNotFound
	}
	list, err := b.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var here []models.SiteCount
	for _, site := range list {
		if px, py := mercator(site.Lat, site.Lon); int(px>>(bits-NamesZoom)) == x && int(py>>(bits-NamesZoom)) == y {
			here = append(here, site)
		}
	}
	slices.SortStableFunc(here, func(a, b models.SiteCount) int { return b.Cases - a.Cases })
	out := []Name{}
	for _, site := range here[:min(len(here), maxNames)] {
		out = append(out, Name{site.Name, site.Slug, site.Lat, site.Lon})
	}
	return out, nil
}
