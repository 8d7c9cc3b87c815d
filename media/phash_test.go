package media_test

import (
	"bytes"
	"crypto/sha256"
	"image"
	"image/jpeg"
	"io/fs"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/draw"

	"loupe/demo/pictures"
	"loupe/internal/testkit"
	"loupe/media"
)

// alterations are what people and programs do to a photograph before it comes a second time, and how
// many of a hundred must still be found.
var alterations = []struct {
	name   string
	recall int
	do     func(t *testing.T, img image.Image) image.Image
}{
	{"two thirds of the size", 97, func(_ *testing.T, img image.Image) image.Image { return scaled(img, img.Bounds(), 2.0/3) }},
	{"a thumbnail, 320 wide", 97, func(_ *testing.T, img image.Image) image.Image {
		return scaled(img, img.Bounds(), 320/float64(img.Bounds().Dx()))
	}},
	{"JPEG of quality 30", 97, func(t *testing.T, img image.Image) image.Image { return packed(t, img, 30) }},
	{"lighter by a tenth", 97, func(_ *testing.T, img image.Image) image.Image {
		light := scaled(img, img.Bounds(), 2.0/3)
		for i, v := range light.Pix {
			light.Pix[i] = uint8(min(255, int(v)*11/10+6))
		}
		return light
	}},
	{"one percent cut off each side", 90, func(_ *testing.T, img image.Image) image.Image { return scaled(img, inner(img, 1), 1) }},
	{"three percent cut off each side, and sent as a message", 75, func(t *testing.T, img image.Image) image.Image { return packed(t, scaled(img, inner(img, 3), .5), 50) }},
}

func inner(img image.Image, percent int) image.Rectangle {
	b := img.Bounds()
	return image.Rect(b.Min.X+b.Dx()*percent/100, b.Min.Y+b.Dy()*percent/100, b.Max.X-b.Dx()*percent/100, b.Max.Y-b.Dy()*percent/100)
}

func scaled(img image.Image, part image.Rectangle, by float64) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(by*float64(part.Dx()))), max(1, int(by*float64(part.Dy())))))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, part, draw.Src, nil)
	return out
}

func packed(t *testing.T, img image.Image, quality int) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// photographs are drawn ones, and real ones where there is a folder of them. Each is made small first, as
// its preview is.
func photographs(t *testing.T) []image.Image {
	t.Helper()
	var out []image.Image
	for i, kind := range pictures.KindNames {
		drawn := pictures.Draw(kind, uint64(i+1))
		out = append(out, scaled(drawn, drawn.Bounds(), 640/float64(drawn.Bounds().Dx())))
	}
	if os.Getenv("LOUPE_TEST_CORPUS") == "" {
		return out
	}
	known := map[[32]byte]bool{}
	err := filepath.WalkDir(filepath.Join(testkit.Corpus(t), "photos"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasPrefix(strings.ToLower(filepath.Ext(path)), ".jp") || !slices.Contains([]string{"phones", "gps", "odd-exif"}, filepath.Base(filepath.Dir(path))) {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if known[sha256.Sum256(b)] {
			return nil
		}
		known[sha256.Sum256(b)] = true
		if img, err := jpeg.Decode(bytes.NewReader(b)); err == nil && min(img.Bounds().Dx(), img.Bounds().Dy()) >= 200 {
			out = append(out, scaled(img, img.Bounds(), min(1, 640/float64(img.Bounds().Dx()))))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNearPhotographsFindEachOther puts drawn and real photographs among 20,000 others and looks for
// them by altered copies: most are found, hardly anything else is, and each search compares few of them.
func TestNearPhotographsFindEachOther(t *testing.T) {
	const among = 20_000
	originals := photographs(t)
	r := rand.New(rand.NewPCG(1, 2))
	hashes := make([]uint64, among)
	for i := range hashes {
		hashes[i] = r.Uint64()
	}
	places := make([]int, len(originals))
	for i, img := range originals {
		places[i] = 100 * (i + 1)
		hashes[places[i]] = media.Hash(img)
	}
	index := media.NewHashIndex(hashes)
	for _, a := range alterations {
		found, wrong, most := 0, 0, 0
		for i, img := range originals {
			hash := media.Hash(a.do(t, img))
			near, compared := index.Near(hash)
			most = max(most, compared)
			if slices.Contains(near, places[i]) {
				found++
			}
			for _, at := range near {
				// Photographs of the corpus that are alike, such as two of one scene, find each other rightly.
				if at != places[i] && bits.OnesCount64(hashes[at]^hashes[places[i]]) > media.NearHashes {
					wrong++
				}
			}
		}
		recall := 100 * found / len(originals)
		t.Logf("%s: %d of %d found, %d wrong, at most %d of %d compared", a.name, found, len(originals), wrong, most, among)
		if recall < a.recall {
			t.Errorf("%s: %d percent are found, want %d", a.name, recall, a.recall)
		}
		if wrong > len(originals)/20 {
			t.Errorf("%s: %d wrong ones among %d", a.name, wrong, len(originals))
		}
		if most > among/50 {
			t.Errorf("%s: one was compared with %d of %d", a.name, most, among)
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
		if got, _ := index.Near(h); !slices.Equal(got, want) {
			t.Fatalf("near %x: %v, want %v", h, got, want)
		}
	}
}
