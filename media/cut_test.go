package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/media"
)

// TestWhatIsCutIsGone cuts a recording that shows white and sounds without end: in every frame of its time
// the box is black and in no other, in the silence there is no sound and around it there is, a shifted
// stretch has another pitch, and nothing that the phone wrote into it is left.
func TestWhatIsCutIsGone(t *testing.T) {
	program := testkit.Program(t, "ffmpeg")
	testkit.Program(t, "ffprobe")
	f := media.FindFFmpeg("env")
	testkit.Require(t, "files in memory", f != nil)
	dir := t.TempDir()
	for _, name := range []string{"film.mp4", "film.webm", "film.mov"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			args := []string{"-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=white:size=320x240:rate=25:duration=6", "-f", "lavfi", "-i", "sine=frequency=800:duration=6", "-metadata", "location=+12.3456+023.4567/", "-metadata", "make=Kesi", "-metadata", "comment=halcyon", "-shortest"}
			if name == "film.webm" {
				args = append(args, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")
			}
			if out, err := exec.Command(program, append(args, path)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			film, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			told := 0
			got, err := f.Cut(t.Context(), bytes.NewReader(film), int64(len(film)), false, media.Cut{
				Sounds: []media.SoundCut{{From: 1, To: 2}, {From: 4, To: 5, Pitch: true}},
				Boxes:  []media.MovingBox{{From: 2, To: 4, Box: media.Box{X: 0.1, Y: 0.1, W: 0.2, H: 0.2}, End: media.Box{X: 0.7, Y: 0.7, W: 0.2, H: 0.2}}},
			}, func(float64, float64) { told++ })
			if err != nil {
				t.Fatal(err)
			}
			if told == 0 || got.Width != 320 || got.Height != 240 || got.Type != "video/mp4" {
				t.Errorf("%d reports of progress, %d by %d, %s", told, got.Width, got.Height, got.Type)
			}
			for _, trace := range []string{"12.3456", "Kesi", "halcyon"} {
				if bytes.Contains(got.Bytes, []byte(trace)) {
					t.Errorf("%q is left in it", trace)
				}
			}
			frames := decode(t, program, got.Bytes, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
			const size = 320 * 240
			if n := len(frames) / size; n < 175 || n > 185 {
				t.Fatalf("%d frames, want 180 or so", n)
			}
			for i := range len(frames) / size {
				at, share := float64(i)/30, 0.0
				frame := frames[i*size:][:size]
				grey := func(x, y float64) byte { return frame[int(y*240)*320+int(x*320)] }
				// Whoever decodes it may show a frame two earlier or later: the sound begins a packet before nought.
				if share = (at - 2) / 2; at > 2.07 && at < 3.93 {
					for _, corner := range [][2]float64{{0.03, 0.03}, {0.17, 0.03}, {0.1, 0.1}, {0.03, 0.17}, {0.17, 0.17}} {
						if v := grey(0.1+0.6*share+corner[0], 0.1+0.6*share+corner[1]); v > 30 {
							t.Fatalf("at %.2f s the box isn't filled: %d", at, v)
						}
					}
				} else if (at < 1.9 || at > 4.1) && grey(0.2, 0.2) < 200 {
					t.Fatalf("at %.2f s a box is there that shouldn't be", at)
				}
			}
			samples := decode(t, program, got.Bytes, "-f", "s16le", "-ac", "1", "-ar", "8000", "pipe:1")
			loud := func(from, to float64) (peak int, crossings int) {
				last := int16(0)
				for i := int(from * 8000); i < int(to*8000) && 2*i+1 < len(samples); i++ {
					v := int16(binary.LittleEndian.Uint16(samples[2*i:]))
					peak = max(peak, int(v), -int(v))
					if v >= 0 != (last >= 0) {
						crossings++
					}
					last = v
				}
				return peak, crossings
			}
			if peak, _ := loud(1, 2); peak > 40 {
				t.Errorf("the silence is heard: %d of 32,767", peak)
			}
			if peak, n := loud(2.2, 3.2); peak < 1000 || n < 1500 {
				t.Errorf("what wasn't cut isn't heard as it was: %d, %d crossings", peak, n)
			}
			if peak, n := loud(4.1, 4.9); peak < 500 || n < 800 || n > 1100 {
				t.Errorf("a shifted stretch of 800 Hz crosses nought %d times in 0.8 s (960 at 600 Hz), %d loud", n, peak)
			}
		})
	}
	t.Run("sound with a cover", func(t *testing.T) {
		path := filepath.Join(dir, "note.mp3")
		if out, err := exec.Command(program, "-y", "-loglevel", "error", "-f", "lavfi", "-i", "sine=frequency=800:duration=3", "-metadata", "artist=Obiageli", path).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		note, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Cut(t.Context(), bytes.NewReader(note), int64(len(note)), true, media.Cut{Sounds: []media.SoundCut{{From: 0, To: 3}}}, nil)
		if err != nil || got.Type != "audio/mp4" || bytes.Contains(got.Bytes, []byte("Obiageli")) {
			t.Fatalf("%v, %s", err, got.Type)
		}
		for _, v := range decode(t, program, got.Bytes, "-f", "s8", "pipe:1") {
			if int8(v) > 1 || int8(v) < -1 {
				t.Fatal("silence all through is heard")
			}
		}
	})
	if _, err := f.Cut(context.Background(), strings.NewReader("no recording"), 12, false, media.Cut{}, nil); err == nil {
		t.Error("what is no recording is cut")
	}
}

func decode(t *testing.T, program string, film []byte, args ...string) []byte {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, append([]string{"-loglevel", "error", "-f", "mp4", "-i", "pipe:0"}, args...)...)
	c.Stdin = bytes.NewReader(film)
	var wrong bytes.Buffer
	c.Stderr = &wrong
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(pipe)
	if err := fmt.Sprint(err, c.Wait()); err != "<nil> <nil>" {
		t.Fatal(err, wrong.String())
	}
	return out
}
