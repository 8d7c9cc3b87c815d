package media

import (
	"image"
	"image/draw"
	"math"
	"slices"
)

// Polygon is a closed line of corners x, y in fractions, 0 to 1, of the upright picture's width and
// height.
type Polygon [][2]float64

// lines is how many lines a row of pixels is looked at along.
const lines = 4

// fill burns a polygon in as solid black. What winds round a place hides it, whether it does so once
// or more often; and every pixel that an edge touches is hidden whole, with its neighbours.
func fill(img draw.Image, shape Polygon) {
	area := img.Bounds()
	w, h := float64(area.Dx()), float64(area.Dy())
	at := func(i int) (x, y float64) {
		corner := shape[i%len(shape)]
		return corner[0] * w, corner[1] * h
	}
	black := func(x0, y0, x1, y1 float64) {
		r := image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))).Add(area.Min)
		draw.Draw(img, r.Intersect(area), image.Black, image.Point{}, draw.Src)
	}
	for i := range shape {
		ax, ay := at(i)
		bx, by := at(i + 1)
		steps := math.Ceil(2*math.Hypot(bx-ax, by-ay)) + 1
		for s := 0.0; s <= steps; s++ {
			x, y := ax+(bx-ax)*s/steps, ay+(by-ay)*s/steps
			black(x-0.5, y-0.5, x+0.5, y+0.5)
		}
	}
	type crossing struct {
		x    float64
		turn int
	}
	for row := range area.Dy() * lines {
		y := (float64(row) + 0.5) / lines
		var line []crossing
		for i := range shape {
			ax, ay := at(i)
			bx, by := at(i + 1)
			turn := 1
			if ay > by {
				ax, ay, bx, by, turn = bx, by, ax, ay, -1
			}
			if ay <= y && y < by {
				line = append(line, crossing{ax + (bx-ax)*(y-ay)/(by-ay), turn})
			}
		}
		slices.SortFunc(line, func(a, b crossing) int {
			switch {
			case a.x < b.x:
				return -1
			case a.x > b.x:
				return 1
			}
			return 0
		})
		turns := 0
		for i, c := range line {
			if turns != 0 {
				black(line[i-1].x, y, c.x, y+1.0/lines)
			}
			turns += c.turn
		}
	}
}
