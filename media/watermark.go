package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

var markFont = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gobold.TTF) })

// Watermark draws words over a JPEG of ours again and again, light with a dark edge, so that a leaked
// copy says whose it was. The result is a new JPEG without metadata.
func Watermark(body []byte, words string) ([]byte, error) {
	src, err := jpeg.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("decoding a copy to be marked: %w", err)
	}
	f, err := markFont()
	if err != nil {
		return nil, fmt.Errorf("reading a font: %w", err)
	}
	b := src.Bounds()
	img := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(img, img.Rect, src, b.Min, draw.Src)
	size := max(14, float64(b.Dx())/34)
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("sizing a font: %w", err)
	}
	defer face.Close()
	width := font.MeasureString(face, words+"    ").Ceil()
	for row, y := 0, int(size*2); y < b.Dy(); row, y = row+1, y+int(size*6) {
		for x := -(row % 2) * width / 2; x < b.Dx(); x += width {
			for _, layer := range []struct {
				offset int
				shade  color.NRGBA
			}{{1, color.NRGBA{0, 0, 0, 110}}, {0, color.NRGBA{255, 255, 255, 120}}} {
				d := font.Drawer{Dst: img, Src: image.NewUniform(layer.shade), Face: face, Dot: fixed.P(x+layer.offset, y+layer.offset)}
				d.DrawString(words)
			}
		}
	}
	out, err := encode(img)
	return out.JPEG, err
}
