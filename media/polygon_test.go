package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"loupe/media"
)

// TestAPolygonLeavesNoPixel burns a star, whose line crosses itself, into a white picture and decodes
// what comes out: nothing of what it encloses or touches is left, and what lies apart is.
func TestAPolygonLeavesNoPixel(t *testing.T) {
	white := image.NewRGBA(image.Rect(0, 0, 400, 200))
	draw.Draw(white, white.Rect, image.White, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, white); err != nil {
		t.Fatal(err)
	}
	star := media.Polygon{{0.5, 0.05}, {0.7, 0.95}, {0.2, 0.4}, {0.8, 0.4}, {0.3, 0.95}}
	thin := media.Polygon{{0.05, 0.05}, {0.06, 0.95}, {0.055, 0.5}}
	out, err := media.New(media.DefaultLimits()).Redact(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), nil, []media.Polygon{star, thin}, 1600)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(out.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	light := func(x, y int) uint8 { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y }
	for _, hidden := range [][2]int{{200, 20}, {200, 110}, {120, 85}, {278, 184}, {125, 184}, {20, 20}, {22, 100}, {23, 184}} {
		if light(hidden[0], hidden[1]) > 40 {
			t.Errorf("%v shows through", hidden)
		}
	}
	for _, shown := range [][2]int{{380, 10}, {200, 190}, {60, 100}, {350, 150}} {
		if light(shown[0], shown[1]) < 215 {
			t.Errorf("%v is hidden", shown)
		}
	}
}
