package media

import (
	"bytes"
	"context"
	"fmt"
	"image"

	"github.com/gen2brain/webp"
	"golang.org/x/image/draw"
)

// Rendition is a lighter copy of a picture of ours.
type Rendition struct {
	Name          string // "640.webp"; Veil for the one that shows nothing but colours
	Type          string
	Width, Height int
	Body          []byte
}

// Veil is the name of a copy that is so small and so blurred that it shows colours alone. It stands where
// a picture with a content warning will be seen if it is asked for.
const Veil = "veil.jpg"

// widths of renditions in pixels: a list's thumbnail and a phone, each with the pixels that screens have
// for one of the page's.
var widths = []int{320, 640, 1080}

const (
	webpQuality = 78
	veilSide    = 10 // pixels, of the longest side, before it is drawn large again
	veilWidth   = 320
)

// Renditions makes smaller copies of a picture as WebP and JPEG, its own size as WebP, and the veil. The
// errors are those of Derive.
func (p *Processor) Renditions(ctx context.Context, body []byte) ([]Rendition, error) {
	img, release, err := p.upright(ctx, bytes.NewReader(body), int64(len(body)), previewSide)
	if err != nil {
		return nil, err
	}
	defer release()
	full := img.Rect.Dx()
	var out []Rendition
	for _, width := range append(widths[:len(widths):len(widths)], full) {
		if width > full || width == full && len(out) > 0 && out[len(out)-1].Width == full {
			continue
		}
		small := wide(img, width)
		light, err := asWebP(small)
		if err != nil {
			return nil, err
		}
		out = append(out, light)
		if width < full { // its own size as JPEG is what was published
			heavy, err := asJPEG(small, fmt.Sprintf("%d.jpg", width))
			if err != nil {
				return nil, err
			}
			out = append(out, heavy)
		}
	}
	veil, err := asJPEG(veiled(img), Veil)
	return append(out, veil), err
}

// wide scales a picture down to a width.
func wide(img *image.RGBA, width int) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if width == w {
		return img
	}
	return fit(img, max(width, (h*width+w/2)/w))
}

// veiled leaves ten spots of colour and draws them large: no filter of a browser's could be switched off
// to see more.
func veiled(img *image.RGBA) *image.RGBA {
	spots := fit(img, veilSide)
	out := image.NewRGBA(image.Rect(0, 0, veilWidth, max(1, veilWidth*img.Rect.Dy()/img.Rect.Dx())))
	draw.CatmullRom.Scale(out, out.Bounds(), spots, spots.Bounds(), draw.Src, nil)
	return out
}

func asWebP(img *image.RGBA) (Rendition, error) {
	var b bytes.Buffer
	if err := webp.Encode(&b, img, webp.Options{Quality: webpQuality, Method: 4}); err != nil {
		return Rendition{}, fmt.Errorf("encoding a picture: %w", err)
	}
	return Rendition{fmt.Sprintf("%d.webp", img.Rect.Dx()), "image/webp", img.Rect.Dx(), img.Rect.Dy(), b.Bytes()}, nil
}

func asJPEG(img *image.RGBA, name string) (Rendition, error) {
	out, err := encode(img)
	return Rendition{name, "image/jpeg", out.Width, out.Height, out.JPEG}, err
}
