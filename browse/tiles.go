package browse

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

const (
	// MaxZoom is the deepest zoom of a tile: there every place has its own sign.
	MaxZoom = 18
	// finer is how many levels the cells of clusters are below their tile: 4 by 4 in each, 64 pixels wide.
	finer = 2
	// fewPlaces is how many places a tile may have to be told whole.
	fewPlaces = 64
	// fewCases is how many cases are looked at one by one for where they are.
	fewCases = 256
	// manyPlaces bounds a tile at the deepest zoom.
	manyPlaces = 500
)

// Tile gives what a square of the map shows of a search. A tile that doesn't exist is ErrNotFound.
func (b *Browse) Tile(ctx context.Context, f models.SearchFilter, z, x, y int) (models.MapTile, error) {
	if z < 0 || z > MaxZoom || x < 0 || y < 0 || x >= 1<<z || y >= 1<<z {
		return models.MapTile{}, models.ErrNotFound
	}
	s, base, done, err := b.found(ctx, f)
	if err != nil {
		return models.MapTile{}, err
	}
	t := sight{s: s, base: base, level: z + finer}
	t.tile(z, uint32(x), uint32(y))
	done()
	return t.told(ctx, b.Store)
}

// sight is a look at cells through a search.
type sight struct {
	s     *shelf
	base  *roaring.Bitmap
	level int          // of the cells that have one sign
	area  *models.Area // beyond which nothing is looked at; nil for everywhere
	out   models.MapTile
}

// count tells how many of the search are in a set, which costs nothing when all are asked for.
func (t *sight) count(set *roaring.Bitmap) int {
	if t.base == t.s.all {
		return int(set.GetCardinality())
	}
	return int(t.base.AndCardinality(set))
}

func (t *sight) tile(z int, x, y uint32) {
	c := t.s.cells
	for c != nil && c.level < z && c.four != nil {
		shift := z - c.level - 1
		c = c.four[(y>>shift&1)*2+x>>shift&1]
	}
	if c == nil {
		t.out.Whole = true
		return
	}
	if places, ok := t.few(c, z); ok {
		shift := bits - z
		for _, p := range places {
			if p.x>>shift == x && p.y>>shift == y {
				t.spot(p)
			}
		}
		t.out.Whole = true
		return
	}
	t.signs(c)
}

// few gives the places of a cell when they are few enough to be told one by one.
func (t *sight) few(c *cell, z int) ([]*place, bool) {
	if c.four != nil && c.places > fewPlaces && z < MaxZoom {
		return t.met(c)
	}
	var out []*place
	c.each(func(p *place) {
		if len(out) < manyPlaces {
			out = append(out, p)
		}
	})
	return out, true
}

// met gives the places of the cases of a search in a cell, when both are few.
func (t *sight) met(c *cell) ([]*place, bool) {
	if t.base == t.s.all && c.places > fewPlaces || t.count(c.set) > fewCases {
		return nil, false
	}
	seen := map[*place]bool{}
	for i := roaring.And(t.base, c.set).Iterator(); i.HasNext(); {
		seen[t.s.at.of(i.Next())] = true
	}
	return slices.SortedFunc(maps.Keys(seen), before), len(seen) <= fewPlaces
}

func before(a, b *place) int {
	return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x), cmp.Compare(a.precision, b.precision))
}

// signs walks down to the cells that have one sign each.
func (t *sight) signs(c *cell) {
	switch {
	case t.outside(c):
	case c.four == nil:
		t.group(c.leaf)
	case c.level < t.level:
		for _, k := range c.four {
			if k != nil {
				t.signs(k)
			}
		}
	default:
		n := t.count(c.set)
		if n == 0 {
			return
		}
		if places, _ := t.met(c); len(places) > 0 {
			t.group(places)
			return
		}
		all := c.set.GetCardinality()
		x0, y0, x1, y1 := c.bounds()
		t.cluster(n, float64(c.sx)/float64(all), float64(c.sy)/float64(all), c.x, c.y, [4]uint32{x0, y0, x1, y1})
	}
}

// group gives places that lie in the same cell one sign, and those that lie alone their own.
func (t *sight) group(places []*place) {
	shift := bits - t.level
	type key struct{ x, y uint32 }
	by := map[key][]*place{}
	for _, p := range places {
		if t.count(p.set) > 0 {
			k := key{p.x >> shift, p.y >> shift}
			by[k] = append(by[k], p)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(by), func(a, b key) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) }) {
		list := by[k]
		if len(list) == 1 {
			t.spot(list[0])
			continue
		}
		n, x, y, box := 0, 0.0, 0.0, [4]uint32{math.MaxUint32, math.MaxUint32, 0, 0}
		for _, p := range list {
			m := t.count(p.set)
			n, x, y = n+m, x+float64(m)*float64(p.x), y+float64(m)*float64(p.y)
			box = [4]uint32{min(box[0], p.x), min(box[1], p.y), max(box[2], p.x), max(box[3], p.y)}
		}
		t.cluster(n, x/float64(n), y/float64(n), k.x, k.y, box)
	}
}

// cluster puts a sign where its cases are on average, but not at the edge of its cell, where it would
// lie on its neighbour's.
func (t *sight) cluster(n int, x, y float64, cx, cy uint32, box [4]uint32) {
	side := float64(uint64(1) << (bits - t.level))
	inner := func(v float64, c uint32) float64 { return max((float64(c)+0.25)*side, min((float64(c)+0.75)*side, v)) }
	lat, lon := degrees(inner(x, cx), inner(y, cy))
	north, west := degrees(float64(box[0]), float64(box[1]))
	south, east := degrees(float64(box[2])+1, float64(box[3])+1)
	t.out.Clusters = append(t.out.Clusters, models.MapCluster{Lat: short(lat), Lon: short(lon), Cases: n, Box: [4]float64{short(west), short(south), short(east), short(north)}})
}

// short drops what nobody sees of a sign's place.
func short(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func (t *sight) spot(p *place) {
	n := t.count(p.set)
	if n == 0 {
		return
	}
	newest := p.set
	if t.base != t.s.all && n < int(p.set.GetCardinality()) {
		newest = roaring.And(t.base, p.set)
	}
	t.out.Spots = append(t.out.Spots, models.MapSpot{Lat: p.lat, Lon: p.lon, Precision: p.precision, Kilometres: p.precision.Within(), Cases: n, Newest: newest.Maximum()})
}

// told adds what is said of each place's newest case.
func (t *sight) told(ctx context.Context, store Store) (models.MapTile, error) {
	ordinals := make([]uint32, len(t.out.Spots))
	for i, x := range t.out.Spots {
		ordinals[i] = x.Newest
	}
	lines, err := store.Headlines(ctx, ordinals)
	spots := t.out.Spots
	t.out.Spots = []models.MapSpot{}
	for _, x := range spots {
		line, ok := lines[x.Newest]
		if x.Headline = line; ok { // else it was withdrawn between the two looks, and who asks again sees the rest
			t.out.Spots = append(t.out.Spots, x)
		}
	}
	if t.out.Clusters == nil {
		t.out.Clusters = []models.MapCluster{}
	}
	return t.out, err
}
