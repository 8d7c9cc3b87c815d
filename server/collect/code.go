package collect

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Code is a QR code as a path to be drawn in the page itself: the password in it is kept nowhere, so
// there is no address from which a picture could come.
type Code struct {
	Path string // one square a module
	Size int    // modules a side, with the quiet zone of four around (ISO/IEC 18004)
}

const quietZone = 4

func drawCode(text string) (Code, error) {
	code, err := qr.Encode(text, qr.L, qr.Auto)
	if err != nil {
		return Code{}, fmt.Errorf("drawing a code: %w", err)
	}
	b := code.Bounds()
	var path strings.Builder
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			from := x
			for x < b.Max.X && color.GrayModel.Convert(code.At(x, y)).(color.Gray).Y < 128 {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from-b.Min.X+quietZone, y-b.Min.Y+quietZone, x-from, x-from)
			}
		}
	}
	return Code{path.String(), b.Dx() + 2*quietZone}, nil
}
