package paper

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	maxText     = 400_000 // characters of a document's text, each at most four bytes
	maxPageText = 64 << 10
	maxBlocks   = 20_000
	maxCells    = 60
)

// plain shows a text file, line by line. Markup is shown as the text that it is.
func plain(mime string, b []byte) Document {
	cut := len(b) > 4*maxText
	if cut {
		b = b[:4*maxText]
		for i := 0; i < utf8.UTFMax && !utf8.RuneStart(b[len(b)-1]); i++ {
			b = b[:len(b)-1]
		}
		b = b[:len(b)-1] // the beginning of a character that may have been cut
	}
	t := &text{}
	for line := range strings.Lines(decode(b)) {
		if !t.add(Block{Kind: Words, Text: strings.TrimRight(line, "\r\n")}) {
			break
		}
	}
	return Document{MIME: mime, Text: t.blocks, Cut: t.cut || cut}
}

// decode reads the text encodings that files come in: with a byte order mark what it says, else UTF-8,
// else Windows-1252, which reads any bytes.
func decode(b []byte) string {
	decoder := charmap.Windows1252.NewDecoder()
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(b, []byte{0, 0, 0xFE, 0xFF}):
		decoder = utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM).NewDecoder()
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		decoder = utf.UTF16(utf.LittleEndian, utf.ExpectBOM).NewDecoder()
	case utf8.Valid(b):
		return strings.TrimPrefix(string(b), "\ufeff")
	}
	out, err := decoder.Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(out)
}

// text gathers blocks within the limits.
type text struct {
	blocks []Block
	length int
	cut    bool
}

// add gives false when no more is taken. Empty blocks are left out.
func (t *text) add(b Block) bool {
	if t.cut {
		return false
	}
	b.Text = clean(b.Text)
	n, empty := len(b.Text), b.Text == ""
	if len(b.Cells) > maxCells {
		b.Cells, t.cut = b.Cells[:maxCells], true
	}
	for i := range b.Cells {
		b.Cells[i] = clean(b.Cells[i])
		n, empty = n+len(b.Cells[i]), empty && b.Cells[i] == ""
	}
	if empty {
		return true
	}
	if t.length+n > maxText || len(t.blocks) >= maxBlocks {
		t.cut = true
		return false
	}
	t.blocks, t.length = append(t.blocks, b), t.length+n
	return true
}

// clean drops what isn't text: control characters, and those that turn the direction of others round.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}
