package records

import (
	"context"
	"encoding/json"
	"fmt"

	"loupe/models"
)

type editionRow struct {
	Slug, Name, Content, Frozen, Note, WithdrawnNote string
	Number                                           int
	At, WithdrawnAt                                  int64
}

const editionColumns = `SELECT d.slug, e.number, e.name, e.content, e.frozen, e.note, e.at, d.withdrawn_at, d.withdrawn_note FROM dossier_editions e JOIN dossiers d ON d.id = e.dossier_id`

// edition gives the public form of a row. Of a withdrawn dossier nothing but the notice is left.
func (r editionRow) edition() (models.Edition, error) {
	e := models.Edition{Slug: r.Slug, Name: r.Name, Number: r.Number, At: fromMicros(r.At)}
	if r.WithdrawnAt > 0 {
		e.Withdrawal = &models.Withdrawal{Notice: r.WithdrawnNote, At: fromMicros(r.WithdrawnAt)}
		return e, nil
	}
	e.Note = r.Note
	if err := json.Unmarshal([]byte(r.Content), &e.DossierText); err != nil {
		return e, fmt.Errorf("reading an edition: %w", err)
	}
	if err := json.Unmarshal([]byte(r.Frozen), &e.Frozen); err != nil {
		return e, fmt.Errorf("reading an edition: %w", err)
	}
	return e, nil
}

func (p *Public) editions(ctx context.Context, where string, args ...any) ([]models.Edition, error) {
	var rows []editionRow
	if err := p.db.WithContext(ctx).Raw(editionColumns+where, args...).Scan(&rows).Error; err != nil {
		return nil, told(err)
	}
	out := make([]models.Edition, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.edition(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Editions lists the editions of a dossier, newest first; none when there is no such dossier.
func (p *Public) Editions(ctx context.Context, slug string) ([]models.Edition, error) {
	return p.editions(ctx, ` WHERE d.slug = ? ORDER BY e.number DESC`, slug)
}

// NewestEditions lists the newest edition of each dossier, withdrawn ones left out.
func (p *Public) NewestEditions(ctx context.Context, limit int) ([]models.Edition, error) {
	return p.editions(ctx, ` WHERE d.withdrawn_at = 0 AND e.number = (SELECT MAX(n.number) FROM dossier_editions n WHERE n.dossier_id = e.dossier_id) ORDER BY e.at DESC, d.slug LIMIT ?`, limitOr(limit, 100))
}
