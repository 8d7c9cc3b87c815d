package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"sync"

	"loupe/models"
)

// partSize is how much ciphertext is made durable at a time, and so how much memory an upload takes.
const partSize = 4 << 20

var partBuffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, partSize)) }}

// partWriter cuts a stream of ciphertext into parts. Each is in the object store before its row
// says so. While one part is written the next is sealed, so two are held at a time; the stream isn't
// finished before all are durable.
type partWriter struct {
	ctx     context.Context
	in      *Intake
	exhibit models.ID
	buffer  *bytes.Buffer
	hash    hash.Hash
	number  int
	written int64      // bytes handed to the store
	writing chan error // of the part that is being written; nil when none is
}

func (in *Intake) newPartWriter(ctx context.Context, exhibit models.ID) *partWriter {
	buffer := partBuffers.Get().(*bytes.Buffer)
	buffer.Reset()
	return &partWriter{ctx: ctx, in: in, exhibit: exhibit, buffer: buffer, hash: sha256.New()}
}

func (w *partWriter) Write(p []byte) (int, error) {
	w.hash.Write(p)
	n := 0
	for len(p) > 0 {
		took := min(len(p), partSize-w.buffer.Len())
		w.buffer.Write(p[:took])
		p, n = p[took:], n+took
		if w.buffer.Len() == partSize {
			if err := w.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// flush hands the buffer over to be written, after the part before it has been.
func (w *partWriter) flush() error {
	if err := w.wait(); err != nil || w.buffer.Len() == 0 {
		return err
	}
	full, p := w.buffer, models.Part{ExhibitID: w.exhibit, Number: w.number, Offset: w.written, Size: int64(w.buffer.Len()), Key: fmt.Sprintf("exhibits/%s/%d", w.exhibit, w.number)}
	w.buffer = partBuffers.Get().(*bytes.Buffer)
	w.buffer.Reset()
	w.number, w.written, w.writing = w.number+1, w.written+p.Size, make(chan error, 1)
	go func(done chan<- error) {
		defer partBuffers.Put(full)
		done <- w.in.keepPart(w.ctx, p, full.Bytes())
	}(w.writing)
	return nil
}

// wait waits for the part that is being written.
func (w *partWriter) wait() error {
	if w.writing == nil {
		return nil
	}
	err := <-w.writing
	w.writing = nil
	return err
}

func (in *Intake) keepPart(ctx context.Context, p models.Part, b []byte) error {
	if err := in.objects.Put(ctx, p.Key, bytes.NewReader(b), p.Size); err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	if err := in.records.AddPart(ctx, p); err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	return nil
}

// finish makes the last part durable and gives the ciphertext's size and digest.
func (w *partWriter) finish() (size int64, sha string, err error) {
	err = errors.Join(w.flush(), w.wait())
	return w.written, hex.EncodeToString(w.hash.Sum(nil)), err
}

// release gives the buffer back, once nothing writes any more.
func (w *partWriter) release() {
	_ = w.wait() // after a failure: what was being written is dropped with the exhibit
	partBuffers.Put(w.buffer)
	w.buffer = nil
}
