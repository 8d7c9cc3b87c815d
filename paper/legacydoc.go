package paper

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// Where the head of a Word file ([MS-DOC] 2.5, the Fib) says what lies where.
const (
	fibFlags    = 0x0A
	fibCounts   = 0x4C  // characters of the text, then of each other part
	fibParts    = 8     // how many counts there are
	fibParas    = 0x102 // fcPlcfBtePapx: where paragraphs' properties are
	fibPieces   = 0x1A2 // fcClx: where the text lies
	pageOfProps = 512

	cellMark = 7
)

// parts of a Word file in the order in which their characters follow each other. The third is unused.
var wordParts = [fibParts]string{"", "footnotes", "headers", "", "comments", "endnotes", "textboxes", "headers"}

// word reads a doc: its text, then notes, headers and comments, each as a part. What was deleted with
// changes tracked, or is hidden, is shown too.
func (s streams) word(main []byte, t *text, d *Document) error {
	flags := u16(main, fibFlags)
	if u16(main, 0) != 0xA5EC { // Word 6 and 95 wrote otherwise
		return ErrNotDocument
	}
	if flags&0x100 != 0 {
		return ErrLocked
	}
	name := "0Table"
	if flags&0x200 != 0 {
		name = "1Table"
	}
	table, err := s.read(name)
	if err != nil {
		return err
	}
	w := &wordFile{main: main, paragraphs: paragraphsOf(main, table), counts: main[fibCounts:], pictures: &d.Pictures, flow: flow{to: t}}
	pieces := piecesOf(table[u32(main, fibPieces):][:u32(main, fibPieces+4)])
	n := (len(pieces) - 4) / 12 // n+1 positions of 4 bytes, n pieces of 8
	at := 0
	for i := range n {
		length := u32(pieces, 4*i+4) - at
		where := u32(pieces, 4*(n+1)+8*i+2)
		if length < 0 || !w.piece(where, length) {
			break
		}
		at += length
	}
	w.finish()
	return nil
}

// finish gives out what has begun and has no end.
func (w *wordFile) finish() {
	w.paragraph()
	if w.rows > 0 {
		w.endCell()
		w.endRow()
	}
	if n := len(w.to.blocks); n > 0 && w.to.blocks[n-1].Kind == Part { // nothing is in it
		w.to.blocks = w.to.blocks[:n-1]
	}
}

// piecesOf finds the table of pieces behind the properties that pieces share (2.9.38, Clx).
func piecesOf(clx []byte) []byte {
	for clx[0] == 1 {
		clx = clx[3+u16(clx, 1):]
	}
	return clx[5:][:u32(clx, 1)]
}

// wordFile is a Word file while its characters go by.
type wordFile struct {
	flow
	main       []byte
	paragraphs []wordParagraph
	counts     []byte // of the characters in each part
	part, left int    // which part is being read, and how many of its characters are to come
	codes      []bool // for each open field, whether its result has begun
	pictures   *int
}

// piece reads characters that lie together: in two bytes each, or in one where the position says so.
func (w *wordFile) piece(where, length int) bool {
	const compressed = 1 << 30
	size := 2
	if where&compressed != 0 {
		where, size = where&^compressed/2, 1
	}
	raw := w.main[where:][:length*size]
	for i := 0; i < length; i++ {
		if !w.nextPart() {
			return false
		}
		at, r := where+i*size, rune(0)
		if size == 1 {
			r = charmap.Windows1252.DecodeByte(raw[i])
		} else if r = rune(u16(raw, 2*i)); utf16.IsSurrogate(r) && i+1 < length {
			r = utf16.DecodeRune(r, rune(u16(raw, 2*i+2)))
			i++
			w.left--
		}
		w.left--
		if !w.character(r, at) {
			return false
		}
	}
	return true
}

// nextPart goes on to the part that the next character belongs to.
func (w *wordFile) nextPart() bool {
	for w.left <= 0 {
		if w.part == fibParts {
			return false // one mark of a paragraph ends the file
		}
		if w.left = u32(w.counts, 4*w.part); w.left > 0 && w.part > 0 {
			w.finish()
			w.codes = nil
			w.to.add(Block{Kind: Part, Text: wordParts[w.part]})
		}
		w.part++
	}
	return true
}

// character takes one character, or what it stands for (2.4.1). What a field was told to do is left
// out, and what it last gave is kept.
func (w *wordFile) character(r rune, at int) bool {
	switch r {
	case 0x13:
		w.codes = append(w.codes, false)
	case 0x14:
		if n := len(w.codes); n > 0 {
			w.codes[n-1] = true
		}
	case 0x15:
		w.codes = w.codes[:max(0, len(w.codes)-1)]
	case '\r', '\f', cellMark:
		return w.end(r, w.at(at))
	case 1, 8:
		if !slices.Contains(w.codes, false) {
			*w.pictures++
		}
	case 0x0B:
		w.say("\n")
	case 0x1E:
		w.say("-")
	case 0x1F, 2, 5: // a hyphen that isn't there, and signs of notes
	default:
		if !slices.Contains(w.codes, false) {
			w.say(string(r))
		}
	}
	return true
}

// end ends a paragraph, a cell or a row. Where paragraphs' properties are lost, an empty cell ends the row.
func (w *wordFile) end(mark rune, p wordParagraph) bool {
	inTable := p.table || mark == cellMark
	if inTable && w.rows == 0 {
		w.startRow()
	}
	switch {
	case p.rowEnd, mark == cellMark && w.paragraphs == nil && w.words.Len() == 0 && w.cell.Len() == 0 && len(w.cells) > 0:
		w.words.Reset()
		return w.endRow()
	case mark == cellMark:
		w.paragraph()
		w.endCell()
		return true
	case !inTable && w.rows > 0:
		w.endRow()
	}
	w.heading = p.style >= 1 && p.style <= 9
	return w.paragraph()
}

// wordParagraph is what is known of the paragraph whose text lies up to a position of the file.
type wordParagraph struct {
	until         int
	style         int // 1 to 9 are headings
	table, rowEnd bool
}

func (w *wordFile) at(position int) wordParagraph {
	i, _ := slices.BinarySearchFunc(w.paragraphs, position, func(p wordParagraph, at int) int {
		if p.until <= at {
			return -1
		}
		return 1
	})
	if i == len(w.paragraphs) {
		return wordParagraph{}
	}
	return w.paragraphs[i]
}

// paragraphsOf reads pages of paragraphs' properties (2.8.6 PlcBtePapx, 2.9.175 PapxFkp). A damaged page
// costs the shape of tables and headings, not their words.
func paragraphsOf(main, table []byte) (out []wordParagraph) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	list := table[u32(main, fibParas):][:u32(main, fibParas+4)]
	n := (len(list) - 4) / 8
	for i := range n {
		page := main[(u32(list, 4*(n+1)+4*i)&0x3FFFFF)*pageOfProps:][:pageOfProps]
		runs := int(page[pageOfProps-1])
		for j := range runs {
			p := wordParagraph{until: u32(page, 4*j+4)}
			if at := 2 * int(page[4*(runs+1)+13*j]); at > 0 {
				p.read(page[at:])
			}
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y wordParagraph) int { return x.until - y.until })
	return out
}

// read takes the style, and whether the paragraph is in a table, from changes to it (2.9.174, 2.2.5.1).
func (p *wordParagraph) read(b []byte) {
	length, from := 2*int(b[0])-1, 1
	if b[0] == 0 {
		length, from = 2*int(b[1]), 2
	}
	b = b[from:][:length]
	p.style = u16(b, 0)
	for b = b[2:]; len(b) > 2; {
		code := binary.LittleEndian.Uint16(b)
		switch code {
		case 0x2416:
			p.table = b[2] != 0
		case 0x2417:
			p.rowEnd = b[2] != 0
		}
		b = b[min(len(b), 2+operand(code, b[2:])):]
	}
}

// operand is how many bytes follow a change's code (2.6.1, spra).
func operand(code uint16, b []byte) int {
	switch size := int(code >> 13); {
	case code == 0xD608 && len(b) > 1: // the shape of a row
		return 1 + u16(b, 0)
	case code == 0xC615 && b[0] == 255: // tab stops, too many to count in a byte
		return len(b)
	default:
		return [...]int{1, 1, 2, 4, 2, 2, 1 + int(b[0]), 3}[size]
	}
}

// wide reads characters of two bytes each; narrow of one.
func wide(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func narrow(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return s.String()
}
