package browse

import (
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

const (
	bits     = 24 // of a place's column and row in the Web Mercator square: about 2 m
	maxLevel = 20 // of a cell: about 40 m
	maxLeaf  = 16 // places in a cell that is not divided
)

// place is where one or more publications are, as exactly as they say.
type place struct {
	lat, lon  float64
	precision models.Precision
	x, y      uint32
	set       *roaring.Bitmap
}

func placeOf(s spot) *place {
	p := &place{lat: s.lat, lon: s.lon, precision: s.precision, set: roaring.New()}
	p.x, p.y = mercator(s.lat, s.lon)
	return p
}

// mercator gives the column and row of a place in a square of 2^bits, row 0 in the north. Latitudes
// beyond the square, 85.05 degrees, fall on its edge.
func mercator(lat, lon float64) (x, y uint32) {
	const size = 1 << bits
	at := func(f float64) uint32 { return uint32(max(0, min(size-1, math.Floor(f*size)))) }
	sin := max(-0.9999, min(0.9999, math.Sin(lat*math.Pi/180)))
	return at((lon + 180) / 360), at(0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi))
}

// degrees gives the place of a column and row.
func degrees(x, y float64) (lat, lon float64) {
	const size = 1 << bits
	return math.Atan(math.Sinh(math.Pi*(1-2*y/size))) * 180 / math.Pi, x/size*360 - 180
}

// cell is a square of the map: the tree of cells is how many publications are where, for each zoom.
// It is kept as publications come and go, so that a tile is a few intersections of sets, whatever
// the search. A cell with few places has them; any other has four cells, and the set of what is in
// them.
type cell struct {
	level  int
	x, y   uint32 // of the cell among the 2^level of its level
	places int    // below
	leaf   []*place
	four   *[4]*cell
	set    *roaring.Bitmap // of what is below; nil in a leaf
	sx, sy uint64          // sums of columns and rows of what is below
}

func (c *cell) child(p *place) *cell {
	at := func(v uint32) uint32 { return v >> (bits - c.level - 1) & 1 }
	dx, dy := at(p.x), at(p.y)
	k := &c.four[dy*2+dx]
	if *k == nil {
		*k = &cell{level: c.level + 1, x: c.x*2 + dx, y: c.y*2 + dy}
	}
	return *k
}

// add puts a publication into its cells; fresh says that its place is new.
func (c *cell) add(p *place, n uint32, fresh bool) {
	for {
		if fresh {
			c.places++
		}
		if c.four == nil {
			if fresh {
				c.leaf = append(c.leaf, p)
			}
			if len(c.leaf) > maxLeaf && c.level < maxLevel {
				c.divide()
			}
			return
		}
		c.set.Add(n)
		c.sx, c.sy = c.sx+uint64(p.x), c.sy+uint64(p.y)
		c = c.child(p)
	}
}

func (c *cell) divide() {
	places := c.leaf
	c.leaf, c.four, c.set = nil, &[4]*cell{}, roaring.New()
	for _, p := range places {
		c.set.Or(p.set)
		n := p.set.GetCardinality()
		c.sx, c.sy = c.sx+n*uint64(p.x), c.sy+n*uint64(p.y)
		k := c.child(p)
		k.leaf = append(k.leaf, p)
		k.places++
	}
	for _, k := range c.four {
		if k != nil && len(k.leaf) > maxLeaf && k.level < maxLevel {
			k.divide()
		}
	}
}

// remove takes a publication out; gone says that nobody else is at its place.
func (c *cell) remove(p *place, n uint32, gone bool) {
	for {
		if gone {
			c.places--
		}
		if c.four == nil {
			for i, x := range c.leaf {
				if gone && x == p {
					c.leaf = append(c.leaf[:i], c.leaf[i+1:]...)
					break
				}
			}
			return
		}
		c.set.Remove(n)
		c.sx, c.sy = c.sx-uint64(p.x), c.sy-uint64(p.y)
		c = c.child(p)
	}
}

// bounds are the first and last columns and rows of a cell.
func (c *cell) bounds() (x0, y0, x1, y1 uint32) {
	shift := bits - c.level
	return c.x << shift, c.y << shift, (c.x+1)<<shift - 1, (c.y+1)<<shift - 1
}

// each calls fn for every place below.
func (c *cell) each(fn func(*place)) {
	for _, p := range c.leaf {
		fn(p)
	}
	if c.four == nil {
		return
	}
	for _, k := range c.four {
		if k != nil {
			k.each(fn)
		}
	}
}

// within adds to out what lies in an area that doesn't cross the date line. Cells that lie inside are
// taken whole; only those at its edge are looked into.
func (c *cell) within(a models.Area, out *roaring.Bitmap) {
	ax0, ay0 := mercator(a.North, a.West)
	ax1, ay1 := mercator(a.South, a.East)
	x0, y0, x1, y1 := c.bounds()
	if x1 < ax0 || x0 > ax1 || y1 < ay0 || y0 > ay1 {
		return
	}
	if c.four == nil {
		for _, p := range c.leaf {
			if p.lon >= a.West && p.lon <= a.East && p.lat >= a.South && p.lat <= a.North {
				out.Or(p.set)
			}
		}
		return
	}
	if x0 > ax0 && x1 < ax1 && y0 > ay0 && y1 < ay1 {
		out.Or(c.set)
		return
	}
	for _, k := range c.four {
		if k != nil {
			k.within(a, out)
		}
	}
}
