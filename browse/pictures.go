package browse

import (
	"context"
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

// File gives a public copy, or a lighter one of it, by its name.
func (b *Browse) File(ctx context.Context, id models.ID, name string) (models.PublicCopy, []byte, error) {
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

// Copy gives a public copy's bytes, whole: they are small by how they are made.
func (b *Browse) Copy(ctx context.Context, id models.ID) (models.PublicCopy, []byte, error) {
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

func (b *Browse) bytes(ctx context.Context, c models.PublicCopy) ([]byte, error) {
	r, err := b.objects.Get(ctx, c.Key)
	if err != nil {
		return nil, models.ErrNotFound // taken away between the two look-ups
	}
	defer r.Close()
	return io.ReadAll(r)
}

func orNotFound(err error) error {
	if err == nil {
		return models.ErrNotFound
	}
	return err
}
