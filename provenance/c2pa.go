package provenance

import (
	"bytes"
	"encoding/binary"
	"io"
)

// maxBoxes bounds how many segments, chunks or boxes are stepped over.
const maxBoxes = 2000

// store is the type of a C2PA manifest store's description box, an ISO 19566-5 content type.
var store = []byte("c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71")

// inBMFF is the user type of the uuid box that carries a manifest in ISO base media files.
var inBMFF = []byte("\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81")

// HasManifest tells whether a file carries a C2PA manifest: in JPEG's APP11 segments, PNG's caBX
// chunk, a uuid box of MP4, HEIC, AVIF and their kin, a C2PA chunk of WebP and WAV, as a side-car
// of nothing else (C2PA 2.2, appendix A), or wherever it stands in the first 64 MB of any other format. It says that one is there, not that it holds.
func HasManifest(r io.ReaderAt, size int64) bool {
	head := make([]byte, min(16, size))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF || len(head) < 12 {
		return false
	}
	switch {
	case head[0] == 0xff && head[1] == 0xd8:
		return inJPEG(r)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return inChunks(r, 8, size, 12, func(h []byte) (string, int64) { return string(h[4:8]), int64(binary.BigEndian.Uint32(h)) }, "caBX")
	case bytes.HasPrefix(head, []byte("RIFF")):
		return inChunks(r, 12, size, 8, func(h []byte) (string, int64) {
			n := int64(binary.LittleEndian.Uint32(h[4:]))
			return string(h[:4]), n + n%2
		}, "C2PA")
	case string(head[4:8]) == "jumb":
		return manifestStore(r, 0)
	case string(head[4:8]) == "ftyp":
		return inBoxes(r, size)
	}
	return anywhere(io.NewSectionReader(r, 0, min(size, maxScanned)))
}

// maxScanned is how much of a file of another format is looked through.
const maxScanned = 64 << 20

// anywhere looks for the description box of a manifest store, for TIFF, MP3, PDF and what else may carry one.
func anywhere(r io.Reader) bool {
	mark := append([]byte("jumd"), store...)
	window := make([]byte, 0, 64<<10)
	for {
		n, err := io.ReadFull(r, window[len(window):cap(window)])
		window = window[:len(window)+n]
		if bytes.Contains(window, mark) {
			return true
		}
		if err != nil {
			return false
		}
		window = append(window[:0], window[len(window)-len(mark):]...)
	}
}

// manifestStore tells whether a JUMBF superbox at an offset is a C2PA manifest store.
func manifestStore(r io.ReaderAt, at int64) bool {
	box := make([]byte, 32)
	if _, err := r.ReadAt(box, at); err != nil {
		return false
	}
	return string(box[4:8]) == "jumb" && string(box[12:16]) == "jumd" && bytes.Equal(box[16:32], store)
}

func inJPEG(r io.ReaderAt) bool {
	at := int64(2)
	for range maxBoxes {
		h := make([]byte, 12)
		if n, _ := r.ReadAt(h, at); n < 4 || h[0] != 0xff || h[1] == 0xda || h[1] == 0xd9 {
			return false
		}
		// APP11: common identifier JP, instance and sequence, then the box (ISO 19566-5, annex D).
		if h[1] == 0xeb && h[4] == 'J' && h[5] == 'P' && manifestStore(r, at+12) {
			return true
		}
		if h[1] == 0xff {
			at++
			continue
		}
		at += 2 + int64(binary.BigEndian.Uint16(h[2:]))
	}
	return false
}

func inChunks(r io.ReaderAt, at, size, frame int64, read func([]byte) (string, int64), name string) bool {
	for range maxBoxes {
		h := make([]byte, 8)
		if n, _ := r.ReadAt(h, at); n < 8 || at >= size {
			return false
		}
		kind, length := read(h)
		if kind == name {
			return true
		}
		at += frame + length
	}
	return false
}

func inBoxes(r io.ReaderAt, size int64) bool {
	at := int64(0)
	for range maxBoxes {
		h := make([]byte, 32)
		n, _ := r.ReadAt(h, at)
		if n < 8 || at >= size {
			return false
		}
		length := int64(binary.BigEndian.Uint32(h))
		if string(h[4:8]) == "uuid" && (bytes.Equal(h[8:24], inBMFF) || length == 1 && bytes.Equal(h[16:32], inBMFF)) {
			return true
		}
		if length == 1 {
			length = int64(binary.BigEndian.Uint64(h[8:16]) & (1<<62 - 1))
		}
		if length < 8 {
			return false
		}
		at += length
	}
	return false
}
