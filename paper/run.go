package paper

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"loupe/media"
)

// Run is the work of the process: it reads a document, says what it shows, and draws pages. A folder
// for the drawing program's compiled form may be given: it holds no word of any document, and is
// written before the first byte of one is read.
func Run(in io.Reader, out io.Writer, cache string, from, count int) error {
	w := bufio.NewWriter(out)
	head := make([]byte, media.SniffLength)
	first := bufio.NewReaderSize(in, len(head))
	if isPDF(first) {
		return drawPDF(first, w, cache, max(1, from), min(count, MaxBatch))
	}
	if err := media.BoundFrom(maxMemory, maxCPU); err != nil {
		return err
	}
	b, err := io.ReadAll(io.LimitReader(first, MaxBytes+1))
	if err != nil {
		return err
	}
	d, err := readText(b)
	return say(w, d, err)
}

// isPDF looks at the type before the limits hold, because the drawing program is made ready before
// them. It looks at a few bytes and compares.
func isPDF(r *bufio.Reader) bool {
	head, _ := r.Peek(1024)
	return bytes.Contains(head, magic)
}

// say writes the first part of the answer.
func say(w *bufio.Writer, d Document, wrong error) error {
	h := header{Document: d}
	if wrong != nil {
		h = header{Refused: "damaged"}
		for word, err := range refusals {
			if errors.Is(wrong, err) {
				h.Refused = word
			}
		}
	}
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if len(b) > maxHeader { // control characters are written in six bytes each
		b, _ = json.Marshal(header{Refused: "large"})
	}
	if err := writeFrame(w, b); err != nil {
		return err
	}
	return w.Flush()
}

// readText reads what isn't a PDF.
func readText(b []byte) (Document, error) {
	if len(b) > MaxBytes {
		return Document{}, ErrTooLarge
	}
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return readOffice(b)
	}
	if bytes.HasPrefix(b, compound) {
		return readLegacy(b)
	}
	mime, _ := media.Sniff(b)
	if !strings.HasPrefix(mime, "text/") && !strings.HasSuffix(mime, "xml") && mime != "application/json" {
		return Document{}, ErrNotDocument
	}
	return plain(mime, b), nil
}
