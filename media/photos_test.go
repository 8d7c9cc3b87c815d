package media_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/media"
)

// TestPhotographsSayWhatExiftoolReads compares place, time and orientation of real photographs with
// what exiftool reads from them. A wrong value is worse than none, so each is held to a ratio of what
// is there, and none may be wrong by much.
func TestPhotographsSayWhatExiftoolReads(t *testing.T) {
	dir := filepath.Join(testkit.Corpus(t), "photos")
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		File, MIME, Make string
		Lat, Lon         *float64
		Orientation      int
		Taken            string `json:"date_time_original"`
		Offset           string
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	type score struct{ there, right, wrong int }
	var gps, date, orientation score
	p := media.New(media.DefaultLimits())
	shown, pictures := 0, 0
	for _, x := range list {
		if !strings.HasPrefix(x.MIME, "image/") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, x.File))
		if err != nil {
			t.Fatal(err)
		}
		m, _ := media.ReadMetadata(bytes.NewReader(b), int64(len(b)))
		count := func(s *score, there, said, same bool) {
			if there {
				s.there++
			}
			switch {
			case there && said && same:
				s.right++
			case said && !same:
				s.wrong++
				t.Logf("%s: read another value than exiftool", x.File)
			}
		}
		near := m.GPS != nil && x.Lat != nil && x.Lon != nil && math.Abs(m.GPS.Lat-*x.Lat) < 0.001 && math.Abs(m.GPS.Lon-*x.Lon) < 0.001
		count(&gps, x.Lat != nil && x.Lon != nil, m.GPS != nil, near)
		if m.TakenAt != nil && x.Taken != "" && m.TakenLocal {
			count(&date, true, true, m.TakenAt.Format("2006:01:02 15:04:05") == x.Taken)
		} else if x.Taken != "" && x.Offset == "" {
			count(&date, true, m.TakenAt != nil, false)
		}
		if x.Orientation != 0 {
			count(&orientation, true, true, m.Orientation == x.Orientation)
		}
		pictures++
		if preview, thumbnail, err := p.Derive(t.Context(), bytes.NewReader(b), int64(len(b))); err == nil {
			shown++
			again, err := media.ReadMetadata(bytes.NewReader(preview.JPEG), int64(len(preview.JPEG)))
			if err != nil || again.GPS != nil || again.TakenAt != nil || len(thumbnail.JPEG) == 0 {
				t.Errorf("%s: the preview says something of its camera", x.File)
			}
		}
	}
	for name, s := range map[string]score{"place": gps, "time": date, "orientation": orientation} {
		t.Logf("%s: %d of %d right, %d wrong", name, s.right, s.there, s.wrong)
		if s.there == 0 || float64(s.right) < 0.9*float64(s.there) || s.wrong > s.there/20+1 {
			t.Errorf("%s: %d of %d right, %d wrong", name, s.right, s.there, s.wrong)
		}
	}
	t.Logf("%d of %d pictures can be shown", shown, pictures)
	if float64(shown) < 0.85*float64(pictures) {
		t.Errorf("%d of %d pictures can be shown", shown, pictures)
	}
}

// FuzzDerive gives the decoder and the metadata reader anything: an error is fine, a panic is not,
// and what is made has no more pixels than was promised.
func FuzzDerive(f *testing.F) {
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F'})
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	f.Add([]byte("\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom\x00\x00\x00\x40moov\x00\x00\x00\x28mvhd\x00\x00\x00\x00"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	limits := media.DefaultLimits()
	limits.Pixels = 1 << 20
	p := media.New(limits)
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = media.ReadMetadata(bytes.NewReader(b), int64(len(b)))
		preview, thumbnail, err := p.Derive(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err == nil && (max(preview.Width, preview.Height) > 1600 || max(thumbnail.Width, thumbnail.Height) > 320) {
			t.Errorf("made %d×%d and %d×%d", preview.Width, preview.Height, thumbnail.Width, thumbnail.Height)
		}
	})
}
