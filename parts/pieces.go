package parts

import (
	"context"
	"fmt"
	"io"
	"sort"
	"strconv"
	"sync"

	"loupe/models"
	"loupe/seal"
)

// PieceLabel is the label of a part that is sealed on its own.
func PieceLabel(exhibit seal.Label, number int) seal.Label {
	return seal.Label{Kind: models.SealPiece, IDs: append(append([]string{}, exhibit.IDs...), strconv.Itoa(number))}
}

// pieces reads an exhibit whose parts are each sealed on their own, as those of a device are that
// sends a file in many requests: the server can't open what it has to go on with.
type pieces struct {
	ctx     context.Context
	objects Objects
	parts   []models.Part
	starts  []int64 // of each in the original
	size    int64
	label   seal.Label
	key     seal.PrivateKey

	mu   sync.Mutex
	open map[int]*io.SectionReader
}

func openPieces(ctx context.Context, objects Objects, list []models.Part, label seal.Label, key seal.PrivateKey) (*io.SectionReader, error) {
	p := &pieces{ctx: ctx, objects: objects, parts: list, label: label, key: key, open: map[int]*io.SectionReader{}}
	for _, part := range list {
		if part.Plain <= 0 {
			return nil, fmt.Errorf("an exhibit mixes pieces and a stream")
		}
		p.starts = append(p.starts, p.size)
		p.size += part.Plain
	}
	if _, err := p.piece(0); err != nil {
		return nil, err
	}
	return io.NewSectionReader(p, 0, p.size), nil
}

// maxOpen bounds how many opened pieces are remembered: each holds a decrypted chunk.
const maxOpen = 32

func (p *pieces) piece(i int) (*io.SectionReader, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.open[i]; r != nil {
		return r, nil
	}
	part := p.parts[i]
	label := PieceLabel(p.label, part.Number)
	part.Offset = 0
	sealed, size, err := join(p.ctx, p.objects, []models.Part{part})
	if err != nil {
		return nil, err
	}
	r, err := seal.NewReaderAt(sealed, size, label, p.key)
	if err != nil {
		return nil, err
	}
	if r.Size() != part.Plain {
		return nil, fmt.Errorf("an exhibit's piece has another size than was kept: %w", seal.ErrCannotOpen)
	}
	if len(p.open) >= maxOpen {
		clear(p.open)
	}
	p.open[i] = r
	return r, nil
}

// ReadAt reads over the borders of pieces, with io.ReaderAt's rules.
func (p *pieces) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 {
		return 0, fmt.Errorf("reading before an exhibit's start")
	}
	n := 0
	for i := sort.Search(len(p.parts), func(i int) bool { return p.starts[i]+p.parts[i].Plain > off }); i < len(p.parts) && n < len(b); i++ {
		r, err := p.piece(i)
		if err != nil {
			return n, err
		}
		within := off + int64(n) - p.starts[i]
		want := min(int64(len(b)-n), p.parts[i].Plain-within)
		got, err := r.ReadAt(b[n:n+int(want)], within)
		n += got
		if int64(got) < want {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
