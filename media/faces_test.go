package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"golang.org/x/image/draw"

	"loupe/internal/testkit"
	"loupe/media"
)

// TestFacesAreFoundWhereTheyAre draws a face in a corner of a large picture and one that fills a small one,
// and expects a box around each and none on bare ground.
func TestFacesAreFoundWhereTheyAre(t *testing.T) {
	find := func(img image.Image) []media.Face {
		t.Helper()
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		got, err := media.New(media.DefaultLimits()).Faces(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	face := testkit.Face()
	large := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	draw.Draw(large, large.Rect, image.NewUniform(color.RGBA{0x40, 0x50, 0x60, 255}), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(large, image.Rect(1000, 700, 1500, 1075), face, face.Rect, draw.Src, nil)
	for name, try := range map[string]struct {
		img  image.Image
		x, y float64
	}{"filling": {face, 0.5, 0.46}, "small": {large, 1250. / 1600, (700 + 0.46*375) / 1200}} {
		got := find(try.img)
		if len(got) != 1 || got[0].X > try.x || got[0].X+got[0].W < try.x || got[0].Y > try.y || got[0].Y+got[0].H < try.y {
			t.Errorf("%s: the face at %.2f, %.2f is found as %v", name, try.x, try.y, got)
		}
	}
	if got := find(image.NewGray(image.Rect(0, 0, 640, 480))); len(got) != 0 {
		t.Errorf("bare ground has faces: %v", got)
	}
}
