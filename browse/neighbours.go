package browse

import (
	"context"

	"loupe/models"
)

// maxNeighbours is how many cases stand beside one.
const maxNeighbours = 4

// Neighbours gives published cases near another: of the same site first, then of the same region and
// kind of abuse, then of the same region. The newest stand first in each.
func (b *Browse) Neighbours(ctx context.Context, p models.Publication) ([]models.Publication, error) {
	c := p.Content
	var asked []models.SearchFilter
	if c.SiteSlug != "" {
		asked = append(asked, models.SearchFilter{Site: c.SiteSlug})
	}
	if c.Region != "" {
		for _, act := range c.Categories[:min(2, len(c.Categories))] {
			asked = append(asked, models.SearchFilter{Country: c.Country, Region: c.Region, Category: act})
		}
		asked = append(asked, models.SearchFilter{Country: c.Country, Region: c.Region})
	}
	var out []models.Publication
	seen := map[string]bool{p.Ref: true}
	for _, f := range asked {
		f.Limit = 2 * maxNeighbours
		page, err := b.Search(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, hit := range page.Hits {
			if !seen[hit.Publication.Ref] && len(out) < maxNeighbours {
				seen[hit.Publication.Ref] = true
				out = append(out, hit.Publication)
			}
		}
		if len(out) == maxNeighbours {
			break
		}
	}
	return out, nil
}
