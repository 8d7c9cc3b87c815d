package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"io"
	"math"
	"os/exec"
	"strconv"
	"time"
)

// FFmpeg is the program of that name that was found at start. It runs as a process that is held to
// limits and is handed a recording in memory; no byte of one reaches a disk. A nil FFmpeg has none.
type FFmpeg struct {
	program  string
	launcher []string
	slots    chan struct{}
}

// ErrNoFFmpeg says that the program isn't installed where Loupe runs.
var ErrNoFFmpeg = errors.New("ffmpeg is not installed")

// FindFFmpeg looks for ffmpeg; nil when there is none, or where a file can't be kept in memory. The
// launcher is a command that calls Bound and then turns into the command behind it.
func FindFFmpeg(launcher ...string) *FFmpeg {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil
	}
	f, _, err := inMemory(bytes.NewReader(nil))
	if err != nil {
		return nil
	}
	_ = f.Close()
	return &FFmpeg{program, launcher, make(chan struct{}, 1)}
}

// Found tells whether there is one.
func (f *FFmpeg) Found() bool { return f != nil }

// Recordings that are handed to ffmpeg.
const (
	FilmBytes = 512 << 20       // at most, because they lie in memory
	FilmTime  = 2 * time.Minute // for one run
	FilmRoom  = 4 << 30         // of address space, for Bound
	FilmCPU   = 1200            // seconds of processor time, for Bound: what a redaction may take
)

// demuxers says how a recording is read, by what its bytes are. A file can't choose: some ways of
// reading follow addresses that stand in the file.
var demuxers = map[string]string{
	"video/mp4": "mov", "video/quicktime": "mov", "video/3gpp": "mov", "video/3gpp2": "mov", "audio/mp4": "mov", "audio/x-m4a": "mov", "video/x-m4v": "mov", "audio/3gpp": "mov",
	"video/webm": "matroska", "audio/webm": "matroska", "video/x-matroska": "matroska",
	"video/ogg": "ogg", "audio/ogg": "ogg", "application/ogg": "ogg", "audio/mpeg": "mp3", "audio/wav": "wav", "audio/x-wav": "wav",
	"audio/flac": "flac", "audio/aac": "aac", "audio/amr": "amr", "video/x-msvideo": "avi", "video/mpeg": "mpeg", "video/x-flv": "flv", "audio/aiff": "aiff",
}

// Run hands a recording to ffmpeg and its output to w. The arguments come after the input; the output
// is "pipe:1". The errors are ErrNoFFmpeg, ErrNotImage for a type that isn't read, ErrTooLarge,
// ErrUnreadable, or the reader's own.
func (f *FFmpeg) Run(ctx context.Context, in io.ReaderAt, size int64, w io.Writer, before, after []string) error {
	if f == nil {
		return ErrNoFFmpeg
	}
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	bounded, stop := context.WithTimeout(ctx, FilmTime)
	defer stop()
	err := f.process(bounded, in, size, w, nil, f.program, append([]string{"-nostdin", "-threads", "1"}, before...), after)
	if bounded.Err() != nil && ctx.Err() == nil {
		return ErrTooLarge
	}
	return err
}

// Still takes the picture that a recording shows at a time, upright, as JPEG without metadata.
// ErrUnreadable when it shows none then.
func (f *FFmpeg) Still(ctx context.Context, in io.ReaderAt, size int64, at time.Duration) (Image, error) {
	out := &limited{most: 32 << 20}
	err := f.Run(ctx, in, size, out, []string{"-ss", strconv.FormatFloat(at.Seconds(), 'f', 3, 64)},
		[]string{"-map", "0:v:0", "-frames:v", "1", "-an", "-sn", "-dn", "-c:v", "mjpeg", "-q:v", "2", "-f", "image2pipe", "pipe:1"})
	if err != nil {
		return Image{}, err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(out.Bytes()))
	if err != nil || out.cut {
		return Image{}, ErrUnreadable
	}
	return Image{out.Bytes(), c.Width, c.Height}, nil
}

// PeakCount is how many peaks a recording's sound is drawn with, at most.
const PeakCount = 2000

// peakRate is at how many samples a second sound is looked at: the loudness of speech needs no more.
const peakRate = 8000

// Peaks gives how loud a recording's sound is, stretch by stretch from its beginning to its end, each
// from 0 to 255, and how long it is.
func (f *FFmpeg) Peaks(ctx context.Context, in io.ReaderAt, size int64) ([]byte, time.Duration, error) {
	p := &peaks{each: 1}
	if err := f.Run(ctx, in, size, p, nil, []string{"-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", strconv.Itoa(peakRate), "-f", "s16le", "pipe:1"}); err != nil {
		return nil, 0, err
	}
	if p.samples == 0 {
		return nil, 0, ErrUnreadable
	}
	out := make([]byte, len(p.list))
	for i, v := range p.list {
		out[i] = byte(min(255, v/128))
	}
	return out, time.Duration(p.samples) * time.Second / peakRate, nil
}

// peaks are the highest of so many samples each; when the list is full, two become one.
type peaks struct {
	list    []int32
	each    int64 // samples a peak
	samples int64
	half    []byte // of a sample that was cut
}

func (p *peaks) Write(b []byte) (int, error) {
	n := len(b)
	if len(p.half) > 0 {
		b, p.half = append(p.half, b...), nil
	}
	for ; len(b) >= 2; b = b[2:] {
		v := int32(int16(binary.LittleEndian.Uint16(b)))
		v = min(math.MaxInt16, max(v, -v))
		if p.samples%p.each == 0 {
			if len(p.list) == PeakCount {
				for i := range PeakCount / 2 {
					p.list[i] = max(p.list[2*i], p.list[2*i+1])
				}
				p.list, p.each = p.list[:PeakCount/2], 2*p.each
			}
			p.list = append(p.list, 0)
		}
		last := &p.list[len(p.list)-1]
		*last = max(*last, v)
		p.samples++
	}
	p.half = append([]byte{}, b...)
	return n, nil
}

// limited keeps what is written, up to a size.
type limited struct {
	bytes.Buffer
	most int
	cut  bool
}

func (l *limited) Write(b []byte) (int, error) {
	if l.Len()+len(b) > l.most {
		l.cut = true
		return 0, io.ErrShortBuffer
	}
	return l.Buffer.Write(b)
}
