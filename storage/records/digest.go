package records

import (
	"context"

	"loupe/models"
)

const digestColumns = `SELECT e.sha256, e.id, e.name, e.type, e.size, e.version, p.ref FROM publication_exhibits e JOIN publications p ON p.id = e.publication_id AND p.state <> 'withdrawn'`

type digestRow struct {
	SHA256, ID, Name, Type, Ref string
	Size                        int64
	Version                     int
}

func (r digestRow) file() models.PublicFile {
	return models.PublicFile{SHA256: r.SHA256, ID: models.ID(r.ID), Name: r.Name, Type: r.Type, Size: r.Size, Ref: r.Ref, Version: r.Version}
}

// FilesByDigest lists the published files whose SHA-256 digest, in hex, is or begins so, newest version first.
func (p *Public) FilesByDigest(ctx context.Context, beginning string) ([]models.PublicFile, error) {
	return p.files(ctx, ` WHERE e.sha256 >= ? AND e.sha256 < ? ORDER BY e.sha256, e.publication_id, e.version DESC, e.position`, beginning, beginning+"g")
}

// Files lists published files, at most limit, newest publication first.
func (p *Public) Files(ctx context.Context, limit int) ([]models.PublicFile, error) {
	return p.files(ctx, ` ORDER BY p.ordinal DESC, e.version DESC, e.position LIMIT ?`, limit)
}

func (p *Public) files(ctx context.Context, where string, args ...any) ([]models.PublicFile, error) {
	var rows []digestRow
	err := p.db.WithContext(ctx).Raw(digestColumns+where, args...).Scan(&rows).Error
	out := make([]models.PublicFile, len(rows))
	for i, r := range rows {
		out[i] = r.file()
	}
	return out, told(err)
}
