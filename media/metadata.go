package media

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/bep/imagemeta"
)

// Point is a place in degrees, north and east positive (WGS 84).
type Point struct{ Lat, Lon float64 }

// Tag is one thing that a file says of itself.
type Tag struct{ Group, Name, Value string }

// Metadata is what a file says of itself. None of it is proof: all of it can be written by hand.
type Metadata struct {
	MIME          string
	Width, Height int
	Orientation   int        // 1 to 8; 1 when not said
	TakenAt       *time.Time // nil when not said
	TakenLocal    bool       // the time has no zone: it is the camera's own clock
	Heading       *float64   // where the camera looked, degrees from north, clockwise; nil when not said
	View          float64    // how many degrees the upright picture is wide; 0 when not said
	GPS           *Point     // nil when not said, or not a place
	Make, Model   string
	Software      string
	Film          Film  // of a recording
	Tags          []Tag // at most 200, values of at most 200 characters
}

const (
	maxTags  = 200
	maxValue = 200
)

var metadataFormats = map[string]imagemeta.ImageFormat{
	"image/jpeg": imagemeta.JPEG, "image/png": imagemeta.PNG, "image/webp": imagemeta.WebP, "image/tiff": imagemeta.TIFF,
	"image/heic": imagemeta.HEIF, "image/heif": imagemeta.HEIF, "image/avif": imagemeta.AVIF,
}

// ReadMetadata reads a file's own metadata (EXIF, IPTC, XMP; the boxes of MP4 and QuickTime). With a malformed block it gives
// ErrUnreadable and whatever came before. It never panics, and takes at most two seconds.
func ReadMetadata(r io.ReaderAt, size int64) (Metadata, error) {
	m := Metadata{Orientation: 1}
	head := make([]byte, min(SniffLength, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return m, fmt.Errorf("reading metadata: %w", err)
	}
	m.MIME, _ = Sniff(head)
	if isFilm(m.MIME) {
		_, err := guarded(func() (bool, error) { readFilm(r, size, &m); return true, nil })
		return m, err
	}
	format, ok := metadataFormats[m.MIME]
	if !ok {
		return m, nil
	}
	var tags imagemeta.Tags
	result, err := guarded(func() (imagemeta.DecodeResult, error) {
		return imagemeta.Decode(imagemeta.Options{
			R: io.NewSectionReader(r, 0, size), ImageFormat: format, Timeout: 2 * time.Second,
			Sources:         imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP | imagemeta.CONFIG,
			ShouldHandleTag: func(t imagemeta.TagInfo) bool { return true },
			LimitNumTags:    2000, LimitTagSize: 4000,
			HandleTag: func(t imagemeta.TagInfo) error { tags.Add(t); m.add(t); return nil },
		})
	})
	m.Width, m.Height = result.ImageConfig.Width, result.ImageConfig.Height
	m.fill(&tags)
	if err != nil {
		return m, ErrUnreadable
	}
	return m, nil
}

func (m *Metadata) add(t imagemeta.TagInfo) {
	if len(m.Tags) < maxTags {
		m.Tags = append(m.Tags, Tag{t.Source.String(), Clean(t.Tag), Clean(fmt.Sprint(t.Value))})
	}
}

// Clean bounds a value and drops what isn't text.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
	if runes := []rune(s); len(runes) > maxValue {
		s = string(runes[:maxValue]) + "…"
	}
	return strings.TrimSpace(s)
}

func (m *Metadata) fill(tags *imagemeta.Tags) {
	exif := tags.EXIF()
	text := func(name string) string {
		if t, ok := exif[name]; ok {
			return Clean(fmt.Sprint(t.Value))
		}
		return ""
	}
	m.Make, m.Model, m.Software = text("Make"), text("Model"), text("Software")
	if t, ok := exif["Orientation"]; ok {
		var n int
		if _, err := fmt.Sscan(fmt.Sprint(t.Value), &n); err == nil && n >= 1 && n <= 8 {
			m.Orientation = n
		}
	}
	for _, name := range []string{"DateTimeOriginal", "DateTimeDigitized", "CreateDate", "DateTime"} {
		if at, err := time.Parse("2006:01:02 15:04:05", text(name)); err == nil {
			m.TakenAt, m.TakenLocal = &at, true
			if zone, err := time.Parse("-07:00", text("OffsetTimeOriginal")); err == nil {
				_, seconds := zone.Zone()
				utc := at.Add(-time.Duration(seconds) * time.Second)
				m.TakenAt, m.TakenLocal = &utc, false
			}
			break
		}
	}
	number := func(name string) float64 {
		switch v := exif[name].Value.(type) {
		case interface{ Float64() float64 }:
			return v.Float64()
		default:
			f, _ := strconv.ParseFloat(fmt.Sprint(v), 64)
			return f
		}
	}
	if _, said := exif["GPSImgDirection"]; said {
		if h := number("GPSImgDirection"); h >= 0 && h <= 360 {
			m.Heading = &h
		}
	}
	if f := number("FocalLengthIn35mmFormat") + number("FocalLengthIn35mmFilm"); f > 4 && f < 2000 { // one name or the other
		side := 36.0
		if m.Orientation >= 5 || m.Orientation < 5 && m.Height > m.Width && m.Width > 0 {
			side = 24
		}
		m.View = 2 * math.Atan(side/2/f) * 180 / math.Pi
	}
	_, hasLat := exif["GPSLatitude"]
	_, hasLon := exif["GPSLongitude"]
	lat, lon, err := guardedLatLong(tags)
	if err == nil && hasLat && hasLon && place(lat, lon) {
		m.GPS = &Point{lat, lon}
	}
}

func guardedLatLong(tags *imagemeta.Tags) (lat, lon float64, err error) {
	defer func() {
		if recover() != nil {
			err = ErrUnreadable
		}
	}()
	return tags.GetLatLong()
}

func place(lat, lon float64) bool {
	return math.Abs(lat) <= 90 && math.Abs(lon) <= 180 && (lat != 0 || lon != 0)
}

// DistanceKm is the great-circle distance between two places, on a sphere of 6,371 km.
func DistanceKm(a, b Point) float64 {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	dLat, dLon := rad(b.Lat-a.Lat), rad(b.Lon-a.Lon)
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*math.Pow(math.Sin(dLon/2), 2)
	return 2 * 6371 * math.Asin(math.Min(1, math.Sqrt(h)))
}
