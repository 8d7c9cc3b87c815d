package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"

	"github.com/gen2brain/heic"
	"github.com/gen2brain/webp"
	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
)

// The refusals. None tells what was in the file.
var (
	ErrTooLarge   = errors.New("the picture is larger than may be decoded")
	ErrNotImage   = errors.New("not a picture that can be decoded")
	ErrUnreadable = errors.New("the picture is damaged")
)

// Limits bound what is decoded.
type Limits struct {
	Pixels   int64 // width times height
	Side     int   // longest side, in pixels
	Aspect   int   // longest side over shortest
	Bytes    int64 // of the file
	Decoders int   // how many pictures are decoded at once
}

// DefaultLimits fit cameras up to 60 megapixels and 2 GiB of memory for two at once.
func DefaultLimits() Limits {
	return Limits{Pixels: 60e6, Side: 16000, Aspect: 50, Bytes: 100 << 20, Decoders: 2}
}

// Processor decodes pictures, a few at a time. It is safe for many goroutines.
type Processor struct {
	limits Limits
	slots  chan struct{}
}

// New makes a Processor.
func New(l Limits) *Processor { return &Processor{l, make(chan struct{}, max(1, l.Decoders))} }

type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func standard(want string) decoder {
	return decoder{
		func(r io.Reader) (image.Config, error) {
			c, format, err := image.DecodeConfig(r)
			if err == nil && format != want {
				err = ErrNotImage
			}
			return c, err
		},
		func(r io.Reader) (image.Image, error) { i, _, err := image.Decode(r); return i, err },
	}
}

// decoders are chosen by what the bytes are, so that a file can't pick one by its name.
var decoders = map[string]decoder{
	"image/jpeg": standard("jpeg"),
	"image/png":  standard("png"),
	"image/gif":  standard("gif"),
	"image/bmp":  standard("bmp"),
	"image/tiff": standard("tiff"),
	"image/webp": {webp.DecodeConfig, webp.Decode},
	"image/heic": {heic.DecodeConfig, heic.Decode},
	"image/heif": {heic.DecodeConfig, heic.Decode},
}

// decode reads the header first and refuses by it, waits for a slot, and decodes. The picture comes
// as it lies in the file; turning it upright is the caller's.
func (p *Processor) decode(ctx context.Context, r io.ReaderAt, size int64) (img image.Image, mime string, release func(), err error) {
	if size > p.limits.Bytes {
		return nil, "", nil, ErrTooLarge
	}
	head := make([]byte, min(SniffLength, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, "", nil, fmt.Errorf("reading a picture: %w", err)
	}
	mime, _ = Sniff(head)
	d, ok := decoders[mime]
	if !ok {
		return nil, mime, nil, ErrNotImage
	}
	free := func() { <-p.slots }
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, mime, nil, ctx.Err()
	}
	defer func() {
		if err != nil {
			free()
		}
	}()
	config, err := guarded(func() (image.Config, error) { return d.config(buffered(r, size)) })
	if err != nil {
		return nil, mime, nil, ErrUnreadable
	}
	if err := p.within(config); err != nil {
		return nil, mime, nil, err
	}
	img, err = guarded(func() (image.Image, error) { return d.decode(buffered(r, size)) })
	if err != nil || p.within(image.Config{Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}) != nil {
		return nil, mime, nil, ErrUnreadable
	}
	return img, mime, free, nil
}

func (p *Processor) within(c image.Config) error {
	long, short := max(c.Width, c.Height), min(c.Width, c.Height)
	if short <= 0 {
		return ErrUnreadable
	}
	if long > p.limits.Side || int64(long)*int64(short) > p.limits.Pixels || long/short > p.limits.Aspect {
		return ErrTooLarge
	}
	return nil
}

// guarded turns a decoder's panic into an error: the bytes are a stranger's.
func guarded[T any](f func() (T, error)) (out T, err error) {
	defer func() {
		if recover() != nil {
			err = ErrUnreadable
		}
	}()
	return f()
}

func buffered(r io.ReaderAt, size int64) io.Reader {
	if b, ok := r.(*bytes.Reader); ok {
		return io.NewSectionReader(b, 0, size)
	}
	return bufio.NewReaderSize(io.NewSectionReader(r, 0, size), 256<<10)
}
