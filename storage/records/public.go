package records

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"loupe/models"
)

// Public reads publications and the gazetteer, and nothing else: it is all that the public door is
// handed, so a page for strangers has no way to an unpublished word.
type Public struct {
	db         *gorm.DB
	postgres   bool
	generation *generation
}

// Public gives the public side of the store.
func (s *Store) Public() *Public { return &Public{s.reader, s.postgres, &s.generation} }

type publicationRow struct {
	ID, CaseID, Ref, State, Content, Note, WithdrawnClass, WithdrawnNote string
	Version                                                              int
	PublishedAt, UpdatedAt, WithdrawnAt                                  int64
	Ordinal                                                              uint32
	Change                                                               int64 // where it is asked for
}

const publicationColumns = `SELECT p.id, p.case_id, p.ref, p.ordinal, p.state, p.version, p.published_at, p.updated_at, p.withdrawn_at, p.withdrawn_class, p.withdrawn_note,
	v.content, v.note FROM publications p JOIN publication_versions v ON v.publication_id = p.id AND v.number = p.version`

// publication gives the public form of a row. Of a withdrawn one nothing but the notice is left.
func (r publicationRow) publication() models.Publication {
	p := models.Publication{
		ID: models.ID(r.ID), CaseID: models.ID(r.CaseID), Ref: r.Ref, State: models.PublicationState(r.State), Version: r.Version,
		PublishedAt: fromMicros(r.PublishedAt), UpdatedAt: fromMicros(r.UpdatedAt),
	}
	if p.State == models.Withdrawn {
		p.Withdrawal = &models.Withdrawal{Reason: models.WithdrawalReason(r.WithdrawnClass), Notice: r.WithdrawnNote, At: fromMicros(r.WithdrawnAt)}
		return p
	}
	p.Note = r.Note
	// The row was written from this type; what doesn't read shows as an empty page in tests.
	_ = json.Unmarshal([]byte(r.Content), &p.Content)
	return p
}

// PublicationByRef finds a publication by its permanent reference. A withdrawn one has its notice
// and no content.
func (p *Public) PublicationByRef(ctx context.Context, ref string) (models.Publication, error) {
	var row publicationRow
	err := found(p.db.WithContext(ctx).Raw(publicationColumns+` WHERE p.ref = ?`, ref).Scan(&row))
	return row.publication(), told(err)
}

// Versions lists the versions of a publication, newest first; none of a withdrawn one.
func (p *Public) Versions(ctx context.Context, ref string) ([]models.Version, error) {
	var rows []struct {
		Number        int
		Content, Note string
		At            int64
	}
	err := p.db.WithContext(ctx).Raw(`SELECT v.number, v.content, v.note, v.at FROM publication_versions v JOIN publications p ON p.id = v.publication_id
		WHERE p.ref = ? AND p.state <> 'withdrawn' ORDER BY v.number DESC`, ref).Scan(&rows).Error
	out := make([]models.Version, len(rows))
	for i, r := range rows {
		out[i] = models.Version{Number: r.Number, Note: r.Note, At: fromMicros(r.At)}
		if err := json.Unmarshal([]byte(r.Content), &out[i].Content); err != nil {
			return nil, fmt.Errorf("reading a version: %w", err)
		}
	}
	return out, told(err)
}

// Exhibit finds a public copy of a publication that isn't withdrawn.
func (p *Public) Exhibit(ctx context.Context, id models.ID) (models.PublicCopy, error) {
	var row struct {
		ID, Name, Type, SHA256 string
		ObjectKey              string
		Size                   int64
	}
	err := found(p.db.WithContext(ctx).Raw(`SELECT e.id, e.name, e.type, e.size, e.sha256, e.object_key FROM publication_exhibits e
		JOIN publications p ON p.id = e.publication_id WHERE e.id = ? AND p.state <> 'withdrawn' ORDER BY e.version DESC LIMIT 1`, id).Scan(&row))
	return models.PublicCopy{ID: models.ID(row.ID), Name: row.Name, Type: row.Type, Size: row.Size, SHA256: row.SHA256, Key: row.ObjectKey}, told(err)
}

// Changes lists what was published, corrected or withdrawn, newest first.
func (p *Public) Changes(ctx context.Context, limit int) ([]models.Publication, error) {
	var rows []publicationRow
	err := p.db.WithContext(ctx).Raw(publicationColumns+` WHERE p.state <> 'published' ORDER BY p.updated_at DESC, p.id DESC LIMIT ?`, limitOr(limit, 50)).Scan(&rows).Error
	out := make([]models.Publication, len(rows))
	for i, r := range rows {
		out[i] = r.publication()
	}
	return out, told(err)
}

// Gazetteer lists all sites.
func (p *Public) Gazetteer(ctx context.Context) ([]models.Site, error) {
	return sites(p.db.WithContext(ctx))
}

// SiteBySlug finds a site of the gazetteer.
func (p *Public) SiteBySlug(ctx context.Context, slug string) (models.Site, error) {
	return siteBySlug(p.db.WithContext(ctx), slug)
}
