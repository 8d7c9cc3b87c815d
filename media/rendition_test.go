package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/gen2brain/webp"

	"loupe/media"
)

// TestRenditions: each copy is as wide as it says, nothing is made larger, and the veil shows no edge.
func TestRenditions(t *testing.T) {
	for _, size := range []image.Point{{900, 600}, {640, 900}, {200, 100}} {
		img := image.NewRGBA(image.Rectangle{Max: size})
		for y := range size.Y {
			for x := range size.X {
				img.Set(x, y, color.Gray{uint8((x/4 + y/4) % 2 * 255)}) // a fine pattern
			}
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		list, err := media.New(media.DefaultLimits()).Renditions(t.Context(), b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		full := 0
		for _, r := range list {
			decode := jpeg.Decode
			if r.Type == "image/webp" {
				decode = webp.Decode
			}
			got, err := decode(bytes.NewReader(r.Body))
			if err != nil || got.Bounds().Dx() != r.Width || got.Bounds().Dy() != r.Height || r.Name != media.Veil && r.Width > size.X {
				t.Errorf("%v: %s is %v, said to be %d by %d: %v", size, r.Name, got.Bounds(), r.Width, r.Height, err)
				continue
			}
			if off := r.Height*size.X - r.Width*size.Y; off > size.X || off < -size.X {
				t.Errorf("%v: %s is stretched to %d by %d", size, r.Name, r.Width, r.Height)
			}
			if r.Width == size.X && r.Type == "image/webp" {
				full++
			}
			if r.Name == media.Veil {
				low, high := uint32(0xffff), uint32(0)
				for y := range r.Height {
					for x := range r.Width {
						v, _, _, _ := got.At(x, y).RGBA()
						low, high = min(low, v), max(high, v)
					}
				}
				if high-low > 0x3000 {
					t.Errorf("%v: the veil shows the pattern, from %x to %x", size, low, high)
				}
			}
		}
		if full != 1 || len(list) == 0 || list[len(list)-1].Name != media.Veil {
			t.Errorf("%v: %d in full size of %d", size, full, len(list))
		}
	}
}
