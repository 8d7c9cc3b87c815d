package paper

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// Records of a workbook ([MS-XLS] 2.3) that are read.
const (
	xlsFormula, xlsEnd, xlsDates, xlsLocked, xlsContinue  = 0x06, 0x0A, 0x22, 0x2F, 0x3C
	xlsSheet, xlsManyRK, xlsRich, xlsStyle, xlsArt        = 0x85, 0xBD, 0xD6, 0xE0, 0xEB
	xlsShared, xlsSharedCell, xlsNote                     = 0xFC, 0xFD, 0x1B6
	xlsNumber, xlsLabel, xlsBool, xlsString, xlsRK, xlsFm = 0x203, 0x204, 0x205, 0x207, 0x27E, 0x41E
	xlsBegin                                              = 0x809
)

// book is a workbook while its records go by.
type book struct {
	text   *text
	old    bool // Excel 5 and 95: characters of one byte
	names  map[int]string
	shared []string
	codes  map[int]string // of formats that the file brings
	styles []int          // the format of each style
	dates  dates
	row    int
	cells  []string
	notes  []string
	wait   int // the column of a formula whose words come in the next record
}

// readBook reads an xls, sheet by sheet: what each cell was last seen to hold, then the notes.
func readBook(b []byte, t *text, d *Document) error {
	w := &book{text: t, names: map[int]string{}, codes: map[int]string{}, row: -1, wait: -1}
	for at := 0; at+4 <= len(b); {
		kind, length := u16(b, at), u16(b, at+2)
		pieces := [][]byte{b[at+4:][:length]}
		begin := at
		for at += 4 + length; at+4 <= len(b) && u16(b, at) == xlsContinue && kind != xlsContinue; at += 4 + u16(b, at+2) {
			pieces = append(pieces, b[at+4:][:u16(b, at+2)])
		}
		switch kind {
		case xlsLocked:
			return ErrLocked
		case xlsBegin:
			w.old = u16(pieces[0], 0) < 0x600
			if name, ok := w.names[begin]; ok {
				t.add(Block{Kind: Part, Text: name})
			}
		case xlsArt:
			d.Pictures += picturesIn(pieces[0])
		default:
			w.record(kind, pieces)
		}
		if t.cut {
			return nil
		}
	}
	w.endRow()
	return nil
}

// record takes one record with those that continue it.
func (w *book) record(kind int, pieces [][]byte) {
	b := pieces[0]
	switch kind {
	case xlsEnd:
		w.endSheet()
	case xlsDates:
		w.dates.from1904 = u16(b, 0) == 1
	case xlsSheet:
		w.names[u32(b, 0)] = w.short(b[6:])
	case xlsFm:
		if w.old {
			w.codes[u16(b, 0)] = narrow(b[3:][:b[2]])
		} else {
			w.codes[u16(b, 0)] = w.label([][]byte{b[2:]})
		}
	case xlsStyle:
		w.styles = append(w.styles, u16(b, 2))
	case xlsShared:
		w.sharedStrings(pieces)
	case xlsNote:
		if length := u16(b, 10); length > 0 && len(pieces) > 1 {
			p := &pieced{pieces: pieces[1:]}
			w.notes = append(w.notes, p.characters(length, p.byte()&1 != 0))
		}
	case xlsString:
		if w.wait >= 0 {
			w.put(w.row, w.wait, w.label(pieces))
		}
	case xlsManyRK:
		for i := 0; 4+6*i+8 <= len(b); i++ {
			w.put(u16(b, 0), u16(b, 2)+i, w.number(u16(b, 4+6*i), rk(u32(b, 6+6*i))))
		}
	case xlsSharedCell, xlsLabel, xlsRich, xlsNumber, xlsRK, xlsBool, xlsFormula:
		w.put(u16(b, 0), u16(b, 2), w.cell(kind, pieces, b))
	}
	if kind != xlsFormula {
		w.wait = -1
	}
}

// cell is what one cell holds.
func (w *book) cell(kind int, pieces [][]byte, b []byte) string {
	style := u16(b, 4)
	switch kind {
	case xlsSharedCell:
		if i := u32(b, 6); i < len(w.shared) {
			return w.shared[i]
		}
	case xlsLabel, xlsRich:
		return w.label(append([][]byte{b[6:]}, pieces[1:]...))
	case xlsNumber:
		return w.number(style, math.Float64frombits(binary.LittleEndian.Uint64(b[6:])))
	case xlsRK:
		return w.number(style, rk(u32(b, 6)))
	case xlsBool:
		return boolOrError(b[6], b[7] != 0)
	case xlsFormula:
		switch {
		case u16(b, 12) != 0xFFFF:
			return w.number(style, math.Float64frombits(binary.LittleEndian.Uint64(b[6:])))
		case b[6] == 0:
			w.wait = u16(b, 2)
		case b[6] == 1, b[6] == 2:
			return boolOrError(b[8], b[6] == 2)
		}
	}
	return ""
}

// boolOrError writes a truth, or the error that a formula ended in (2.5.10).
func boolOrError(value byte, wrong bool) string {
	if !wrong {
		return strings.ToUpper(strconv.FormatBool(value != 0))
	}
	if word, ok := map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}[value]; ok {
		return word
	}
	return "#"
}

// rk unpacks a number that was packed into four bytes (2.5.217).
func rk(packed int) float64 {
	f := float64(int32(packed) >> 2)
	if packed&2 == 0 {
		f = math.Float64frombits(uint64(packed&^3) << 32)
	}
	if packed&1 != 0 {
		f /= 100
	}
	return f
}

func (w *book) number(style int, f float64) string {
	if style < len(w.styles) {
		if format := w.styles[style]; isDate(format, w.codes[format]) {
			return w.dates.write(f)
		}
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// put sets a cell; rows come in their order.
func (w *book) put(row, column int, s string) {
	if row != w.row {
		w.endRow()
		w.row = row
	}
	if column > maxCells {
		column = maxCells // one too many, which tells that there is more
	}
	for len(w.cells) <= column {
		w.cells = append(w.cells, "")
	}
	w.cells[column] = s
}

func (w *book) endRow() {
	w.text.add(Block{Kind: Row, Cells: trimmed(w.cells)})
	w.cells, w.row = nil, -1
}

func (w *book) endSheet() {
	w.endRow()
	for _, note := range w.notes {
		w.text.add(Block{Kind: Words, Text: note})
	}
	w.notes = nil
}

// short is a name with its length in one byte.
func (w *book) short(b []byte) string {
	if w.old {
		return narrow(b[1:][:b[0]])
	}
	p := &pieced{pieces: [][]byte{b[1:]}}
	return p.characters(int(b[0]), p.byte()&1 != 0)
}

// label is a string with its length in two bytes.
func (w *book) label(pieces [][]byte) string {
	if w.old {
		return narrow(pieces[0][2:][:u16(pieces[0], 0)])
	}
	return (&pieced{pieces: pieces}).words(false)
}

// sharedStrings reads the strings that cells share (2.4.265, SST).
func (w *book) sharedStrings(pieces [][]byte) {
	p := &pieced{pieces: append([][]byte{pieces[0][8:]}, pieces[1:]...)}
	defer func() { _ = recover() }() // what was read before the damage is kept
	for n := u32(pieces[0], 4); n > 0 && len(w.shared) < maxShared && !p.done(); n-- {
		w.shared = append(w.shared, p.words(true))
	}
}

// pieced reads on over the pieces of a continued record.
type pieced struct {
	pieces [][]byte
	at     int
}

func (p *pieced) done() bool {
	for len(p.pieces) > 0 && p.at >= len(p.pieces[0]) {
		p.pieces, p.at = p.pieces[1:], 0
	}
	return len(p.pieces) == 0
}

func (p *pieced) byte() byte {
	if p.done() {
		panic(ErrUnreadable)
	}
	p.at++
	return p.pieces[0][p.at-1]
}

func (p *pieced) number(bytes int) int {
	n := 0
	for i := range bytes {
		n |= int(p.byte()) << (8 * i)
	}
	return n
}

// words reads a string (2.5.293 XLUnicodeRichExtendedString; 2.5.294 when it can't be rich).
func (p *pieced) words(rich bool) string {
	length, flags := p.number(2), p.byte()
	skip := 0
	if rich && flags&8 != 0 {
		skip = 4 * p.number(2)
	}
	if rich && flags&4 != 0 {
		skip += p.number(4)
	}
	s := p.characters(length, flags&1 != 0)
	for skip > 0 && !p.done() {
		n := min(skip, len(p.pieces[0])-p.at)
		p.at, skip = p.at+n, skip-n
	}
	return s
}

// characters reads some; where they go on in the next piece it says anew how wide they are.
func (p *pieced) characters(n int, two bool) string {
	var s strings.Builder
	for n > 0 {
		if p.at >= len(p.pieces[0]) {
			two = p.byte()&1 != 0
		}
		here := p.pieces[0][p.at:]
		if two {
			here = here[:2*min(n, len(here)/2)]
			s.WriteString(wide(here))
			n -= len(here) / 2
		} else {
			here = here[:min(n, len(here))]
			for _, c := range here {
				s.WriteRune(rune(c))
			}
			n -= len(here)
		}
		if len(here) == 0 {
			panic(ErrUnreadable)
		}
		p.at += len(here)
	}
	return s.String()
}
