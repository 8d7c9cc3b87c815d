package media

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
)

// stillQuality is near to what cannot be told apart: a still is looked at to the pixel.
const stillQuality = 92

// Recode decodes a picture within the limits and packs it anew, upright, in its full size and without
// metadata. The errors are those of Derive.
func (p *Processor) Recode(ctx context.Context, picture []byte) (Image, error) {
	img, release, err := p.upright(ctx, bytes.NewReader(picture), int64(len(picture)), p.limits.Side)
	if err != nil {
		return Image{}, err
	}
	defer release()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: stillQuality}); err != nil {
		return Image{}, fmt.Errorf("encoding a still: %w", err)
	}
	return Image{b.Bytes(), img.Rect.Dx(), img.Rect.Dy()}, nil
}
