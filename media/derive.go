package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

const (
	previewSide   = 1600
	thumbnailSide = 320
	quality       = 82
)

// Image is a picture made here: JPEG, upright, without any metadata.
type Image struct {
	JPEG          []byte
	Width, Height int
}

// Derive makes a preview (longest side at most 1,600 pixels) and a thumbnail (320) from one
// decoding. The errors are ErrNotImage, ErrTooLarge, ErrUnreadable, or the reader's own.
func (p *Processor) Derive(ctx context.Context, r io.ReaderAt, size int64) (preview, thumbnail Image, err error) {
	img, release, err := p.upright(ctx, r, size, previewSide)
	if err != nil {
		return Image{}, Image{}, err
	}
	defer release()
	if preview, err = encode(img); err != nil {
		return Image{}, Image{}, err
	}
	thumbnail, err = encode(fit(img, thumbnailSide))
	return preview, thumbnail, err
}

// upright decodes a picture, scales it down to side, and turns it as its metadata says: scaling
// first makes turning cheap.
func (p *Processor) upright(ctx context.Context, r io.ReaderAt, size int64, side int) (*image.RGBA, func(), error) {
	orientation := 1
	if m, err := ReadMetadata(r, size); err == nil || m.Orientation != 0 {
		orientation = m.Orientation
	}
	img, mime, release, err := p.decode(ctx, r, size)
	if err != nil {
		return nil, nil, err
	}
	if mime == "image/heic" || mime == "image/heif" {
		orientation = 1 // the decoder applies the container's own rotation
	}
	return turn(fit(img, side), orientation), release, nil
}

// fit scales img down so that its longest side is at most side. Far reductions are halved by
// bilinear steps first: fast, and without the aliasing of one great step.
func fit(img image.Image, side int) *image.RGBA {
	b := img.Bounds()
	for max(b.Dx(), b.Dy()) > 4*side {
		half := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/2), max(1, b.Dy()/2)))
		draw.ApproxBiLinear.Scale(half, half.Bounds(), img, b, draw.Src, nil)
		img, b = half, half.Bounds()
	}
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > side {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	// A picture with transparency is laid on white, as paper would show it.
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(out, out.Bounds(), img, b.Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	}
	return out
}

// turn gives img upright, by the eight orientations of EXIF 2.32 (tag 0x0112).
func turn(img *image.RGBA, orientation int) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	// from tells, for a pixel of the upright picture, which pixel of the stored one it is.
	var from func(x, y int) (int, int)
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return img
	}
	width, height := w, h
	if orientation >= 5 {
		width, height = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			sx, sy := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], img.Pix[img.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

func encode(img *image.RGBA) (Image, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return Image{}, fmt.Errorf("encoding a picture: %w", err)
	}
	return Image{b.Bytes(), img.Rect.Dx(), img.Rect.Dy()}, nil
}
