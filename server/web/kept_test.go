package web

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"testing"
)

// TestPackedCopiesAreCounted: what is kept stays within its bound with all that was packed, and the
// count is of what is there.
func TestPackedCopiesAreCounted(t *testing.T) {
	s := newKeep()
	for i := range 120 {
		body := make([]byte, 200<<10)
		_, _ = rand.Read(body) // doesn't pack
		k := &kept{header: http.Header{}, tag: strconv.Itoa(i), body: body}
		s.put(question{path: strconv.Itoa(i)}, k)
		for _, encoding := range []string{"zstd", "gzip", "gzip", ""} {
			k.as(encoding)
		}
	}
	held := 0
	for e := s.order.Front(); e != nil; e = e.Next() {
		k := e.Value.(*entry).kept
		held += len(k.body) + aroundBody
		for encoding, f := range k.forms {
			if encoding != "" {
				held += len(f.body)
			}
		}
	}
	if held != s.size || held > shelfSize || held < shelfSize/2 {
		t.Errorf("%d bytes are held, %d counted, of at most %d", held, s.size, shelfSize)
	}
}
