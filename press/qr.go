package press

import (
	"bytes"
	"fmt"
	"image/color"

	"github.com/boombuler/barcode/qr"
)

// quiet is the margin that ISO/IEC 18004 asks for, in modules.
const quiet = 4

// QR draws a text as a QR code (ISO/IEC 18004, error correction M) in SVG. It is drawn in one path,
// black on white in any theme: scanners want the contrast.
func QR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("drawing a QR code: %w", err)
	}
	box := code.Bounds()
	size := box.Dx() + 2*quiet
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, size, size, size, size)
	for y := range box.Dy() {
		for x := range box.Dx() {
			if g := color.GrayModel.Convert(code.At(box.Min.X+x, box.Min.Y+y)).(color.Gray); g.Y < 128 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes(), nil
}
