// Package objects keeps bytes under names: on disk, in an S3 bucket, or in memory. What is put in is
// sealed already, published copies apart; the store knows nothing of that.
package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// Store keeps objects. All stores behave alike, which the suite in objectstest holds them to.
//
// Keys are 1 to 200 characters of a-z, 0-9, "/", ".", "-" and "_", without an empty, "." or ".."
// element; ErrKey otherwise. Absent objects give ErrNotFound. A Store is safe for many goroutines.
type Store interface {
	// Put stores exactly size bytes of r. When it returns nil they are durable. A put to a key
	// that exists replaces the object whole; readers see the old or the new one, never a mix. When r
	// gives fewer or more bytes, or fails, nothing is changed.
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	// Get opens an object from its start. The caller closes it.
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	// ReadAt reads from a place within an object, with the rules of io.ReaderAt.
	ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error)
	// Size gives an object's length in bytes.
	Size(ctx context.Context, key string) (int64, error)
	// Delete removes an object. Removing an absent one is no error.
	Delete(ctx context.Context, key string) error
	// List calls fn for each object whose key begins with prefix, in the order of keys, until fn
	// gives an error, which List returns.
	List(ctx context.Context, prefix string, fn func(key string, size int64) error) error
	// Check tells whether the store can be reached and written to.
	Check(ctx context.Context) error
}

// The refusals of every store.
var (
	ErrNotFound = fmt.Errorf("no such object: %w", fs.ErrNotExist) // so that ways can tell it, which don't know of this room
	ErrKey      = errors.New("unusable object key")
	ErrSize     = errors.New("the object's bytes are not as many as was said")
)

// Open gives the store of a location: "" for a folder in dataDir, "memory:" for none that lasts, or
// "s3://key:secret@host:port/bucket?tls=off&region=…".
func Open(ctx context.Context, location, dataDir string) (Store, error) {
	switch {
	case location == "":
		return OpenDisk(filepath.Join(dataDir, "objects"))
	case location == "memory:":
		return NewMemory(), nil
	case strings.HasPrefix(location, "s3://"):
		return OpenS3(ctx, location)
	}
	// The location may hold a secret, so it isn't repeated.
	return nil, fmt.Errorf("unknown object store: want nothing for a folder, or s3://key:secret@host:port/bucket")
}

func checkKey(key string) error {
	if len(key) == 0 || len(key) > 200 {
		return ErrKey
	}
	for _, c := range []byte(key) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '/' && c != '.' && c != '-' && c != '_' {
			return ErrKey
		}
	}
	for element := range strings.SplitSeq(key, "/") {
		if element == "" || element == "." || element == ".." {
			return ErrKey
		}
	}
	return nil
}

// exactly reads size bytes and makes sure that r ends there.
type exactly struct {
	r    io.Reader
	left int64
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.left == 0 {
		var one [1]byte
		if n, err := io.ReadFull(e.r, one[:]); n > 0 {
			return 0, ErrSize
		} else if err != io.EOF {
			return 0, err
		}
		return 0, io.EOF
	}
	n, err := e.r.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	if err == io.EOF && e.left > 0 {
		return n, ErrSize
	}
	if err == io.EOF {
		err = nil // the next Read looks for bytes beyond the end
	}
	return n, err
}
