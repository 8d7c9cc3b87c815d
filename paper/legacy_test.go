package paper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestTextOfOldOfficeFiles takes the words out of files as Office 97 to 2003 wrote them.
func TestTextOfOldOfficeFiles(t *testing.T) {
	for name, file := range map[string]struct {
		bytes          []byte
		mime           string
		words, missing []string
		pictures       int
	}{
		"doc": {oldDoc(0), "application/msword", []string{"{heading Notice []}", "{words The guards\tcame – à midi []}", "{row  [Name Wage]}", "{row  [Kabongo]}", "{words on 3 May. []}", "{part comments []} {words who? []}"}, []string{"SECRET"}, 1},
		"xls": {oldXLS(false), "application/vnd.ms-excel", []string{"{part Été []}", "{row  [Kabongo Ω 2019-05-03 -3.25 14:30 TRUE]}", "{row  [ came]}", "{words see the notice []}"}, []string{"43588"}, 2},
		"ppt": {oldPPT(false), "application/vnd.ms-powerpoint", []string{"{part slide1 []} {heading Notice à []} {words The guards []} {words came []}", "{part notesSlide1 []} {words say it []}"}, []string{"as it was before"}, 1},
	} {
		d, err := readText(file.bytes)
		if err != nil || d.MIME != file.mime || d.Cut || d.Pictures != file.pictures {
			t.Errorf("%s: %v, %q, cut %v, %d pictures", name, err, d.MIME, d.Cut, d.Pictures)
		}
		said := fmt.Sprint(d.Text)
		for _, words := range file.words {
			if !strings.Contains(said, words) {
				t.Errorf("%s has no %q: %s", name, words, said)
			}
		}
		for _, words := range file.missing {
			if strings.Contains(said, words) {
				t.Errorf("%s shows %q: %s", name, words, said)
			}
		}
		half, err := readText(file.bytes[:len(file.bytes)-1024])
		if err == nil && !half.Cut && fmt.Sprint(half.Text) != said {
			t.Errorf("%s, cut in two, is shown as if it were whole: %v", name, half.Text)
		}
	}
}

// TestOldOfficeFilesThatAreLocked says so, for the newer files too, which lie in the same container then.
func TestOldOfficeFilesThatAreLocked(t *testing.T) {
	for name, b := range map[string][]byte{
		"doc": oldDoc(0x100), "xls": oldXLS(true), "ppt": oldPPT(true), "docx": compoundOf("EncryptedPackage", []byte("sealed")),
	} {
		if d, err := readText(b); !errors.Is(err, ErrLocked) || len(d.Text) > 0 {
			t.Errorf("%s: %v, %v", name, err, d.Text)
		}
	}
	if _, err := readText(compoundOf("__properties_version1.0", []byte{})); !errors.Is(err, ErrNotDocument) {
		t.Errorf("a container of something else: %v", err)
	}
}

// TestDatesOfSpreadsheets are written as days, in both of their calendars.
func TestDatesOfSpreadsheets(t *testing.T) {
	for f, want := range map[float64]string{1: "1900-01-01", 59: "1900-02-28", 61: "1900-03-01", 45000.5: "2023-03-15 12:00", 0.25: "06:00", -1: "-1", 1e9: "1000000000"} {
		if got := (dates{}).write(f); got != want {
			t.Errorf("%v is %s, not %s", f, got, want)
		}
	}
	if got := (dates{from1904: true}).write(43538); got != "2023-03-15" {
		t.Errorf("from 1904: %s", got)
	}
	for code, want := range map[string]bool{`0.00E+00`: false, `General`: false, `#,##0 "days"`: false, `[Red]0.00`: false, `dd/mm/yyyy;@`: true, `[h]:mm`: true, `[$-40C]d mmm yyyy`: true} {
		if isDate(164, code) != want {
			t.Errorf("%q: %v", code, !want)
		}
	}
}

// The rest makes files.

func le(fields ...any) []byte {
	var b []byte
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			b = append(b, f...)
		case []byte:
			b = append(b, f...)
		case []uint16:
			for _, u := range f {
				b = binary.LittleEndian.AppendUint16(b, u)
			}
		default:
			b, _ = binary.Append(b, binary.LittleEndian, f)
		}
	}
	return b
}

func utf16le(s string) []byte { return le(utf16.Encode([]rune(s))) }

// compoundOf makes a compound file of streams, by name. Each takes at least 4096 bytes, so that none is
// small enough to share sectors.
func compoundOf(streams ...any) []byte {
	const free, end = 0xFFFFFFFF, 0xFFFFFFFE
	fat := []uint32{0xFFFFFFFD}
	chain := func(sectors int) (first uint32) {
		first = uint32(len(fat))
		for i := range sectors {
			next := first + uint32(i) + 1
			if i == sectors-1 {
				next = end
			}
			fat = append(fat, next)
		}
		return first
	}
	entry := func(name string, kind byte, right, child, start uint32, size int) []byte {
		b := make([]byte, 128)
		copy(b, utf16le(name))
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(name)+2))
		b[66], b[67] = kind, 1
		for at, v := range map[int]uint32{68: free, 72: right, 76: child, 116: start, 120: uint32(size)} {
			binary.LittleEndian.PutUint32(b[at:], v)
		}
		return b
	}
	n := len(streams) / 2
	directory := entry("Root Entry", 5, free, 1, end, 0)
	chain((n + 4) / 4)
	var body []byte
	for i := range n {
		b := append([]byte{}, streams[2*i+1].([]byte)...)
		b = append(b, make([]byte, max(4096-len(b), (512-len(b)%512)%512))...)
		right := uint32(i + 2)
		if i == n-1 {
			right = free
		}
		directory = append(directory, entry(streams[2*i].(string), 2, right, free, chain(len(b)/512), len(b))...)
		body = append(body, b...)
	}
	for len(directory)%512 != 0 {
		directory = append(directory, make([]byte, 128)...)
	}
	for len(fat) < 128 {
		fat = append(fat, free)
	}
	head := le(compound, make([]byte, 16), uint16(0x3E), uint16(3), uint16(0xFFFE), uint16(9), uint16(6), make([]byte, 6),
		uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), uint32(end), uint32(0), uint32(end), uint32(0), uint32(0))
	for len(head) < 512 {
		head = le(head, uint32(free))
	}
	return le(head, fat[:128], directory, body)
}

// oldDoc is a Word file in two pieces, one of one byte a character and one of two, with a table, a field
// and a comment.
func oldDoc(flags uint16) []byte {
	first := "Notice\rThe guards\tcame \x96 \xe0 midi\rName\aWage\a\aKabongo\a\a\a\x01"
	second := "on \x13SECRET\x143 May\x15.\r"
	comment := "who?\r"
	main := make([]byte, 0x1200)
	put := func(at int, v ...any) { copy(main[at:], le(v...)) }
	put(0, uint16(0xA5EC))
	put(fibFlags, flags)
	put(fibCounts, uint32(len(first)+len(second)), uint32(0), uint32(0), uint32(0), uint32(len(comment)))
	const narrowAt, wideAt, page = 0x800, 0xA00, 0x1000
	put(narrowAt, first)
	put(wideAt, utf16le(second+comment))
	clx := le(uint8(1), uint16(2), uint16(0), uint8(2), uint32(4*3+8*2),
		uint32(0), uint32(len(first)), uint32(len(first)+len(second+comment)),
		uint16(0), uint32(narrowAt*2|1<<30), uint16(0), uint16(0), uint32(wideAt), uint16(0))
	// Runs of paragraphs: the heading, words, cells, the end of a row, cells, the end of a row, words.
	ends := []int{7, strings.Index(first, "Name"), strings.Index(first, "\a\aK") + 1, strings.Index(first, "K"), len(first) - 2, len(first) - 1, 0x300}
	cell, row := le(uint8(3), uint16(0), uint16(0x2416), uint8(1)), le(uint8(0), uint8(4), uint16(0), uint16(0x2416), uint8(1), uint16(0x2417), uint8(1))
	where := []int{480, 0, 440, 460, 440, 460, 0}
	at := page + 4
	put(page, uint32(narrowAt))
	for _, end := range ends {
		put(at, uint32(narrowAt+end))
		at += 4
	}
	for _, place := range where {
		put(at, uint8(place/2))
		at += 13
	}
	put(page+480, uint8(2), uint16(1), uint8(0))
	put(page+440, cell)
	put(page+460, row)
	put(page+511, uint8(len(ends)))
	list := le(uint32(narrowAt), uint32(narrowAt+0x300), uint32(page/512))
	put(fibParas, uint32(0), uint32(len(list)))
	put(fibPieces, uint32(len(list)), uint32(len(clx)))
	return compoundOf("WordDocument", main, "0Table", le(list, clx))
}

// oldXLS is a workbook of one sheet, with a string that goes on in the next record.
func oldXLS(locked bool) []byte {
	rec := func(kind int, fields ...any) []byte {
		b := le(fields...)
		return le(uint16(kind), uint16(len(b)), b)
	}
	begin := rec(xlsBegin, uint16(0x600), uint16(5), make([]byte, 12))
	if locked {
		return compoundOf("Workbook", le(begin, rec(xlsLocked, uint16(1))))
	}
	sheet := func(at int) []byte { return rec(xlsSheet, uint32(at), uint16(0), uint8(3), uint8(0), "\xc9t\xe9") }
	globals := le(rec(xlsFm, uint16(164), uint16(4), uint8(0), "h:mm"), rec(xlsStyle, uint16(0), uint16(0)), rec(xlsStyle, uint16(0), uint16(14)), rec(xlsStyle, uint16(0), uint16(164)),
		rec(xlsArt, le(uint16(0xF), uint16(artDrawings), uint32(8), uint16(2<<4|0xF), uint16(artStore), uint32(0))),
		rec(xlsShared, uint32(1), uint32(1), uint16(9), uint8(8), uint16(1), "Kabo"), rec(xlsContinue, uint8(1), utf16le("ngo Ω"), make([]byte, 4)), rec(xlsEnd))
	cells := le(
		rec(xlsSharedCell, uint16(0), uint16(0), uint16(0), uint32(0)),
		rec(xlsNumber, uint16(0), uint16(1), uint16(1), float64(43588)),
		rec(xlsManyRK, uint16(0), uint16(2), uint16(0), int32(-325<<2|3), uint16(2), uint32(0x3FE35555)&^3, uint16(3)),
		rec(xlsBool, uint16(0), uint16(4), uint16(0), uint8(1), uint8(0)),
		rec(xlsFormula, uint16(1), uint16(1), uint16(0), uint8(0), make([]byte, 5), uint16(0xFFFF), make([]byte, 8)), rec(xlsString, uint16(4), uint8(0), "came"),
		rec(xlsNote, make([]byte, 10), uint16(14), make([]byte, 6)), rec(xlsContinue, uint8(0), "see the notice"), rec(xlsEnd))
	where := len(begin) + len(sheet(0)) + len(globals)
	return compoundOf("Workbook", le(begin, sheet(where), globals, begin, cells))
}

// oldPPT is a presentation that was saved twice: the slide of the first time is still in the file.
func oldPPT(locked bool) []byte {
	rec := func(head, kind int, fields ...any) []byte {
		b := le(fields...)
		return le(uint16(head), uint16(kind), uint32(len(b)), b)
	}
	words := func(s string) []byte { return rec(0, pptNarrow, s) }
	place := func(id int) []byte { return rec(0, pptPlace, uint32(id), make([]byte, 16)) }
	var main []byte
	put := func(b []byte) uint32 {
		at := len(main)
		main = append(main, b...)
		return uint32(at)
	}
	edit := func(before, list uint32) uint32 {
		return put(rec(0, pptEdit, uint32(0), uint32(0), before, list, uint32(1), make([]byte, 8)))
	}
	put(rec(0, 0)) // so that no edit lies at the beginning
	document := put(rec(0xF, 1000,
		rec(slidesOfList<<4|0xF, pptList, place(2), rec(0, pptHeader, uint32(pptTitle)), rec(0, pptWide, utf16le("Notice à"))),
		rec(notesOfList<<4|0xF, pptList, place(3))))
	old := put(rec(0xF, pptSlide, words("as it was before")))
	notes := put(rec(0xF, pptNotes, words("say it")))
	first := edit(0, put(rec(0, pptPersist, uint32(3<<20|1), document, old, notes)))
	slide := put(rec(0xF, pptSlide, rec(0xF, 1036, words("The guards\rcame"))))
	last := edit(first, put(rec(0, pptPersist, uint32(1<<20|2), slide)))
	token := uint32(0xE391C05F)
	if locked {
		token = pptLocked
	}
	return compoundOf("PowerPoint Document", main, "Current User", rec(0, 4086, uint32(20), token, last), "Pictures", rec(0, artFirstPicture, "x"))
}
