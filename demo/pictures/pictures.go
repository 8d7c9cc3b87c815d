// Package pictures draws the demonstration's photographs: landscapes, pits, rivers, camps, roadblocks
// with faceless people, sorted stones and documents. Every picture follows from its kind and seed.
package pictures

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
)

// Width and height of a picture, in pixels.
const (
	Width  = 880
	Height = 660
)

// Kinds that can be drawn, with what a picture of each shows.
var Kinds = map[string]string{
	"pit":       "An open pit with terraces of red earth under a wide sky.",
	"river":     "A brown river between banks of washed gravel, with a pump raft.",
	"camp":      "Huts of tarpaulin at the edge of a digging, in evening light.",
	"roadblock": "A pole across a dirt road, with people standing beside it.",
	"document":  "A stamped paper with columns of figures on a table.",
	"stones":    "Rough stones sorted by size on a cloth.",
	"burnt":     "Burnt posts and ash where huts stood.",
}

// KindNames lists the kinds in a fixed order.
var KindNames = []string{"pit", "river", "camp", "roadblock", "document", "stones", "burnt"}

type canvas struct {
	*image.RGBA
	seed uint64
}

// Draw draws a picture. The same kind and seed give the same pixels.
func Draw(kind string, seed uint64) *image.RGBA {
	c := &canvas{image.NewRGBA(image.Rect(0, 0, Width, Height)), seed}
	switch kind {
	case "document":
		c.document()
	case "stones":
		c.stones()
	default:
		c.landscape(kind)
	}
	c.grain()
	return c.RGBA
}

// JPEG draws a picture and gives it a camera's metadata.
func JPEG(kind string, seed uint64, exif EXIF) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Draw(kind, seed), &jpeg.Options{Quality: 80}); err != nil {
		return nil, err
	}
	return exif.into(b.Bytes()), nil
}

type rgb struct{ r, g, b float64 }

func mix(a, b rgb, t float64) rgb {
	t = min(1, max(0, t))
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

func (c *canvas) put(x, y int, v rgb) {
	if x < 0 || y < 0 || x >= Width || y >= Height {
		return
	}
	at := c.Pix[y*c.Stride+x*4:][:4:4]
	at[0], at[1], at[2], at[3] = u8(v.r), u8(v.g), u8(v.b), 255
}

func (c *canvas) at(x, y int) rgb {
	v := c.Pix[min(max(y, 0), Height-1)*c.Stride+min(max(x, 0), Width-1)*4:][:3]
	return rgb{float64(v[0]), float64(v[1]), float64(v[2])}
}

func u8(v float64) uint8 { return uint8(min(255, max(0, v))) }

// hash gives a number from 0 to 1 for a place on a grid.
func (c *canvas) hash(x, y int, salt uint64) float64 {
	h := uint64(x)*0x9E3779B97F4A7C15 ^ uint64(y)*0xC2B2AE3D27D4EB4F ^ c.seed*0x165667B19E3779F9 ^ salt*0x27D4EB2F165667C5
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 32
	return float64(h>>11) / (1 << 53)
}

// noise is smooth value noise of a given scale.
func (c *canvas) noise(x, y, scale float64, salt uint64) float64 {
	x, y = x/scale, y/scale
	ix, iy := math.Floor(x), math.Floor(y)
	fx, fy := x-ix, y-iy
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	i, j := int(ix), int(iy)
	top := c.hash(i, j, salt)*(1-fx) + c.hash(i+1, j, salt)*fx
	low := c.hash(i, j+1, salt)*(1-fx) + c.hash(i+1, j+1, salt)*fx
	return top*(1-fy) + low*fy
}

// fractal is noise over three octaves.
func (c *canvas) fractal(x, y, scale float64, salt uint64) float64 {
	return (c.noise(x, y, scale, salt) + c.noise(x, y, scale/2.1, salt+1)/2 + c.noise(x, y, scale/4.3, salt+2)/4) / 1.75
}

func (c *canvas) grain() {
	for y := range Height {
		for x := range Width {
			n := (c.hash(x, y, 99) - 0.5) * 9
			// Corners are darker, as lenses make them.
			dx, dy := float64(x)/Width-0.5, float64(y)/Height-0.5
			f := 1 - 0.55*(dx*dx+dy*dy)
			v := c.at(x, y)
			c.put(x, y, rgb{v.r*f + n, v.g*f + n, v.b*f + n})
		}
	}
}

func (c *canvas) ellipse(cx, cy, rx, ry float64, paint func(dx, dy float64) rgb) {
	for y := int(cy - ry); y <= int(cy+ry); y++ {
		for x := int(cx - rx); x <= int(cx+rx); x++ {
			dx, dy := (float64(x)-cx)/rx, (float64(y)-cy)/ry
			if dx*dx+dy*dy <= 1 {
				c.put(x, y, paint(dx, dy))
			}
		}
	}
}

func (c *canvas) box(x0, y0, x1, y1 float64, v rgb) {
	for y := int(y0); y < int(y1); y++ {
		for x := int(x0); x < int(x1); x++ {
			c.put(x, y, v)
		}
	}
}
