package media

import (
	"image"
	"io"
)

// Size reads how wide and high a picture is, in pixels, when it stands upright. Only its header is read;
// what has none that can be read is ErrNotImage or ErrUnreadable.
func Size(r io.ReaderAt, size int64) (width, height int, err error) {
	head := make([]byte, min(SniffLength, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return 0, 0, err
	}
	mime, _ := Sniff(head)
	d, ok := decoders[mime]
	if !ok {
		return 0, 0, ErrNotImage
	}
	c, err := guarded(func() (image.Config, error) { return d.config(buffered(r, size)) })
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return 0, 0, ErrUnreadable
	}
	// A HEIC's decoder has turned it already.
	if m, err := ReadMetadata(r, size); (err == nil || m.Orientation != 0) && m.Orientation >= 5 && mime != "image/heic" && mime != "image/heif" {
		return c.Height, c.Width, nil
	}
	return c.Width, c.Height, nil
}
