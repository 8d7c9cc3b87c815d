package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"

	"loupe/models"
)

// partSize is how much ciphertext is made durable at a time, and so how much memory an upload takes.
const partSize = 4 << 20

var partBuffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, partSize)) }}

// partWriter cuts a stream of ciphertext into parts. Each is in the object store before its row
// says so, and both are durable before the next byte is taken.
type partWriter struct {
	ctx     context.Context
	in      *Intake
	exhibit models.ID
	buffer  *bytes.Buffer
	hash    hash.Hash
	number  int
	written int64 // durable bytes
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

func (w *partWriter) flush() error {
	if w.buffer.Len() == 0 {
		return nil
	}
	size := int64(w.buffer.Len())
	p := models.Part{ExhibitID: w.exhibit, Number: w.number, Offset: w.written, Size: size, Key: fmt.Sprintf("exhibits/%s/%d", w.exhibit, w.number)}
	if err := w.in.objects.Put(w.ctx, p.Key, bytes.NewReader(w.buffer.Bytes()), size); err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	if err := w.in.records.AddPart(w.ctx, p); err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	w.number, w.written = w.number+1, w.written+size
	w.buffer.Reset()
	return nil
}

// finish makes the last part durable and gives the ciphertext's size and digest.
func (w *partWriter) finish() (size int64, sha string, err error) {
	err = w.flush()
	return w.written, hex.EncodeToString(w.hash.Sum(nil)), err
}

func (w *partWriter) release() {
	partBuffers.Put(w.buffer)
	w.buffer = nil
}
