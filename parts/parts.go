// Package parts reads an exhibit's ciphertext, which lies in the object store as numbered parts,
// as if it were one file, and opens it at any place.
package parts

import (
	"context"
	"fmt"
	"io"
	"sort"

	"loupe/models"
	"loupe/seal"
)

// Objects is what reading needs of the object store: ranged reads with io.ReaderAt's rules.
type Objects interface {
	ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error)
}

// Open gives the original of an exhibit as plaintext that can be read from any place, so that a
// video can be sought without opening what comes before. It reads nothing but the stream's head
// until asked. The context ends every later read too.
func Open(ctx context.Context, objects Objects, parts []models.Part, label seal.Label, key seal.PrivateKey) (*io.SectionReader, error) {
	if len(parts) > 0 && parts[0].Plain > 0 {
		return openPieces(ctx, objects, parts, label, key)
	}
	sealed, size, err := join(ctx, objects, parts)
	if err != nil {
		return nil, err
	}
	return seal.NewReaderAt(sealed, size, label, key)
}

// ExhibitLabel is the label of an original's stream.
func ExhibitLabel(report, exhibit models.ID) seal.Label {
	return seal.Label{Kind: models.SealExhibit, IDs: []string{string(report), string(exhibit)}}
}

type joined struct {
	ctx     context.Context
	objects Objects
	parts   []models.Part
	size    int64
}

func join(ctx context.Context, objects Objects, parts []models.Part) (*joined, int64, error) {
	var at int64
	for i, p := range parts {
		if p.Offset != at || p.Size <= 0 {
			return nil, 0, fmt.Errorf("exhibit part %d starts at %d, not at %d", i, p.Offset, at)
		}
		at += p.Size
	}
	return &joined{ctx, objects, parts, at}, at, nil
}

// ReadAt reads ciphertext over the borders of parts, with io.ReaderAt's rules.
func (j *joined) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("reading before an exhibit's start")
	}
	n := 0
	for i := j.partAt(off); i < len(j.parts) && n < len(p); i++ {
		part := j.parts[i]
		within := off + int64(n) - part.Offset
		want := min(int64(len(p)-n), part.Size-within)
		got, err := j.objects.ReadAt(j.ctx, part.Key, p[n:n+int(want)], within)
		n += got
		if int64(got) < want {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return n, fmt.Errorf("reading an exhibit's part: %w", err)
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (j *joined) partAt(off int64) int {
	return sort.Search(len(j.parts), func(i int) bool { return j.parts[i].Offset+j.parts[i].Size > off })
}
