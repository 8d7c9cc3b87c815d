package press

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Card is what a link preview shows of a work.
type Card struct {
	Kicker, Title, Outcome, Facts, Foot string
}

// The card's size is what link previews expect (Open Graph, 1.91 to 1).
const (
	CardWidth  = 1200
	CardHeight = 630
	cardMargin = 72
)

var (
	paper     = color.RGBA{0xfb, 0xfa, 0xf6, 0xff}
	ink       = color.RGBA{0x1a, 0x1d, 0x21, 0xff}
	quietInk  = color.RGBA{0x55, 0x5a, 0x60, 0xff}
	kimberley = color.RGBA{0x0a, 0x5a, 0x63, 0xff}
	clay      = color.RGBA{0x9a, 0x4f, 0x20, 0xff}
)

var fonts = sync.OnceValues(func() ([2]*opentype.Font, error) {
	regular, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return [2]*opentype.Font{}, err
	}
	bold, err := opentype.Parse(gobold.TTF)
	return [2]*opentype.Font{regular, bold}, err
})

// PNG draws the card. Scripts that the fonts lack (they hold Latin, Greek and Cyrillic) are left out
// of it; the page's title is beside the picture wherever it is shown.
func (c Card) PNG() ([]byte, error) {
	f, err := fonts()
	if err != nil {
		return nil, fmt.Errorf("reading the card's fonts: %w", err)
	}
	img := image.NewPaletted(image.Rect(0, 0, CardWidth, CardHeight), shades(paper, ink, quietInk, kimberley, clay))
	draw.Draw(img, img.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, CardWidth, 14), image.NewUniform(kimberley), image.Point{}, draw.Src)
	ring(img, CardWidth-cardMargin-30, cardMargin+42, 34, 7, kimberley)
	p := pen{img: img}
	p.text(f[1], 26, clay, cardMargin, cardMargin+52, CardWidth-2*cardMargin-110, 1, c.Kicker)
	y := p.text(f[1], 58, ink, cardMargin, cardMargin+138, CardWidth-2*cardMargin, 4, c.Title)
	p.text(f[1], 32, kimberley, cardMargin, max(y+40, 456), CardWidth-2*cardMargin, 1, c.Outcome)
	p.text(f[0], 28, ink, cardMargin, max(y+86, 502), CardWidth-2*cardMargin, 1, c.Facts)
	p.text(f[0], 26, quietInk, cardMargin, CardHeight-46, CardWidth-2*cardMargin, 1, c.Foot)
	if p.err != nil {
		return nil, fmt.Errorf("drawing a card: %w", p.err)
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return b.Bytes(), err
}

// shades are a palette of colours and their steps towards the first, for smooth edges.
func shades(from color.RGBA, to ...color.RGBA) color.Palette {
	out := color.Palette{from}
	for _, c := range to {
		for i := 1; i <= 16; i++ {
			mix := func(a, b uint8) uint8 { return uint8(int(a) + (int(b)-int(a))*i/16) }
			out = append(out, color.RGBA{mix(from.R, c.R), mix(from.G, c.G), mix(from.B, c.B), 0xff})
		}
	}
	return out
}

func ring(img draw.Image, cx, cy, r, width int, c color.Color) {
	for y := -r - width; y <= r+width; y++ {
		for x := -r - width; x <= r+width; x++ {
			if d := math.Hypot(float64(x), float64(y)) - float64(r); math.Abs(d) <= float64(width)/2 {
				img.Set(cx+x, cy+y, c)
			}
		}
	}
	for i := range 30 {
		for w := range width + 1 {
			img.Set(cx+r*7/10+i, cy+r*7/10+i+w-width/2, c)
		}
	}
}

type pen struct {
	img draw.Image
	err error
}

// text writes words in lines of a width, with an ellipsis where they don't fit, and gives the
// baseline of the last line.
func (p *pen) text(f *opentype.Font, size float64, c color.Color, x, y, width, lines int, s string) int {
	if p.err != nil || strings.TrimSpace(s) == "" {
		return y
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		p.err = err
		return y
	}
	defer face.Close()
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: face}
	fits := func(s string) bool { return d.MeasureString(s) <= fixed.I(width) }
	var line string
	at := y
	put := func() {
		d.Dot = fixed.P(x, at)
		d.DrawString(line)
	}
	words := strings.Fields(s)
	for n := 1; len(words) > 0; n++ {
		line = ""
		for len(words) > 0 && (line == "" || fits(line+" "+words[0])) {
			line, words = strings.TrimSpace(line+" "+words[0]), words[1:]
		}
		last := n == lines
		for r := []rune(line); len(r) > 1 && !fits(line+"…") && (last && len(words) > 0 || !fits(line)); {
			r = r[:len(r)-1]
			line = string(r)
		}
		if last && len(words) > 0 {
			line += "…"
		}
		put()
		if last {
			break
		}
		if len(words) > 0 {
			at += int(size * 1.22)
		}
	}
	return at
}
