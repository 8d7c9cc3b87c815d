package media_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/media"
)

// TestRecordingsSayWhereAndWhen compares place and time of recordings with what exiftool reads of them.
func TestRecordingsSayWhereAndWhen(t *testing.T) {
	dir := filepath.Join(testkit.Corpus(t), "photos")
	for file, want := range map[string]struct {
		place *media.Point
		at    string
	}{
		"derived/loc.mp4":        {place: &media.Point{Lat: -4.325, Lon: 15.29999}},
		"derived/loc.m4a":        {place: &media.Point{Lat: -4.325, Lon: 15.29999}},
		"exiftool/QuickTime.m4a": {at: "2005-06-29T19:02:19Z"},
	} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		m, err := media.ReadMetadata(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if (m.GPS == nil) != (want.place == nil) || m.GPS != nil && (math.Abs(m.GPS.Lat-want.place.Lat) > 1e-4 || math.Abs(m.GPS.Lon-want.place.Lon) > 1e-4) {
			t.Errorf("%s: place %+v, want %+v", file, m.GPS, want.place)
		}
		if (m.TakenAt == nil) != (want.at == "") || m.TakenAt != nil && m.TakenAt.Format(time.RFC3339) != want.at {
			t.Errorf("%s: time %v, want %q", file, m.TakenAt, want.at)
		}
		if file == "derived/loc.mp4" && (m.Film.FrameRate < 5 || m.Film.Duration <= 0 || m.Width != 320) {
			t.Errorf("%s: %+v, %d wide", file, m.Film, m.Width)
		}
	}
}

// TestStillsAndPeaks asks ffmpeg, held to its limits as in the house, for a picture at a time and for
// the loudness of a tone that swells.
func TestStillsAndPeaks(t *testing.T) {
	testkit.Program(t, "ffmpeg")
	f := media.FindFFmpeg()
	testkit.Require(t, "files in memory", f.Found())
	film, err := os.ReadFile(filepath.Join(testkit.Corpus(t), "photos/derived/loc.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	still, err := f.Still(t.Context(), bytes.NewReader(film), int64(len(film)), 300*time.Millisecond)
	if err != nil || still.Width != 320 || still.Height != 240 {
		t.Errorf("a still of %d×%d, %v", still.Width, still.Height, err)
	}
	if _, err := f.Still(t.Context(), bytes.NewReader(film), int64(len(film)), time.Hour); !errors.Is(err, media.ErrUnreadable) {
		t.Errorf("a still after the end: %v", err)
	}
	sound := swelling(3 * time.Second)
	list, length, err := f.Peaks(t.Context(), bytes.NewReader(sound), int64(len(sound)))
	if err != nil || length.Round(100*time.Millisecond) != 3*time.Second || len(list) < media.PeakCount/2 || len(list) > media.PeakCount {
		t.Fatalf("%d peaks over %v, %v", len(list), length, err)
	}
	if first, last := list[len(list)/10], list[len(list)-len(list)/10]; first >= last {
		t.Errorf("a swelling tone goes from %d to %d", first, last)
	}
	// A list of addresses, which ffmpeg would follow, is no recording here.
	list2 := []byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n")
	if _, _, err := f.Peaks(t.Context(), bytes.NewReader(list2), int64(len(list2))); err == nil {
		t.Error("a list of addresses is read")
	}
	if _, err := (*media.FFmpeg)(nil).Still(t.Context(), bytes.NewReader(film), 1, 0); !errors.Is(err, media.ErrNoFFmpeg) {
		t.Errorf("without ffmpeg: %v", err)
	}
}

// swelling is a WAV file of a tone that grows louder.
func swelling(length time.Duration) []byte {
	const rate = 8000
	n := int(length.Seconds() * rate)
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(36+2*n))
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(2*n))
	for i := range n {
		_ = binary.Write(&b, binary.LittleEndian, int16(30000*float64(i)/float64(n)*math.Sin(float64(i)/4)))
	}
	return b.Bytes()
}
