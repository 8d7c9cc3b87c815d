package paper

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/richardlehane/mscfb"
	"github.com/richardlehane/msoleps"
	"github.com/richardlehane/msoleps/types"
)

// compound begins the files of Office 97 to 2003, which hold streams as a disk holds files ([MS-CFB]).
var compound = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// readLegacy shows the text of a doc, xls or ppt. Their formats are those that Microsoft published:
// [MS-DOC], [MS-XLS] and [MS-PPT]. Macros and embedded objects aren't looked at.
func readLegacy(b []byte) (d Document, err error) {
	t := &text{}
	defer func() {
		if recover() != nil { // a position in the file that leads out of it
			err = ErrUnreadable
		}
		d.Text, d.Cut = t.blocks, t.cut
		switch {
		case err == nil, errors.Is(err, ErrLocked), errors.Is(err, ErrNotDocument):
		case len(d.Text) > 0:
			d.Cut, err = true, nil // what came before the damage is shown
		default:
			err = ErrUnreadable
		}
	}()
	file, err := mscfb.New(bytes.NewReader(b))
	if err != nil {
		return d, err
	}
	s := streams{file, int64(len(b))}
	var main []byte
	switch {
	case s.has("EncryptedPackage"): // a docx, xlsx or pptx with a password
		return d, ErrLocked
	case s.has("WordDocument"):
		d.MIME = "application/msword"
		if main, err = s.read("WordDocument"); err == nil {
			err = s.word(main, t, &d)
		}
	case s.has("Workbook"), s.has("Book"):
		d.MIME = "application/vnd.ms-excel"
		if main, err = s.read("Workbook", "Book"); err == nil {
			err = readBook(main, t, &d)
		}
	case s.has("PowerPoint Document"):
		d.MIME = "application/vnd.ms-powerpoint"
		if main, err = s.read("PowerPoint Document"); err == nil {
			err = s.slides(main, t, &d)
		}
	default:
		return d, ErrNotDocument
	}
	s.properties(&d)
	return d, err
}

// streams are what a compound file holds, read whole; none can be longer than the file.
type streams struct {
	file *mscfb.Reader
	size int64
}

func (s streams) find(name string) *mscfb.File {
	for _, f := range s.file.File {
		if f.Name == name && len(f.Path) == 0 && !f.FileInfo().IsDir() {
			return f
		}
	}
	return nil
}

func (s streams) has(name string) bool { return s.find(name) != nil }

// read gives the first of the streams that is there.
func (s streams) read(names ...string) ([]byte, error) {
	for _, name := range names {
		if f := s.find(name); f != nil {
			return io.ReadAll(io.LimitReader(f, s.size))
		}
	}
	return nil, ErrUnreadable
}

// said are the properties of [MS-OLEPS] that are shown, by what Open XML calls them.
var said = map[string]string{
	"Title": "title", "Author": "creator", "LastAuthor": "lastModifiedBy", "CreateTime": "created", "LastSaveTime": "modified", "AppName": "generator",
}

// properties takes what the file says of itself; a broken block of it hides no text.
func (s streams) properties(d *Document) {
	defer func() { _ = recover() }()
	f := s.find("SummaryInformation") // the library leaves out the sign before the name
	if f == nil {
		return
	}
	set, err := msoleps.NewFrom(f)
	if err != nil {
		return
	}
	for _, p := range set.Property {
		if name, ok := said[p.Name]; ok {
			d.Properties = property(d.Properties, name, saidOf(p))
		}
	}
}

// saidOf writes a property; a time as the newer formats write it, and nothing for one that was never set.
func saidOf(p *msoleps.Property) string {
	if at, ok := p.T.(types.FileTime); ok {
		if at.Time().Year() < 1980 {
			return ""
		}
		return at.Time().UTC().Format(time.RFC3339)
	}
	return strings.Trim(p.String(), "\x00 ")
}

// The numbers of these files have their lowest byte first. A position outside the file panics, which
// readLegacy takes for the damage that it is.
func u16(b []byte, at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
func u32(b []byte, at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
