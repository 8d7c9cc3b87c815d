package records

import (
	"context"
	"encoding/json"
	"strings"

	"loupe/models"
)

// sqliteQuery asks FTS5 for all words, the last as a beginning. Words hold letters and digits only,
// and stand in quotes, so nothing a stranger types is syntax.
func sqliteQuery(list []string) string { return `"` + strings.Join(list, `" AND "`) + `"*` }

// postgresQuery is the same for to_tsquery.
func postgresQuery(list []string) string { return `'` + strings.Join(list, `' & '`) + `':*` }

// Matching gives the ordinals of publications that hold all words, the last as a beginning: the
// newest below an ordinal (0 for all), at most limit, newest first. list comes from words.Query.
func (p *Public) Matching(ctx context.Context, list []string, below uint32, limit int) ([]uint32, error) {
	if below == 0 {
		below = 1<<32 - 1
	}
	if p.postgres {
		return p.ordinals(ctx, `SELECT json_agg(ordinal) FROM (SELECT ordinal FROM publication_search WHERE words @@ to_tsquery('simple', ?) AND ordinal < ? ORDER BY ordinal DESC LIMIT ?) AS found`,
			postgresQuery(list), int64(below), limit)
	}
	return p.ordinals(ctx, `SELECT json_group_array(n) FROM (SELECT rowid AS n FROM publication_search WHERE publication_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)`,
		sqliteQuery(list), int64(below), limit)
}

// ordinals reads a list that comes as one JSON value: ten thousand rows would cost more in the
// driver than in the index.
func (p *Public) ordinals(ctx context.Context, query string, args ...any) ([]uint32, error) {
	var value *string
	if err := p.db.WithContext(ctx).Raw(query, args...).Scan(&value).Error; err != nil || value == nil {
		return nil, told(err)
	}
	var out []uint32
	return out, told(json.Unmarshal([]byte(*value), &out))
}

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
	err := p.db.WithContext(ctx).Raw(`SELECT ordinal, ref, title, language, outcome, occurred_on, country, region FROM publications WHERE ordinal IN ? AND state <> 'withdrawn'`, ordinals).Scan(&rows).Error
	for _, r := range rows {
		out[r.Ordinal] = r.Headline
	}
	return out, told(err)
}
