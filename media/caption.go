package media

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"strings"
	"unicode/utf8"
)

// Credit is what a published picture says of itself, and all that it says.
type Credit struct {
	Title   string // a reference of ours
	Caption string
	Credit  string
	License string
}

// ErrNotJPEG says that something other than a JPEG was given.
var ErrNotJPEG = errors.New("not a JPEG")

// WithCredit writes caption, credit and licence into a JPEG that carries no metadata, as IPTC-IIM 4.2
// in a Photoshop block and as XMP (ISO 16684-1): the two places where newsrooms look. The picture's
// own bytes are not touched.
func WithCredit(jpeg []byte, c Credit) ([]byte, error) {
	if len(jpeg) < 4 || jpeg[0] != 0xFF || jpeg[1] != 0xD8 {
		return nil, ErrNotJPEG
	}
	at := 2
	if jpeg[2] == 0xFF && jpeg[3] == 0xE0 && len(jpeg) > 6 { // a JFIF header has to come first
		at += 2 + int(binary.BigEndian.Uint16(jpeg[4:]))
	}
	if at > len(jpeg) {
		return nil, ErrNotJPEG
	}
	var b bytes.Buffer
	b.Write(jpeg[:at])
	segment(&b, 0xE1, c.xmp())
	segment(&b, 0xED, c.iptc())
	b.Write(jpeg[at:])
	return b.Bytes(), nil
}

func segment(b *bytes.Buffer, marker byte, body []byte) {
	b.Write([]byte{0xFF, marker})
	_ = binary.Write(b, binary.BigEndian, uint16(len(body)+2)) // texts are bounded far below 64 KB
	b.Write(body)
}

// iptc makes the image resource 0x0404. Lengths are those that IIM 4.2 allows.
func (c Credit) iptc() []byte {
	var data bytes.Buffer
	set := func(record, number byte, value string, max int) {
		value = clipped(value, max)
		if value == "" {
			return
		}
		data.Write([]byte{0x1C, record, number})
		_ = binary.Write(&data, binary.BigEndian, uint16(len(value)))
		data.WriteString(value)
	}
	set(1, 90, "\x1b%G", 32)  // the texts are UTF-8
	set(2, 0, "\x00\x04", 2)  // record version
	set(2, 5, c.Title, 64)    // object name
	set(2, 110, c.Credit, 32) // credit
	set(2, 116, c.License, 128)
	set(2, 120, c.Caption, 2000)
	var b bytes.Buffer
	b.WriteString("Photoshop 3.0\x00" + "8BIM" + "\x04\x04" + "\x00\x00")
	_ = binary.Write(&b, binary.BigEndian, uint32(data.Len()))
	b.Write(data.Bytes())
	if data.Len()%2 == 1 {
		b.WriteByte(0)
	}
	return b.Bytes()
}

func (c Credit) xmp() []byte {
	var b strings.Builder
	b.WriteString("http://ns.adobe.com/xap/1.0/\x00" + `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">`)
	alternative := func(name, value string) {
		if value != "" {
			b.WriteString("<" + name + `><rdf:Alt><rdf:li xml:lang="x-default">` + escaped(value) + "</rdf:li></rdf:Alt></" + name + ">")
		}
	}
	alternative("dc:title", c.Title)
	alternative("dc:description", c.Caption)
	alternative("dc:rights", c.License)
	alternative("xmpRights:UsageTerms", c.License)
	if c.Credit != "" {
		b.WriteString("<photoshop:Credit>" + escaped(c.Credit) + "</photoshop:Credit>")
	}
	b.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`)
	return []byte(b.String())
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(strings.ToValidUTF8(s, "")))
	return b.String()
}

// clipped cuts a text to a number of bytes at a whole character.
func clipped(s string, max int) string {
	s = strings.ToValidUTF8(s, "")
	for len(s) > max {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}
