package browse

import (
	"context"
	"regexp"

	"loupe/dossier"
	"loupe/models"
)

// maxListed bounds how many cases a line of a dossier lists; the rest is a link away.
const maxListed = 50

// Piece is one block of a dossier with what it shows.
type Piece struct {
	dossier.Block
	Case    models.Publication   // of a case; its notice alone when it was withdrawn
	Frozen  int                  // the version that an edition showed; 0 when the newest is meant
	Cases   []models.Publication // of a list
	Total   int                  // of a list: how many match now
	Figures []models.Facet
	Brief   models.BriefPage
}

var slug = regexp.MustCompile(`^[a-z0-9-]{1,80}$`)

// Dossier gives the editions of a dossier, newest first.
func (b *Browse) Dossier(ctx context.Context, name string) ([]models.Edition, error) {
	if !slug.MatchString(name) {
		return nil, models.ErrNotFound
	}
	list, err := b.Editions(ctx, name)
	if err == nil && len(list) == 0 {
		err = models.ErrNotFound
	}
	return list, err
}

// Compose gives a text's blocks with what they show now.
func (b *Browse) Compose(ctx context.Context, text string) ([]Piece, error) {
	blocks, _ := dossier.Parse(text)
	out := make([]Piece, len(blocks))
	for i, block := range blocks {
		out[i].Block = block
		var err error
		switch block.Kind {
		case dossier.Case:
			out[i].Case, err = b.PublicationByRef(ctx, block.Ref)
		case dossier.Cases:
			var page models.SearchPage
			f := FilterOf(block.Query())
			f.Limit = maxListed
			page, err = b.Search(ctx, f)
			out[i].Total = page.Total
			for _, hit := range page.Hits {
				out[i].Cases = append(out[i].Cases, hit.Publication)
			}
		case dossier.Figures:
			out[i].Figures, err = b.figures(ctx, block)
		case dossier.Brief:
			out[i].Brief, err = b.Brief(ctx, FilterOf(block.Query()))
		}
		if err != nil && models.KindOf(err) != models.NotFound {
			return nil, err
		}
	}
	return out, nil
}

// ComposeEdition gives an edition as it was released: the versions of that day, the figures of that
// day. A case that was withdrawn since is its notice, here as everywhere.
func (b *Browse) ComposeEdition(ctx context.Context, e models.Edition) ([]Piece, error) {
	blocks, _ := dossier.Parse(e.Text)
	out := make([]Piece, len(blocks))
	for i, block := range blocks {
		out[i].Block = block
		var err error
		switch block.Kind {
		case dossier.Case:
			out[i].Case, err = b.frozen(ctx, block.Ref, e.Frozen)
			out[i].Frozen = e.Frozen.Versions[block.Ref]
		case dossier.Cases:
			for _, ref := range e.Frozen.Lists[block.Line] {
				x, err := b.frozen(ctx, ref, e.Frozen)
				if err != nil {
					return nil, err
				}
				out[i].Cases = append(out[i].Cases, x)
			}
			out[i].Total = len(out[i].Cases)
		case dossier.Figures:
			out[i].Figures = e.Frozen.Figures[block.Line]
		case dossier.Brief:
			out[i].Brief = e.Frozen.Briefs[block.Line]
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// frozen gives a case with the content of the version that an edition showed. Version stays the
// current one, so that a reader can be told of a correction.
func (b *Browse) frozen(ctx context.Context, ref string, frozen models.Frozen) (models.Publication, error) {
	x, err := b.PublicationByRef(ctx, ref)
	shown := frozen.Versions[ref]
	if err != nil || x.State == models.Withdrawn || shown == x.Version {
		return x, err
	}
	versions, err := b.Versions(ctx, ref)
	for _, v := range versions {
		if v.Number == shown {
			x.Content = v.Content
		}
	}
	return x, err
}

// Freeze pins what blocks show now, for an edition.
func (b *Browse) Freeze(ctx context.Context, blocks []dossier.Block) (models.Frozen, error) {
	out := models.Frozen{Versions: map[string]int{}, Lists: map[int][]string{}, Figures: map[int][]models.Facet{}, Briefs: map[int]models.BriefPage{}}
	pieces, err := b.Compose(ctx, dossier.Print(blocks))
	if err != nil {
		return out, err
	}
	for i, p := range pieces {
		line := blocks[i].Line
		switch p.Kind {
		case dossier.Case:
			if p.Case.Ref == "" || p.Case.State == models.Withdrawn {
				return out, models.RefuseFields(models.FieldError{Field: "text", Key: "dossier.error.unpublished", Args: map[string]any{"Ref": p.Ref}})
			}
			out.Versions[p.Case.Ref] = p.Case.Version
		case dossier.Cases:
			for _, x := range p.Cases {
				out.Lists[line] = append(out.Lists[line], x.Ref)
				out.Versions[x.Ref] = x.Version
			}
		case dossier.Figures:
			out.Figures[line] = p.Figures
		case dossier.Brief:
			out.Briefs[line] = p.Brief
		}
	}
	return out, nil
}

func (b *Browse) figures(ctx context.Context, block dossier.Block) ([]models.Facet, error) {
	list, err := b.Figures(ctx, FilterOf(block.Query()), block.By)
	return list[:min(len(list), maxSites)], err
}
