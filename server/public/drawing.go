package public

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// Drawing is a map as a picture with links: it needs no script and no second request.
type Drawing struct {
	Width, Height float64
	Looks         string // the area that was fitted in
	Land          string // path of countries without cases
	Linked        []Part // countries with cases
	Names         []Part // of regions, or of countries
	Signs         []Sign
}

// Part is something of the drawing that leads somewhere.
type Part struct {
	Path, Text, Title, To string
	X, Y                  float64
}

// Sign is a place, or several.
type Sign struct {
	X, Y, R   float64
	Text      string // a number in it
	Title, To string
	Vague     bool // the place is no nearer known than the circle is wide
}

// frame maps degrees to the drawing.
type frame struct {
	x0, y0, scale, width, height float64
}

// framed fits an area into a drawing, with a margin, and gives the frame and the area that it shows.
func framed(a models.Area, width, height float64) (frame, models.Area) {
	x0, y0 := mercator(a.West, a.North)
	x1, y1 := mercator(a.East, a.South)
	const least = 0.004 // of the world's width: about a degree and a half
	w, h := max(x1-x0, least)*1.16, max(y1-y0, least)*1.16
	scale := min(width/w, height/h, 60*width)
	scale = max(scale, width)
	f := frame{(x0+x1)/2 - width/scale/2, (y0+y1)/2 - height/scale/2, scale, width, height}
	f.x0 = max(0, min(1-width/scale, f.x0))
	shown := models.Area{West: f.x0*360 - 180, East: min(180, (f.x0+width/scale)*360-180), North: latitude(f.y0), South: latitude(f.y0 + height/scale)}
	return f, shown
}

func (f frame) at(lon, lat float64) (x, y float64) {
	x, y = mercator(lon, lat)
	return (x - f.x0) * f.scale, (y - f.y0) * f.scale
}

// side tells on which sides a point lies outside of the drawing, as bits.
func (f frame) side(x, y int) (bits int) {
	const margin = 4
	if x < -margin {
		bits |= 1
	}
	if x > int(f.width)+margin {
		bits |= 2
	}
	if y < -margin {
		bits |= 4
	}
	if y > int(f.height)+margin {
		bits |= 8
	}
	return bits
}

// path draws the rings of a country as far as they are seen, in whole units. What lies between two
// points on the same outer side is left out, and so are steps that nobody sees.
func (f frame) path(l land, shown models.Area) string {
	var b strings.Builder
	for _, r := range l.Rings {
		if r.box.East < shown.West || r.box.West > shown.East || r.box.North < shown.South || r.box.South > shown.North {
			continue
		}
		var kept [][2]int
		for i, p := range r.points {
			x, y := f.whole(p)
			if n := len(kept); n > 0 {
				nx, ny := f.whole(r.points[min(i+1, len(r.points)-1)])
				if kept[n-1] == [2]int{x, y} || f.side(kept[n-1][0], kept[n-1][1])&f.side(x, y)&f.side(nx, ny) != 0 {
					continue
				}
			}
			kept = append(kept, [2]int{x, y})
		}
		if len(kept) < 3 {
			continue
		}
		fmt.Fprintf(&b, "M%d %dl", kept[0][0], kept[0][1])
		for i := range kept[1:] {
			dx, dy := kept[i+1][0]-kept[i][0], kept[i+1][1]-kept[i][1]
			if i > 0 && dx >= 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(dx))
			if dy >= 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(dy))
		}
		b.WriteByte('z')
	}
	return b.String()
}

func (f frame) whole(p [2]float64) (x, y int) {
	fx, fy := f.at(p[0], p[1])
	return int(math.Round(fx)), int(math.Round(fy))
}

// draw makes the picture of a tile's signs on land. Countries lead to their part of the map, signs to
// their cases or to what lies below them. base is the site's address, "" within the site.
func draw(p web.Page, base string, tile models.MapTile, f frame, shown models.Area, lands []land, query url.Values, countries []models.Facet, regions []browse.Region) Drawing {
	d := Drawing{Width: f.width, Height: f.height}
	cases := map[string]int{}
	for _, c := range countries {
		cases[c.Value] = c.Count
	}
	var rest strings.Builder
	for _, l := range lands {
		path := f.path(l, shown)
		if n := cases[l.Code]; n > 0 && path != "" && query.Get("country") != l.Code {
			d.Linked = append(d.Linked, Part{Path: path, Title: p.Country(l.Code) + ": " + p.T("map.cases", "Number", p.Number(n)), To: base + "/map?" + with(query, "country", l.Code, "region", "")})
		} else {
			rest.WriteString(path)
		}
	}
	d.Land = rest.String()
	for _, r := range regions {
		x, y := f.at(r.Lon, r.Lat)
		d.name(Part{X: x, Y: y, Text: r.Name, Title: r.Name + ": " + p.T("map.cases", "Number", p.Number(r.Cases)), To: base + "/map?" + with(query, "region", r.Name)})
	}
	for _, c := range tile.Clusters {
		x, y := f.at(c.Lon, c.Lat)
		d.Signs = append(d.Signs, Sign{X: x, Y: y, R: radius(c.Cases), Text: p.Number(c.Cases), Title: p.T("map.cluster", "Number", p.Number(c.Cases)), To: base + "/map?" + with(query, "view", view(c.Box))})
	}
	for _, s := range tile.Spots {
		sign := Sign{Title: s.Title, To: base + "/cases/" + s.Ref, Vague: s.Precision == models.PrecisionDistrict, R: radius(s.Cases)}
		sign.X, sign.Y = f.at(s.Lon, s.Lat)
		sign.R = max(sign.R, s.Kilometres/40075*f.scale/math.Cos(s.Lat*math.Pi/180))
		if s.Cases > 1 {
			sign.Text, sign.Title = p.Number(s.Cases), p.T("map.here", "Number", p.Number(s.Cases))
			sign.To = base + "/cases?" + with(query, "area", fmt.Sprintf("%g,%g,%g,%g", s.Lon, s.Lat, s.Lon, s.Lat))
		}
		d.Signs = append(d.Signs, sign)
	}
	return d
}

// name adds a name where it lies on no other.
func (d *Drawing) name(n Part) {
	half := func(p Part) float64 { return 4.4 * float64(len([]rune(p.Text))) }
	if n.X < half(n) || n.Y < 20 || n.X > d.Width-half(n) || n.Y > d.Height-20 {
		return
	}
	for _, o := range d.Names {
		if math.Abs(o.Y-n.Y) < 26 && math.Abs(o.X-n.X) < half(n)+half(o)+8 {
			return
		}
	}
	d.Names = append(d.Names, n)
}

func radius(cases int) float64 { return min(27, 13+4*math.Log10(float64(cases))) }

// with is a query with some values set, or left out where they are "".
func with(query url.Values, pairs ...string) string {
	v := url.Values{}
	for name, list := range query {
		v[name] = list
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Del(pairs[i])
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

func view(box [4]float64) string { return fmt.Sprintf("%g,%g,%g,%g", box[0], box[1], box[2], box[3]) }
