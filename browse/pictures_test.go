package browse

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"loupe/models"
)

// shelved is one object of a size, and the most that was asked of it at once.
type shelved struct {
	Store
	body []byte
	gone bool
	most int
}

func (s *shelved) Exhibit(context.Context, models.ID) (models.PublicCopy, error) {
	return models.PublicCopy{Name: "a.mp4", Size: int64(len(s.body)), Key: "public/a"}, nil
}

func (s *shelved) ReadAt(_ context.Context, _ string, p []byte, off int64) (int, error) {
	if s.gone {
		return 0, errors.New("no such object")
	}
	s.most = max(s.most, len(p))
	return bytes.NewReader(s.body).ReadAt(p, off)
}

// TestRecordingsAreReadInPieces: whoever asks for a few bytes of a large public recording doesn't have all of
// it put into memory, and gets the right ones.
func TestRecordingsAreReadInPieces(t *testing.T) {
	s := &shelved{body: make([]byte, 3*pieceSize+17)}
	for i := range s.body {
		s.body[i] = byte(i * i >> 7)
	}
	b := New(s, s)
	id, err := models.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, r, err := b.File(t.Context(), id, "a.mp4")
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, s.body); err != nil {
		t.Error(err)
	}
	part := make([]byte, 100)
	if _, err := r.Seek(-50-100, io.SeekEnd); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(r, part); err != nil || !bytes.Equal(part, s.body[len(s.body)-150:len(s.body)-50]) {
		t.Errorf("another range than asked for: %v", err)
	}
	if s.most > pieceSize {
		t.Errorf("%d bytes are held at once", s.most)
	}
	s.gone = true
	if _, _, err := b.File(t.Context(), id, "a.mp4"); models.KindOf(err) != models.NotFound {
		t.Errorf("what was taken away: %v", err)
	}
}
