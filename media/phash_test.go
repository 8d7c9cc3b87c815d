package media_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/draw"

	"loupe/demo/pictures"
	"loupe/internal/testkit"
	"loupe/media"
)

// altered gives what people do to a photograph before it comes a second time.
func altered(t *testing.T, img image.Image) map[string]image.Image {
	t.Helper()
	b := img.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, b.Dx()*2/3, b.Dy()*2/3))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), img, b, draw.Src, nil)
	light := image.NewRGBA(small.Bounds())
	for i, v := range small.Pix {
		light.Pix[i] = uint8(min(255, int(v)*11/10+6))
	}
	var packed bytes.Buffer
	if err := jpeg.Encode(&packed, img, &jpeg.Options{Quality: 30}); err != nil {
		t.Fatal(err)
	}
	poor, err := jpeg.Decode(&packed)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]image.Image{"smaller": small, "lighter": light, "poorer": poor}
}

// TestNearPhotographsFindEachOther puts drawn and real photographs among 20,000 others and looks for
// them by altered copies.
func TestNearPhotographsFindEachOther(t *testing.T) {
	var originals []image.Image
	for i, kind := range pictures.KindNames {
		originals = append(originals, pictures.Draw(kind, uint64(i+1)))
	}
	if os.Getenv("LOUPE_TEST_CORPUS") != "" {
		dir := filepath.Join(testkit.Corpus(t), "photos", "phones")
		files, _ := filepath.Glob(filepath.Join(dir, "*.jp*g"))
		for _, f := range files {
			if b, err := os.ReadFile(f); err == nil {
				if img, err := jpeg.Decode(bytes.NewReader(b)); err == nil {
					originals = append(originals, img)
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	hashes := make([]uint64, 20_000)
	for i := range hashes {
		hashes[i] = r.Uint64()
	}
	places := make([]int, len(originals))
	for i, img := range originals {
		places[i] = 500 * (i + 1)
		hashes[places[i]] = media.Hash(img)
	}
	index := media.NewHashIndex(hashes)
	for i, img := range originals {
		for name, copy := range altered(t, img) {
			near := index.Near(media.Hash(copy))
			if !slices.Contains(near, places[i]) {
				t.Errorf("photograph %d, %s, isn't found: %d bits differ", i, name, bits.OnesCount64(media.Hash(copy)^hashes[places[i]]))
			}
			if len(near) > 4 {
				t.Errorf("photograph %d, %s, is near to %d others", i, name, len(near)-1)
			}
		}
	}
}

// TestHashIndexFindsAllThatIsNear compares the index with looking at every hash.
func TestHashIndexFindsAllThatIsNear(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	hashes := make([]uint64, 2000)
	for i := range hashes {
		hashes[i] = r.Uint64()
		if i%2 == 1 { // a neighbour of the one before, 0 to 12 bits away
			hashes[i] = hashes[i-1]
			for range i % 13 {
				hashes[i] ^= 1 << r.IntN(64)
			}
		}
	}
	index := media.NewHashIndex(hashes)
	for _, h := range hashes {
		var want []int
		for i, o := range hashes {
			if bits.OnesCount64(h^o) <= media.NearHashes {
				want = append(want, i)
			}
		}
		if got := index.Near(h); !slices.Equal(got, want) {
			t.Fatalf("near %x: %v, want %v", h, got, want)
		}
	}
}
