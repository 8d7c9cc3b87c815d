package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Cut says what is taken out of a recording. Times are in seconds from its beginning.
type Cut struct {
	Sounds []SoundCut
	Boxes  []MovingBox
}

// SoundCut is a stretch of sound that is silenced, or whose pitch is shifted.
type SoundCut struct {
	From, To float64
	Pitch    bool
}

// MovingBox is a rectangle that is filled from a time to another, and moves in a straight line from where it
// is to End.
type MovingBox struct {
	From, To float64
	Box
	End Box
}

// Recording is a recording made here: H.264 and AAC in MP4, without any metadata.
type Recording struct {
	Type          string // video/mp4 or audio/mp4
	Bytes         []byte
	Width, Height int     // 0 for sound alone
	Seconds       float64 // 0 when it doesn't say
}

const (
	// CutTime is how long redacting a recording may take.
	CutTime  = 20 * time.Minute
	cutBytes = 200 << 20 // of the result, which lies in memory
	cutSide  = 1280      // longest side of a moving picture, in pixels
	cutRate  = 30        // frames a second: each is shown for so short a time that a box can't come late
	cutSteps = 600       // pieces of all movements together
)

// ErrMetadata says that a recording that was made here says more of itself than it should.
var ErrMetadata = errors.New("the recording made carries metadata")

var prober = sync.OnceValue(func() string {
	path, _ := exec.LookPath("ffprobe") // "" where there is none
	return path
})

// CanCut tells whether what redacting recordings needs was found at start.
func (f *FFmpeg) CanCut() bool { return f != nil && prober() != "" }

// Cut makes a new recording without what is cut. sound says that it is heard only; a picture in it is left
// out. progress is told how many seconds are done and how many there are, 0 when that isn't known.
// The errors are those of Run, and ErrMetadata.
func (f *FFmpeg) Cut(ctx context.Context, in io.ReaderAt, size int64, sound bool, cut Cut, progress func(done, all float64)) (Recording, error) {
	if !f.CanCut() {
		return Recording{}, ErrNoFFmpeg
	}
	bounded, stop := context.WithTimeout(ctx, CutTime)
	defer stop()
	before, err := f.probe(bounded, in, size)
	if err != nil {
		return Recording{}, err
	}
	args, err := cut.arguments(before, sound)
	if err != nil {
		return Recording{}, err
	}
	out := &limited{most: cutBytes}
	err = f.process(bounded, in, size, out, func(c *exec.Cmd) (func(), error) {
		pipe, err := c.StderrPipe()
		return func() { follow(pipe, before.Seconds, progress) }, err
	}, f.program, append([]string{"-nostats", "-progress", "pipe:2"}, "-threads", "1"), args)
	if out.cut || bounded.Err() != nil && ctx.Err() == nil {
		return Recording{}, ErrTooLarge
	}
	if err != nil {
		return Recording{}, err
	}
	r := Recording{Type: "video/mp4", Bytes: out.Bytes()}
	if sound {
		r.Type = "audio/mp4"
	}
	after, err := f.probe(bounded, strings.NewReader(string(r.Bytes)), int64(len(r.Bytes)))
	if err != nil {
		return Recording{}, err
	}
	if err := after.clean(sound); err != nil {
		return Recording{}, err
	}
	r.Width, r.Height, r.Seconds = after.Width, after.Height, after.Seconds
	return r, nil
}

// follow reads ffmpeg's reports of how far it is, to their end.
func follow(r io.Reader, all float64, progress func(done, all float64)) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "out_time_us="); ok && progress != nil {
			if us, err := strconv.ParseFloat(text, 64); err == nil {
				progress(us/1e6, all)
			}
		}
	}
	_, _ = io.Copy(io.Discard, r) // a line that is too long must not stop the process
}

// process runs a program over a recording that it is handed in memory.
func (f *FFmpeg) process(ctx context.Context, in io.ReaderAt, size int64, w io.Writer, errors func(*exec.Cmd) (func(), error), program string, before, after []string) error {
	if size > FilmBytes {
		return ErrTooLarge
	}
	head := make([]byte, min(SniffLength, size))
	if _, err := in.ReadAt(head, 0); err != nil && err != io.EOF {
		return fmt.Errorf("reading a recording: %w", err)
	}
	mime, _ := Sniff(head)
	demuxer, ok := demuxers[mime]
	if !ok {
		return ErrNotImage
	}
	file, path, err := inMemory(io.NewSectionReader(in, 0, size))
	if err != nil {
		return fmt.Errorf("handing a recording over: %w", err)
	}
	defer file.Close()
	args := append(append([]string{}, f.launcher...), program, "-hide_banner", "-loglevel", "quiet", "-protocol_whitelist", "file,pipe")
	args = append(append(args, before...), "-f", demuxer, "-i", path)
	args = append(args, after...)
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Env, c.Dir, c.Stdout = []string{}, "/", w
	c.ExtraFiles = append(c.ExtraFiles, file)
	listen := func() {}
	if errors != nil {
		if listen, err = errors(c); err != nil {
			return fmt.Errorf("starting ffmpeg: %w", err)
		}
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("starting ffmpeg: %w", err)
	}
	listen()
	err = c.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return ErrUnreadable
	}
	return nil
}
