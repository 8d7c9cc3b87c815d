package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/media"
)

// TestHostileFilesAreBounded holds every hostile file against the processor: an error is fine, a
// panic or an endless run is not, and what claims to be huge is refused before it is decoded.
func TestHostileFilesAreBounded(t *testing.T) {
	dir := filepath.Join(testkit.Corpus(t), "hostile")
	p := media.New(media.DefaultLimits())
	seen := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		_, _ = media.ReadMetadata(bytes.NewReader(b), int64(len(b)))
		_, _, err = p.Derive(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err == nil && strings.Contains(path, "/bombs/") {
			t.Errorf("%s was decoded", filepath.Base(path))
		}
		mime, _ := media.Sniff(b)
		if strings.Contains(path, "/svg/") && media.InlineSafe(mime) {
			t.Errorf("%s may be shown inline as %s", filepath.Base(path), mime)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("looked at %d files: %v", seen, err)
	}
}

func sample(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for y := range 300 {
		for x := range 400 {
			img.SetRGBA(x, y, color.RGBA{200, uint8(x / 2), uint8(y / 2), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRedactionIsBurnedIn: under a box every pixel is the same, and nothing of the file's own words
// is left.
func TestRedactionIsBurnedIn(t *testing.T) {
	b := sample(t)
	out, err := media.New(media.DefaultLimits()).Redact(t.Context(), bytes.NewReader(b), int64(len(b)), []media.Box{{X: 0.25, Y: 0.25, W: 0.5, H: 0.5}}, nil, 1600)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(out.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	for y := 80; y < 220; y++ {
		for x := 104; x < 296; x++ {
			if r, g, bl, _ := img.At(x, y).RGBA(); r > 0x1400 || g > 0x1400 || bl > 0x1400 {
				t.Fatalf("the pixel at %d, %d shows through", x, y)
			}
		}
	}
	if bytes.Contains(out.JPEG, []byte("Exif")) || bytes.Contains(out.JPEG, []byte("xmp")) {
		t.Error("the copy carries metadata")
	}
}

// TestTooLargeIsRefusedByTheHeader needs no corpus: a header that claims the sky.
func TestTooLargeIsRefusedByTheHeader(t *testing.T) {
	b := sample(t)
	at := bytes.Index(b, []byte{0xFF, 0xC0})
	copy(b[at+5:], []byte{0xFF, 0xDC, 0xFF, 0xDC})
	if _, _, err := media.New(media.DefaultLimits()).Derive(t.Context(), bytes.NewReader(b), int64(len(b))); err != media.ErrTooLarge {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func FuzzReadMetadata(f *testing.F) {
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, 16, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42})
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = media.ReadMetadata(bytes.NewReader(b), int64(len(b))) })
}

// TestEveryOrientationComesOutUpright compares real photographs of one scene, stored in each of the
// eight ways, with the one that needs no turning.
func TestEveryOrientationComesOutUpright(t *testing.T) {
	dir := filepath.Join(testkit.Corpus(t), "photos", "orientation")
	p := media.New(media.DefaultLimits())
	for _, shape := range []string{"Landscape", "Portrait"} {
		var want image.Image
		for n := 1; n <= 8; n++ {
			b, err := os.ReadFile(filepath.Join(dir, shape+"_"+string(rune('0'+n))+".jpg"))
			if err != nil {
				t.Fatal(err)
			}
			_, small, err := p.Derive(t.Context(), bytes.NewReader(b), int64(len(b)))
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(small.JPEG))
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = img
			}
			if d := difference(want, img); d > 12 {
				t.Errorf("%s_%d differs from the upright one by %.1f of 255", shape, n, d)
			}
		}
	}
}

func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 255
	}
	sum, n := 0.0, 0.0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y += 3 {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x += 3 {
			ar, _, _, _ := a.At(x, y).RGBA()
			br, _, _, _ := b.At(x, y).RGBA()
			d := float64(ar>>8) - float64(br>>8)
			sum, n = sum+max(d, -d), n+1
		}
	}
	return sum / n
}
