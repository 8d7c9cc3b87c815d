package pictures

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// EXIF is what the invented camera says of a picture (EXIF 2.32).
type EXIF struct {
	TakenAt     time.Time
	Lat, Lon    float64 // 0, 0 for none
	Make, Model string
	Orientation int // 1 to 8; 0 for 1
}

type entry struct {
	tag, kind uint16
	count     uint32
	data      []byte // as it stands in the file, big-endian
}

func ascii(tag uint16, s string) entry {
	return entry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func short(tag uint16, v int) entry {
	return entry{tag, 3, 1, binary.BigEndian.AppendUint16(nil, uint16(v))}
}

func long(tag uint16, v uint32) entry {
	return entry{tag, 4, 1, binary.BigEndian.AppendUint32(nil, v)}
}

// degrees are three rationals: degrees, minutes, seconds in hundredths.
func degrees(tag uint16, v float64) entry {
	v = math.Abs(v)
	d, m := math.Floor(v), math.Floor(math.Mod(v*60, 60))
	s := math.Round((v*3600 - d*3600 - m*60) * 100)
	var b []byte
	for _, n := range []uint32{uint32(d), 1, uint32(m), 1, uint32(s), 100} {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return entry{tag, 5, 3, b}
}

// directory writes an IFD that starts at offset start; longer values follow it.
func directory(start int, entries []entry) []byte {
	table := binary.BigEndian.AppendUint16(nil, uint16(len(entries)))
	var values []byte
	at := start + 2 + 12*len(entries) + 4
	for _, e := range entries {
		table = binary.BigEndian.AppendUint16(table, e.tag)
		table = binary.BigEndian.AppendUint16(table, e.kind)
		table = binary.BigEndian.AppendUint32(table, e.count)
		if len(e.data) <= 4 {
			table = append(table, append(e.data, make([]byte, 4-len(e.data))...)...)
			continue
		}
		table = binary.BigEndian.AppendUint32(table, uint32(at+len(values)))
		values = append(values, e.data...)
		if len(values)%2 == 1 {
			values = append(values, 0)
		}
	}
	return append(append(table, 0, 0, 0, 0), values...)
}

// into puts the metadata into a JPEG, right after its first marker.
func (x EXIF) into(jpeg []byte) []byte {
	taken := x.TakenAt.Format("2006:01:02 15:04:05")
	main := []entry{ascii(0x010F, x.Make), ascii(0x0110, x.Model), short(0x0112, max(1, x.Orientation)), long(0x8769, 0), long(0x8825, 0)}
	inner := []entry{ascii(0x9003, taken), ascii(0x9004, taken), ascii(0x9011, "+00:00")}
	size := len(directory(8, main))
	own := directory(8+size, inner)
	main[3] = long(0x8769, uint32(8+size))
	main[4] = long(0x8825, uint32(8+size+len(own)))
	place := []entry{{0x0000, 1, 4, []byte{2, 3, 0, 0}}}
	if x.Lat != 0 || x.Lon != 0 {
		place = append(place, ascii(0x0001, pole(x.Lat, "N", "S")), degrees(0x0002, x.Lat), ascii(0x0003, pole(x.Lon, "E", "W")), degrees(0x0004, x.Lon))
	}
	var b bytes.Buffer
	b.WriteString("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08")
	b.Write(directory(8, main))
	b.Write(own)
	b.Write(directory(8+size+len(own), place))
	out := append([]byte{}, jpeg[:2]...)
	out = append(out, 0xFF, 0xE1)
	out = binary.BigEndian.AppendUint16(out, uint16(b.Len()+2))
	return append(append(out, b.Bytes()...), jpeg[2:]...)
}

func pole(v float64, plus, minus string) string {
	if v < 0 {
		return minus
	}
	return plus
}
