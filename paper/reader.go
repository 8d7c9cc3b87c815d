package paper

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"os/exec"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// Reader reads documents, each in a process of its own, a few at a time. It is safe for many goroutines.
type Reader struct {
	program string
	args    []string
	slots   chan struct{}
	ready   sync.Mutex
	warm    bool // the drawing program's compiled form is kept
}

// NewReader makes a Reader. The program is started with the arguments and then the first page and how
// many to draw; it has to call Run. It gets no environment and no folder of ours.
func NewReader(program string, args ...string) *Reader {
	return &Reader{program: program, args: args, slots: make(chan struct{}, 2)}
}

// Read shows a document: of a PDF the pages from one on, at most MaxBatch; else all of its text. The
// errors are ErrNotDocument, ErrLocked, ErrTooLarge, ErrUnreadable, or the reader's own.
func (r *Reader) Read(ctx context.Context, file io.ReaderAt, size int64, from, count int) (Document, error) {
	if size > MaxBytes {
		return Document{}, ErrTooLarge
	}
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return Document{}, ctx.Err()
	}
	head := make([]byte, min(size, 1024))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return Document{}, fmt.Errorf("reading a document: %w", err)
	}
	if bytes.Contains(head, magic) {
		if err := r.Warm(ctx); err != nil {
			return Document{}, err
		}
	}
	bounded, stop := context.WithTimeout(ctx, maxTime)
	defer stop()
	c := r.process(bounded, from, count)
	source := &counted{r: io.NewSectionReader(file, 0, size)}
	c.Stdin = source
	out, err := c.StdoutPipe()
	if err != nil {
		return Document{}, fmt.Errorf("reading a document: %w", err)
	}
	if err := c.Start(); err != nil {
		return Document{}, fmt.Errorf("starting the process that reads documents: %w", err)
	}
	d, wrong := answer(bufio.NewReader(io.LimitReader(out, maxHeader+MaxBatch*(maxJPEG+maxPageText+64))), from, min(count, MaxBatch))
	if wrong != nil {
		_ = c.Process.Kill() // it may be writing still
	}
	ended := c.Wait()
	switch {
	case source.err != nil:
		return Document{}, source.err
	case ctx.Err() != nil:
		return Document{}, ctx.Err()
	case bounded.Err() != nil:
		return Document{}, ErrTooLarge
	case errors.Is(wrong, errCut) && ended != nil:
		return Document{}, ErrTooLarge // the system ended it
	case errors.Is(wrong, errCut):
		return Document{}, ErrUnreadable
	}
	return d, wrong
}

func (r *Reader) process(ctx context.Context, from, count int) *exec.Cmd {
	c := exec.CommandContext(ctx, r.program, append(r.args[:len(r.args):len(r.args)], strconv.Itoa(from), strconv.Itoa(count))...)
	c.Env, c.Dir = []string{}, "/"
	return c
}

// Warm has the program that draws compiled and kept, once, so that no document's time is spent on it:
// that takes seconds, and on a slow machine a minute.
func (r *Reader) Warm(ctx context.Context) error {
	r.ready.Lock()
	defer r.ready.Unlock()
	if r.warm {
		return nil
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	c := r.process(ctx, 1, 0)
	c.Stdin = bytes.NewReader(magic)
	if err := c.Run(); err != nil {
		return fmt.Errorf("making the process that draws pages ready: %w", err)
	}
	r.warm = true
	return nil
}

// counted remembers what went wrong with the original itself, which isn't the document's fault.
type counted struct {
	r   io.Reader
	err error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// header is what the process answers first.
type header struct {
	Refused string `json:",omitempty"`
	Document
}

// magic begins a PDF, or stands soon after its beginning.
var magic = []byte("%PDF-")

var refusals = map[string]error{"kind": ErrNotDocument, "locked": ErrLocked, "large": ErrTooLarge, "damaged": ErrUnreadable}

var errCut = errors.New("the answer ends early")

// answer reads what a process wrote. Everything is bounded: the process was close to the stranger's bytes.
func answer(r *bufio.Reader, from, count int) (Document, error) {
	said, err := frame(r, maxHeader)
	if err != nil {
		return Document{}, errCut
	}
	var h header
	if json.Unmarshal(said, &h) != nil || h.Pages < 0 || h.Pages > MaxPages {
		return Document{}, ErrUnreadable
	}
	if h.Refused != "" {
		if err := refusals[h.Refused]; err != nil {
			return Document{}, err
		}
		return Document{}, ErrUnreadable
	}
	d := h.Document
	for n := from; n < from+count && n <= d.Pages; n++ {
		picture, err := frame(r, maxJPEG)
		if err != nil {
			return d, errCut
		}
		text, err := frame(r, maxPageText)
		if err != nil || !utf8.Valid(text) {
			return d, errCut
		}
		page := Page{Number: n, Text: string(text)}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(picture)); err == nil && c.Width <= maxSide && c.Height <= maxSide {
			page.JPEG, page.Width, page.Height = picture, c.Width, c.Height
		}
		d.Drawn = append(d.Drawn, page)
	}
	return d, nil
}

func frame(r io.Reader, most int) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if int64(n) > int64(most) {
		return nil, errCut
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

func writeFrame(w io.Writer, b []byte) error {
	if _, err := w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b)))); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}
