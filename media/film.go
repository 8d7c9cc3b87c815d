package media

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Film is what a moving picture or a sound recording says of its frames.
type Film struct {
	Duration  time.Duration
	FrameRate float64 // frames a second, on average; 0 when not said
	Codecs    []string
}

// box is one box of the ISO base media file format (ISO/IEC 14496-12), which MP4, QuickTime, 3GP and
// M4A are written in.
type box struct {
	kind       string
	start, end int64 // of what is in it
}

const (
	maxBoxes   = 5000     // looked at in a file
	maxBoxSize = 64 << 10 // read of one
)

// parents hold boxes that are looked into, and how many bytes stand before these.
var parents = map[string]int64{"moov": 0, "trak": 0, "mdia": 0, "minf": 0, "stbl": 0, "udta": 0, "ilst": 0, "moof": 0}

// films are the types that are read so.
var films = []string{"video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4", "audio/x-m4a", "audio/3gpp"}

type filmReader struct {
	r    io.ReaderAt
	left int // boxes
	m    *Metadata
	keys []string // of QuickTime's metadata, by number from 1
	// of the track that is read
	sound     bool
	scale     uint32
	samples   uint64
	durations uint64
}

// readFilm reads what a recording says of itself: when and where it was made and with what, how long
// it is and how many frames it shows in a second. What can't be read says nothing.
func readFilm(r io.ReaderAt, size int64, m *Metadata) {
	f := &filmReader{r: r, left: maxBoxes, m: m}
	f.boxes(0, size, 0)
}

func (f *filmReader) boxes(at, end int64, depth int) {
	for at+8 <= end && f.left > 0 && depth < 12 {
		f.left--
		var head [16]byte
		if _, err := f.r.ReadAt(head[:8], at); err != nil {
			return
		}
		size, start := int64(binary.BigEndian.Uint32(head[:4])), at+8
		b := box{kind: string(head[4:8])}
		switch size {
		case 0:
			size = end - at
		case 1:
			if _, err := f.r.ReadAt(head[8:], at+8); err != nil {
				return
			}
			long := binary.BigEndian.Uint64(head[8:])
			if long > math.MaxInt64 {
				return
			}
			size, start = int64(long), at+16
		}
		if size < start-at || size > end-at {
			return
		}
		b.start, b.end = start, at+size
		if skip, ok := parents[b.kind]; ok {
			f.open(b, skip, depth)
		} else {
			f.read(b, depth)
		}
		at += size
	}
}

func (f *filmReader) open(b box, skip int64, depth int) {
	if b.kind == "trak" {
		f.sound, f.scale, f.samples, f.durations = false, 0, 0, 0
	}
	f.boxes(b.start+skip, b.end, depth+1)
	if b.kind == "trak" && !f.sound && f.durations > 0 && f.samples > 1 && f.m.Film.FrameRate == 0 {
		if rate := float64(f.samples) * float64(f.scale) / float64(f.durations); rate > 0.01 && rate < 1000 {
			f.m.Film.FrameRate = rate
		}
	}
}

func (f *filmReader) content(b box) []byte {
	out := make([]byte, max(0, min(b.end-b.start, maxBoxSize)))
	n, _ := f.r.ReadAt(out, b.start)
	return out[:n]
}

func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint32(b[at:])
}

// read takes what is wanted of a box that holds no boxes, or holds them behind something.
func (f *filmReader) read(b box, depth int) {
	switch b.kind {
	case "mvhd":
		f.header(f.content(b))
	case "tkhd":
		if c := f.content(b); len(c) >= 8 && f.m.Width == 0 { // width and height are 16.16 at the end
			f.m.Width, f.m.Height = int(u32(c, len(c)-8)>>16), int(u32(c, len(c)-4)>>16)
		}
	case "mdhd":
		c := f.content(b)
		if at := 12; len(c) > 0 && c[0] == 1 {
			f.scale = u32(c, at+8)
		} else {
			f.scale = u32(c, at)
		}
	case "hdlr":
		if c := f.content(b); len(c) >= 12 {
			f.sound = string(c[8:12]) != "vide"
		}
	case "stsd":
		if c := f.content(b); len(c) >= 16 && len(f.m.Film.Codecs) < 8 {
			f.m.Film.Codecs = append(f.m.Film.Codecs, Clean(string(c[12:16])))
		}
	case "stts":
		c := f.content(b)
		for i := 8; i+8 <= len(c); i += 8 {
			f.samples += uint64(u32(c, i))
			f.durations += uint64(u32(c, i)) * uint64(u32(c, i+4))
		}
	case "meta":
		c := f.content(b)
		if skip := 4 * btoi(u32(c, 0) == 0); b.end-b.start > int64(skip) { // QuickTime's has no version before its boxes
			f.boxes(b.start+int64(skip), b.end, depth+1)
		}
	case "keys":
		f.readKeys(f.content(b))
	case "loci":
		f.loci(f.content(b))
	default:
		f.text(b)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// header reads a movie's time of making (seconds since 1904, UTC) and length.
func (f *filmReader) header(c []byte) {
	var made, length uint64
	var scale uint32
	if len(c) > 0 && c[0] == 1 {
		made, scale, length = uint64(u32(c, 4))<<32|uint64(u32(c, 8)), u32(c, 20), uint64(u32(c, 24))<<32|uint64(u32(c, 28))
	} else {
		made, scale, length = uint64(u32(c, 4)), u32(c, 12), uint64(u32(c, 16))
	}
	const epoch = 2082844800 // from 1904 to 1970
	if made > epoch && made < epoch+1<<33 && f.m.TakenAt == nil {
		at := time.Unix(int64(made)-epoch, 0).UTC()
		f.m.TakenAt = &at
	}
	if seconds := float64(length) / float64(max(1, scale)); scale > 0 && seconds < 1e6 {
		f.m.Film.Duration = time.Duration(seconds * float64(time.Second))
	}
}

func (f *filmReader) readKeys(c []byte) {
	for at := 8; at+8 <= len(c) && len(f.keys) < 200; {
		size := int(u32(c, at))
		if size < 8 || size > len(c)-at {
			return
		}
		f.keys = append(f.keys, string(c[at+8:at+size]))
		at += size
	}
}

// text reads an entry of user data: "©xyz" and the like by their own name, QuickTime's by its number
// among the keys.
func (f *filmReader) text(b box) {
	name, numbered := b.kind, false
	if n := int(u32([]byte(b.kind), 0)); n >= 1 && n <= len(f.keys) {
		name, numbered = f.keys[n-1], true
	}
	if !numbered && !strings.HasPrefix(name, "\xa9") {
		return
	}
	c := f.content(box{b.kind, b.start, min(b.end, b.start+4096)})
	switch {
	case len(c) > 16 && string(c[4:8]) == "data":
		c = c[16:]
	case len(c) > 4 && int(binary.BigEndian.Uint16(c)) <= len(c)-4: // QuickTime: length, language, words
		c = c[4 : 4+int(binary.BigEndian.Uint16(c))]
	}
	value := Clean(string(bytes.TrimRight(c, "\x00")))
	if value == "" {
		return
	}
	if len(f.m.Tags) < maxTags {
		f.m.Tags = append(f.m.Tags, Tag{"QuickTime", Clean(strings.ReplaceAll(name, "\xa9", "©")), value})
	}
	switch {
	case name == "\xa9xyz", strings.HasSuffix(name, "location.ISO6709"):
		f.place(value)
	case name == "\xa9mak", strings.HasSuffix(name, "quicktime.make"), strings.HasSuffix(name, "android.manufacturer"):
		f.m.Make = value
	case name == "\xa9mod", strings.HasSuffix(name, "quicktime.model"), strings.HasSuffix(name, "android.model"):
		f.m.Model = value
	case name == "\xa9swr", name == "\xa9too", strings.HasSuffix(name, "quicktime.software"):
		f.m.Software = value
	case name == "\xa9day", strings.HasSuffix(name, "creationdate"):
		for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
			if at, err := time.Parse(layout, value); err == nil {
				at = at.UTC()
				f.m.TakenAt, f.m.TakenLocal = &at, false
			}
		}
	}
}

// iso6709 is a point as ISO 6709 annex H writes it in degrees: ±DD.DDDD±DDD.DDDD.
var iso6709 = regexp.MustCompile(`^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)`)

func (f *filmReader) place(s string) {
	if found := iso6709.FindStringSubmatch(s); found != nil {
		lat, _ := strconv.ParseFloat(found[1], 64)
		lon, _ := strconv.ParseFloat(found[2], 64)
		if place(lat, lon) {
			f.m.GPS = &Point{lat, lon}
		}
	}
}

// loci reads the place in a 3GP file (3GPP TS 26.244, section 8.8): version, language, name, role,
// then longitude and latitude as 16.16.
func (f *filmReader) loci(c []byte) {
	if len(c) < 7 {
		return
	}
	name := bytes.IndexByte(c[6:], 0)
	if at := 6 + name + 2; name >= 0 && at+8 <= len(c) {
		lon, lat := float64(int32(u32(c, at)))/65536, float64(int32(u32(c, at+4)))/65536
		if place(lat, lon) {
			f.m.GPS = &Point{lat, lon}
		}
	}
}

func isFilm(mime string) bool { return slices.Contains(films, mime) }
