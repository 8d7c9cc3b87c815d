package provenance

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"loupe/media"
)

// Bounds of what is read of a bundle. What lies beyond them is said to be unchecked.
const (
	maxEntries = 300
	maxRatio   = 200     // of an entry's size to its packed size, above the first megabyte
	maxSidecar = 1 << 20 // bytes of a proof, a signature or a key
	maxRead    = 2 << 30 // bytes read for one exhibit, in all
	maxTime    = 20 * time.Second
	maxProofs  = 50
	maxKeys    = 10
)

// File is one file of a bundle or of a report.
type File struct {
	Name   string // without folders
	Size   int64
	SHA256 string                        // lower-case hex; taken when needed and the bytes are at hand
	ID     string                        // of the exhibit, where it is one
	Entry  int                           // of an archive: where it stands in its directory, from 0
	Open   func() (io.ReadCloser, error) // nil: the bytes are not at hand here
}

// ErrNotZip says that a file is no ZIP archive that can be read.
var ErrNotZip = errors.New("not a readable ZIP archive")

// Zip lists the files of an archive. cut tells that it holds more, or bigger ones, than are read.
func Zip(r io.ReaderAt, size int64) (files []File, cut bool, err error) {
	defer func() {
		if recover() != nil {
			files, err = nil, ErrNotZip
		}
	}()
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, false, ErrNotZip
	}
	for at, entry := range archive.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		packed, plain := entry.CompressedSize64, entry.UncompressedSize64
		if len(files) == maxEntries || plain > maxRead || plain > 1<<20 && plain/maxRatio > packed {
			cut = true
			continue
		}
		files = append(files, File{
			Name: media.Clean(path.Base(strings.ReplaceAll(entry.Name, `\`, "/"))), Size: int64(plain), //nolint:gosec // bounded above
			Entry: at, Open: entry.Open,
		})
	}
	return files, cut, nil
}

// Sidecar tells whether a file's name and size are those of something that speaks of another file.
func Sidecar(name string, size int64) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".json", ".asc", ".ots", ".gst", ".c2pa":
		return size <= maxSidecar
	}
	return false
}

// budget bounds how much is read, and for how long.
type budget struct {
	ctx  context.Context
	left int64
	cut  bool
}

var errBudget = errors.New("more than is read of one exhibit")

// open gives a file's bytes: never more than it says it holds, nor than what is left.
func (b *budget) open(f File) (io.ReadCloser, error) {
	if f.Open == nil {
		return nil, errors.New("the bytes are not at hand")
	}
	if f.Size > b.left || b.ctx.Err() != nil {
		b.cut = true
		return nil, errBudget
	}
	inner, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("opening a file of a bundle: %w", err)
	}
	b.left -= f.Size
	return &bounded{b.ctx, io.LimitReader(inner, f.Size), inner}, nil
}

type bounded struct {
	ctx context.Context
	io.Reader
	io.Closer
}

// Read ends when the time is over.
func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.Reader.Read(p)
}

// small reads a whole side-car.
func (b *budget) small(f File) ([]byte, error) {
	if f.Size > maxSidecar {
		return nil, errBudget
	}
	r, err := b.open(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// digest gives a file's SHA-256, which is taken once; "" when it can't be.
func (b *budget) digest(f *File) string {
	if f.SHA256 != "" || f.Open == nil {
		return f.SHA256
	}
	r, err := b.open(*f)
	if err != nil {
		return ""
	}
	defer r.Close()
	hash := sha256.New()
	if n, err := io.Copy(hash, r); err != nil || n != f.Size {
		b.cut = b.cut || b.ctx.Err() != nil
		return ""
	}
	f.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return f.SHA256
}

// head reads a file's beginning, to look for a manifest in it.
func (b *budget) head(f File, n int64) *bytes.Reader {
	f.Size = min(f.Size, n)
	r, err := b.open(f)
	if err != nil {
		return bytes.NewReader(nil)
	}
	defer r.Close()
	head, _ := io.ReadAll(r) // what came before an error is looked at
	return bytes.NewReader(head)
}

// Speaks tells whether a side-car's name says that it is about a file: photo.c2pa or photo.jpg.c2pa
// about photo.jpg.
func Speaks(sidecar, name string) bool {
	bare := strings.TrimSuffix(sidecar, path.Ext(sidecar))
	return bare == name || bare == strings.TrimSuffix(name, path.Ext(name))
}
