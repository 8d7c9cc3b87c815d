package browse

import (
	"context"
	"errors"
	"io"
	"slices"

	"loupe/models"
)

// Pictured fills in the sizes in which the pictures of some publications can be had.
func (b *Browse) Pictured(ctx context.Context, list ...*models.Publication) error {
	var ids []models.ID
	for _, p := range list {
		for _, e := range p.Content.Exhibits {
			ids = append(ids, e.ID)
		}
	}
	found, err := b.Renditions(ctx, ids)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, p := range list {
		p.Content.Exhibits = slices.Clone(p.Content.Exhibits)
		for i, e := range p.Content.Exhibits {
			p.Content.Exhibits[i].Sizes = found[e.ID]
		}
	}
	return nil
}

// PicturedHits is Pictured for what a search found.
func (b *Browse) PicturedHits(ctx context.Context, hits []models.SearchHit) error {
	list := make([]*models.Publication, len(hits))
	for i := range hits {
		list[i] = &hits[i].Publication
	}
	return b.Pictured(ctx, list...)
}

// File gives a public copy, or a lighter one of it, by its name, and its bytes.
func (b *Browse) File(ctx context.Context, id models.ID, name string) (models.PublicCopy, io.ReadSeeker, error) {
	if !id.Valid() {
		return models.PublicCopy{}, nil, models.ErrNotFound
	}
	c, err := b.Exhibit(ctx, id)
	if err != nil {
		return c, nil, err
	}
	if c.Name != name {
		found, err := b.Renditions(ctx, []models.ID{id})
		i := slices.IndexFunc(found[id], func(r models.Rendition) bool { return r.Name == name })
		if err != nil || i < 0 {
			return c, nil, orNotFound(err)
		}
		r := found[id][i]
		c = models.PublicCopy{ID: id, Name: r.Name, Type: r.Type, Width: r.Width, Height: r.Height, Size: r.Size, SHA256: r.SHA256, Key: r.Key}
	}
	body, err := b.bytes(ctx, c)
	return c, body, err
}

// Copy gives a public copy and its bytes.
func (b *Browse) Copy(ctx context.Context, id models.ID) (models.PublicCopy, io.ReadSeeker, error) {
	if !id.Valid() {
		return models.PublicCopy{}, nil, models.ErrNotFound
	}
	c, err := b.Exhibit(ctx, id)
	if err != nil {
		return c, nil, err
	}
	body, err := b.bytes(ctx, c)
	return c, body, err
}

// pieceSize is how much of a public copy lies in memory for who reads it: a picture whole, a recording in
// pieces, since any stranger may ask for any range of it.
const pieceSize = 1 << 20

// bytes reads the first piece, so that what was taken away between the two look-ups is told at once.
func (b *Browse) bytes(ctx context.Context, c models.PublicCopy) (io.ReadSeeker, error) {
	p := &pieces{ctx: ctx, objects: b.objects, key: c.Key, size: c.Size}
	if c.Size > 0 && p.fill(0) != nil {
		return nil, models.ErrNotFound
	}
	return p, nil
}

// pieces is an object that can be sought, for one reader. The context ends every later read too.
type pieces struct {
	ctx     context.Context
	objects Objects
	key     string
	size    int64
	at      int64
	from    int64 // where the piece begins
	piece   []byte
}

func (p *pieces) fill(from int64) error {
	body := make([]byte, min(pieceSize, p.size-from))
	if n, err := p.objects.ReadAt(p.ctx, p.key, body, from); n < len(body) {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	p.from, p.piece = from, body
	return nil
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if p.at < p.from || p.at >= p.from+int64(len(p.piece)) {
		if err := p.fill(p.at); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.piece[p.at-p.from:])
	p.at += int64(n)
	return n, nil
}

func (p *pieces) Seek(offset int64, whence int) (int64, error) {
	at := offset + map[int]int64{io.SeekCurrent: p.at, io.SeekEnd: p.size}[whence]
	if at < 0 {
		return 0, errors.New("sought before the beginning")
	}
	p.at = at
	return at, nil
}

func orNotFound(err error) error {
	if err == nil {
		return models.ErrNotFound
	}
	return err
}
