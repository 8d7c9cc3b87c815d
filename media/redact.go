package media

import (
	"context"
	"image"
	"io"
	"math"

	"golang.org/x/image/draw"
)

// Box is a rectangle in fractions, 0 to 1, of the upright picture's width and height.
type Box struct{ X, Y, W, H float64 }

// Redact makes a new picture with the boxes and polygons burned in as solid black. It is upright, its longest
// side is at most side, and it carries no metadata. Edges are rounded outwards, so that no pixel
// which one of them touches is left.
func (p *Processor) Redact(ctx context.Context, r io.ReaderAt, size int64, boxes []Box, polygons []Polygon, side int) (Image, error) {
	img, release, err := p.upright(ctx, r, size, side)
	if err != nil {
		return Image{}, err
	}
	defer release()
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	for _, b := range boxes {
		area := image.Rect(
			int(math.Floor(b.X*w)), int(math.Floor(b.Y*h)),
			int(math.Ceil((b.X+b.W)*w)), int(math.Ceil((b.Y+b.H)*h))).Intersect(img.Rect)
		draw.Draw(img, area, image.Black, image.Point{}, draw.Src)
	}
	for _, shape := range polygons {
		fill(img, shape)
	}
	return encode(img)
}
