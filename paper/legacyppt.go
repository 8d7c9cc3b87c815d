package paper

import (
	"strconv"
	"strings"
)

// Records of a presentation ([MS-PPT] 2.13.24) that are read.
const (
	pptSlide, pptNotes, pptPlace    = 1006, 1008, 1011
	pptList                         = 4080
	pptHeader, pptWide, pptNarrow   = 3999, 4000, 4008
	pptEdit, pptPersist             = 4085, 6002
	pptLocked                       = 0xF3D1C4DF
	artDrawings, artStore           = 0xF000, 0xF001
	artFirstPicture, artLastPicture = 0xF01A, 0xF029
	pptDepth                        = 40
	slidesOfList, notesOfList       = 0, 2
	pptTitle, pptCenteredTitle      = 0, 6
	pptMaxEdits                     = 1000
)

// record is one record: what it is, and what it holds.
type record struct {
	kind, instance int
	container      bool
	body           []byte
}

// records goes through those that follow each other; the last may be cut.
func records(b []byte, f func(record) bool) bool {
	for len(b) >= 8 {
		head, length := u16(b, 0), min(u32(b, 4), len(b)-8)
		if !f(record{u16(b, 2), head >> 4, head&0xF == 0xF, b[8:][:length]}) {
			return false
		}
		b = b[8+length:]
	}
	return true
}

// slides reads a ppt: each slide and its notes. A file is written on at its end whenever it is saved, so
// the newest copy of each part is found through the last edit.
func (s streams) slides(main []byte, t *text, d *Document) error {
	if pictures, err := s.read("Pictures"); err == nil {
		records(pictures, func(r record) bool {
			if r.kind >= artFirstPicture && r.kind <= artLastPicture {
				d.Pictures++
			}
			return true
		})
	}
	user, err := s.read("Current User")
	if err != nil || len(user) < 20 {
		return everything(main, t)
	}
	if u32(user, 12) == pptLocked {
		return ErrLocked
	}
	where, document := persisted(main, u32(user, 16))
	at, ok := where[document]
	if !ok {
		return everything(main, t)
	}
	return show(main, where, at, t)
}

// persisted follows the edits backwards: where the newest copy of each part lies, and which part is the document.
func persisted(main []byte, edit int) (where map[int]int, document int) {
	where = map[int]int{}
	for n := 0; edit > 0 && edit+8 <= len(main) && n < pptMaxEdits; n++ {
		if u16(main, edit+2) != pptEdit {
			break
		}
		if n == 0 {
			document = u32(main, edit+24)
		}
		list := u32(main, edit+20)
		if u16(main, list+2) != pptPersist {
			break
		}
		b := main[list+8:][:u32(main, list+4)]
		for len(b) >= 4 {
			first, count := u32(b, 0)&0xFFFFF, u32(b, 0)>>20
			for i := range count {
				if _, newer := where[first+i]; !newer {
					where[first+i] = u32(b, 4+4*i)
				}
			}
			b = b[4+4*count:]
		}
		before := u32(main, edit+16)
		if before >= edit {
			break
		}
		edit = before
	}
	return where, document
}

// show goes through the lists of slides and notes that the document at a position has.
func show(main []byte, where map[int]int, document int, t *text) error {
	records(main[document:], func(doc record) bool {
		for _, list := range []struct {
			instance int
			name     string
		}{{slidesOfList, "slide"}, {notesOfList, "notesSlide"}} {
			slides(main, where, doc.body, list.instance, list.name, t)
		}
		return false
	})
	return nil
}

func slides(main []byte, where map[int]int, document []byte, instance int, name string, t *text) {
	number := 0
	w := &pptText{text: t}
	slide := -1
	// What a slide's own shapes say follows what the list says of it.
	shapes := func() {
		if at, ok := where[slide]; ok && at+8 <= len(main) {
			records(main[at:], func(r record) bool { w.walk(r, 0); return false })
		}
		slide = -1
	}
	records(document, func(r record) bool {
		if r.kind != pptList || r.instance != instance {
			return true
		}
		records(r.body, func(r record) bool {
			if r.kind == pptPlace {
				shapes()
				number++
				slide = u32(r.body, 0)
				t.add(Block{Kind: Part, Text: name + strconv.Itoa(number)})
				return !t.cut
			}
			w.walk(r, 0)
			return !t.cut
		})
		return true
	})
	shapes()
}

// everything shows all slides that the file has a copy of, old ones too, when its last edit can't be found.
func everything(main []byte, t *text) error {
	w := &pptText{text: t}
	number := 0
	records(main, func(r record) bool {
		if r.kind == pptSlide || r.kind == pptNotes {
			number++
			t.add(Block{Kind: Part, Text: "slide" + strconv.Itoa(number)})
		}
		w.walk(r, 0)
		return !t.cut
	})
	return nil
}

// pptText takes the words out of records.
type pptText struct {
	text  *text
	title bool
}

func (w *pptText) walk(r record, depth int) {
	switch r.kind {
	case pptHeader:
		kind := u32(r.body, 0)
		w.title = kind == pptTitle || kind == pptCenteredTitle
	case pptWide:
		w.say(wide(r.body))
	case pptNarrow: // the low bytes of UTF-16
		var s strings.Builder
		for _, c := range r.body {
			s.WriteRune(rune(c))
		}
		w.say(s.String())
	default:
		if r.container && depth < pptDepth {
			records(r.body, func(r record) bool { w.walk(r, depth+1); return !w.text.cut })
		}
	}
}

func (w *pptText) say(s string) {
	kind := Words
	if w.title {
		kind, w.title = Heading, false
	}
	for line := range strings.SplitSeq(s, "\r") {
		w.text.add(Block{Kind: kind, Text: strings.ReplaceAll(line, "\v", "\n")})
	}
}

// picturesIn counts the pictures of a drawing's store ([MS-ODRAW] 2.2.20).
func picturesIn(b []byte) (n int) {
	records(b, func(r record) bool {
		if r.kind == artDrawings {
			records(r.body, func(r record) bool {
				if r.kind == artStore {
					n = r.instance
				}
				return true
			})
		}
		return true
	})
	return n
}
