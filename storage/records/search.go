package records

import (
	"context"

	"loupe/models"
)

// PublicationsAt gives the publications at some ordinals, withdrawn ones left out.
func (p *Public) PublicationsAt(ctx context.Context, ordinals []uint32) (map[uint32]models.Publication, error) {
	out := map[uint32]models.Publication{}
	if len(ordinals) == 0 {
		return out, nil
	}
	var rows []publicationRow
	err := p.db.WithContext(ctx).Raw(publicationColumns+` WHERE p.ordinal IN ? AND p.state <> 'withdrawn'`, ordinals).Scan(&rows).Error
	for _, r := range rows {
		out[r.Ordinal] = r.publication()
	}
	return out, told(err)
}

// Headlines gives what a map says of the publications at some ordinals, withdrawn ones left out.
func (p *Public) Headlines(ctx context.Context, ordinals []uint32) (map[uint32]models.Headline, error) {
	out := map[uint32]models.Headline{}
	if len(ordinals) == 0 {
		return out, nil
	}
	var rows []struct {
		Ordinal uint32
		models.Headline
	}
	err := p.db.WithContext(ctx).Raw(`SELECT ordinal, ref, title, language, outcome, occurred_on, country, region, site FROM publications WHERE ordinal IN ? AND state <> 'withdrawn'`, ordinals).Scan(&rows).Error
	for _, r := range rows {
		out[r.Ordinal] = r.Headline
	}
	return out, told(err)
}
