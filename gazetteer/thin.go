package gazetteer

import (
	"math"
	"slices"

	"loupe/models"
)

// thin drops points that show least until few enough are left, and says how far the line may have moved.
func thin(o models.Outline) Drawn {
	out := Drawn{Outline: o, Points: o.Points()}
	for metres := 1.0; out.Outline.Points() > keptPoints; metres *= 1.5 {
		out.Outline, out.Metres = nil, metres
		for _, area := range o {
			var thinned []models.Ring
			for _, r := range area {
				thinned = append(thinned, thinRing(r, metres))
			}
			out.Outline = append(out.Outline, thinned)
		}
	}
	return out
}

// thinRing drops the points of a ring that lie nearer to the line than so many metres (Douglas and Peucker,
// 1973). The farthest from the first and the farthest from the line between those two stay, so that it
// stays a ring.
func thinRing(r models.Ring, metres float64) models.Ring {
	const degree = 111195.0 // metres
	narrow := math.Cos(r[0][1] * math.Pi / 180)
	flat := make([][2]float64, len(r))
	for i, p := range r {
		flat[i] = [2]float64{(p[0] - r[0][0]) * degree * narrow, (p[1] - r[0][1]) * degree}
	}
	last := len(r) - 1
	far, _ := farthest(flat, 0, last, 0, last)
	side, _ := farthest(flat, 0, last, 0, far)
	kept := []int{0, far, side, last}
	slices.Sort(kept)
	for stretches := [][2]int{{kept[0], kept[1]}, {kept[1], kept[2]}, {kept[2], kept[3]}}; len(stretches) > 0; {
		s := stretches[len(stretches)-1]
		stretches = stretches[:len(stretches)-1]
		if at, off := farthest(flat, s[0], s[1], s[0], s[1]); off > metres {
			kept = append(kept, at)
			stretches = append(stretches, [2]int{s[0], at}, [2]int{at, s[1]})
		}
	}
	slices.Sort(kept)
	out := make(models.Ring, len(kept))
	for i, at := range kept {
		out[i] = r[at]
	}
	return out
}

// farthest gives the point between two of a line that is farthest from the stretch a to b.
func farthest(line [][2]float64, from, to, a, b int) (at int, off float64) {
	at, off = from, -1
	p, q := line[a], line[b]
	dx, dy := q[0]-p[0], q[1]-p[1]
	length := dx*dx + dy*dy
	for i := from + 1; i < to; i++ {
		x, y := line[i][0]-p[0], line[i][1]-p[1]
		if length > 0 {
			f := max(0, min(1, (x*dx+y*dy)/length))
			x, y = x-f*dx, y-f*dy
		}
		if d := math.Hypot(x, y); d > off {
			at, off = i, d
		}
	}
	return at, off
}

// across gives the middle of the widest stretch of an outline along the parallels between its corners.
func across(o models.Outline) (lat, lon float64) {
	var rows []float64
	for _, area := range o {
		for _, r := range area {
			for _, p := range r {
				rows = append(rows, p[1])
			}
		}
	}
	slices.Sort(rows)
	rows = slices.Compact(rows)
	widest := -1.0
	lat, lon = o[0][0][0][1], o[0][0][0][0]
	for i := 1; i < len(rows); i++ {
		y := (rows[i-1] + rows[i]) / 2
		var cuts []float64
		for _, area := range o {
			for _, r := range area {
				for j := 1; j < len(r); j++ {
					if a, b := r[j-1], r[j]; (a[1] > y) != (b[1] > y) {
						cuts = append(cuts, a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
					}
				}
			}
		}
		slices.Sort(cuts)
		for j := 1; j < len(cuts); j += 2 {
			if wide := min(cuts[j]-cuts[j-1], rows[i]-rows[i-1]); wide > widest {
				widest, lat, lon = wide, y, (cuts[j-1]+cuts[j])/2
			}
		}
	}
	return lat, lon
}
