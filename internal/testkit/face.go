package testkit

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Face draws a face on a plain ground, 800 by 600 pixels: a head that is nobody's, soft enough for a
// detector that has learned from photographs. Its middle is at a half of the width and 0.46 of the height.
func Face() *image.RGBA {
	small := image.NewRGBA(image.Rect(0, 0, 200, 150))
	draw.Draw(small, small.Rect, image.NewUniform(color.RGBA{0x40, 0x50, 0x60, 255}), image.Point{}, draw.Src)
	oval := func(x, y, rx, ry float64, c color.RGBA) {
		for py := range 150 {
			for px := range 200 {
				dx, dy := (float64(px)-x)/rx, (float64(py)-y)/ry
				if dx*dx+dy*dy <= 1 {
					small.SetRGBA(px, py, c)
				}
			}
		}
	}
	hair, skin, dark := color.RGBA{0x3a, 0x2a, 0x20, 255}, color.RGBA{0xc0, 0x8a, 0x66, 255}, color.RGBA{0x20, 0x15, 0x10, 255}
	oval(100, 65, 30, 37, hair)
	oval(100, 70, 24, 32, skin)
	for _, x := range []float64{90.5, 109.5} {
		oval(x, 59, 6, 1.4, dark) // brow
		oval(x, 65.5, 4.5, 2.2, color.RGBA{255, 255, 255, 255})
		oval(x, 65.5, 2, 2, dark)
	}
	oval(100, 76, 3, 2, color.RGBA{0x8a, 0x5a, 0x40, 255})
	oval(100, 87, 8, 1.8, color.RGBA{0x80, 0x30, 0x30, 255})
	oval(100, 140, 50, 37, color.RGBA{0x40, 0x5a, 0x80, 255})
	out := image.NewRGBA(image.Rect(0, 0, 800, 600))
	draw.CatmullRom.Scale(out, out.Rect, small, small.Rect, draw.Src, nil)
	return out
}
