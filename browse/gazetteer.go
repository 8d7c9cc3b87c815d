package browse

import (
	"context"
	"sync"

	"loupe/models"
	"loupe/words"
)

// gazetteer keeps the sites while nothing public changes.
type gazetteer struct {
	mu         sync.Mutex
	generation uint64
	sites      []models.Site
	names      [][]string         // folded, of each
	pairs      map[string][]int32 // which sites have two letters beside each other in a name
	bySlug     map[string]models.Site
}

func (b *Browse) sites(ctx context.Context) ([]models.Site, map[string]models.Site, error) {
	g, now := &b.gazetteer, b.Generation()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.bySlug != nil && g.generation == now {
		return g.sites, g.bySlug, nil
	}
	list, err := b.Gazetteer(ctx)
	if err != nil {
		return nil, nil, err
	}
	g.generation, g.sites, g.bySlug = now, list, make(map[string]models.Site, len(list))
	g.names, g.pairs = make([][]string, len(list)), map[string][]int32{}
	for i, s := range list {
		g.bySlug[s.Slug] = s
		for _, name := range append([]string{s.Name}, s.OtherNames()...) {
			g.names[i] = append(g.names[i], words.Name(name))
		}
		for pair := range words.Pairs(g.names[i]...) {
			g.pairs[pair] = append(g.pairs[pair], int32(i))
		}
	}
	return g.sites, g.bySlug, nil
}

// Sites lists the gazetteer with the number of each site's published cases.
func (b *Browse) Sites(ctx context.Context) ([]models.SiteCount, error) {
	list, _, err := b.sites(ctx)
	if err != nil {
		return nil, err
	}
	s, done, err := b.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	out := make([]models.SiteCount, len(list))
	for i, site := range list {
		out[i] = models.SiteCount{Site: site, Cases: int(s.set(bySite, site.Slug).GetCardinality())}
	}
	return out, nil
}

// SiteName gives the name of a site; its slug when the gazetteer doesn't have it.
func (b *Browse) SiteName(ctx context.Context, slug string) string {
	_, bySlug, err := b.sites(ctx)
	if s, ok := bySlug[slug]; err == nil && ok {
		return s.Name
	}
	return slug
}
