package records

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type dossierRow struct {
	ID, DeskID, Slug, State, PublicKey, ProposedBy, ProposedName, WithdrawnNote string
	Sealed                                                                      []byte
	Version, Editions                                                           int
	UpdatedAt, WithdrawnAt                                                      int64
}

const dossierColumns = `SELECT d.id, d.desk_id, d.slug, d.state, d.public_key, d.sealed, d.version, d.proposed_by, COALESCE(p.name, '') AS proposed_name, d.updated_at, d.withdrawn_at, d.withdrawn_note,
	(SELECT COUNT(*) FROM dossier_editions e WHERE e.dossier_id = d.id) AS editions FROM dossiers d LEFT JOIN persons p ON p.id = d.proposed_by`

func (r dossierRow) dossier() models.Dossier {
	d := models.Dossier{
		ID: models.ID(r.ID), DeskID: models.ID(r.DeskID), Slug: r.Slug, State: models.DossierState(r.State), PublicKey: r.PublicKey, Sealed: r.Sealed, Version: r.Version,
		ProposedBy: models.ID(r.ProposedBy), ProposedName: r.ProposedName, UpdatedAt: fromMicros(r.UpdatedAt), Editions: r.Editions, Notice: r.WithdrawnNote,
	}
	if r.WithdrawnAt > 0 {
		d.WithdrawnAt = fromMicros(r.WithdrawnAt)
	}
	return d
}

// Dossiers lists those of some desks, the last changed first.
func (s *Store) Dossiers(ctx context.Context, desks []models.ID) ([]models.Dossier, error) {
	var rows []dossierRow
	err := s.read(ctx).Raw(dossierColumns+` WHERE d.desk_id IN ? ORDER BY d.updated_at DESC, d.id`, append([]models.ID{""}, desks...)).Scan(&rows).Error
	out := make([]models.Dossier, len(rows))
	for i, r := range rows {
		out[i] = r.dossier()
	}
	return out, told(err)
}

// Dossier finds one; models.ErrNotFound when there is none.
func (s *Store) Dossier(ctx context.Context, id models.ID) (models.Dossier, error) {
	var row dossierRow
	err := found(s.read(ctx).Raw(dossierColumns+` WHERE d.id = ?`, id).Scan(&row))
	return row.dossier(), told(err)
}

// OpenDossier begins one with its key. A slug that is taken gets a number.
func (s *Store) OpenDossier(ctx context.Context, d models.Dossier, keys []models.WrappedKey, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		base := d.Slug
		for n := 2; ; n++ {
			var taken int
			if err := tx.Raw(`SELECT COUNT(*) FROM dossiers WHERE slug = ?`, d.Slug).Scan(&taken).Error; err != nil {
				return err
			}
			if taken == 0 {
				break
			}
			d.Slug = fmt.Sprintf("%s-%d", base, n)
		}
		if err := exec(tx, `INSERT INTO dossiers (id, desk_id, slug, state, public_key, sealed, version, updated_at) VALUES (?, ?, ?, 'draft', ?, ?, 1, ?)`,
			d.ID, d.DeskID, d.Slug, d.PublicKey, d.Sealed, micros(ev.At)); err != nil {
			return err
		}
		for _, k := range keys {
			if err := putKey(tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveDossier keeps a text. What was proposed of an older text is a proposal no longer. A colleague's
// save since version is a Conflict.
func (s *Store) SaveDossier(ctx context.Context, id models.ID, sealed []byte, version int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE dossiers SET sealed = ?, version = version + 1, state = 'draft', proposed_by = '', updated_at = ? WHERE id = ? AND version = ?`, sealed, micros(ev.At), id, version)
	})
}

// ProposeDossier offers the text as it stands at version for release.
func (s *Store) ProposeDossier(ctx context.Context, id models.ID, version int, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE dossiers SET state = 'proposed', proposed_by = ?, updated_at = ? WHERE id = ? AND version = ? AND state = 'draft'`, ev.ActorID, micros(ev.At), id, version)
	})
}

// ReleaseDossier makes a proposed text an edition and gives the edition's name.
func (s *Store) ReleaseDossier(ctx context.Context, e models.NewEdition, ev models.Custody) (name string, err error) {
	content, err := json.Marshal(e.DossierText)
	if err != nil {
		return "", err
	}
	frozen, err := json.Marshal(e.Frozen)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		var proposedBy string
		if err := found(tx.Raw(`SELECT proposed_by FROM dossiers WHERE id = ? AND version = ? AND state = 'proposed'`, e.DossierID, e.Version).Scan(&proposedBy)); err != nil {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		if err := must(tx, `UPDATE dossiers SET state = 'draft', released_by = ?, updated_at = ?, withdrawn_at = 0, withdrawn_note = '' WHERE id = ? AND version = ? AND state = 'proposed'`, e.By, micros(e.At), e.DossierID, e.Version); err != nil {
			return err
		}
		var made struct{ Number, Today int }
		day := e.At.UTC().Format(time.DateOnly)
		if err := tx.Raw(`SELECT COUNT(*) AS number, COALESCE(SUM(CASE WHEN name = ? OR name LIKE ? THEN 1 ELSE 0 END), 0) AS today FROM dossier_editions WHERE dossier_id = ?`, day, day+"-%", e.DossierID).Scan(&made).Error; err != nil {
			return err
		}
		if name = day; made.Today > 0 {
			name = fmt.Sprintf("%s-%d", day, made.Today+1)
		}
		return exec(tx, `INSERT INTO dossier_editions (dossier_id, number, name, content, frozen, note, at, proposed_by, released_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.DossierID, made.Number+1, name, string(content), string(frozen), e.Note, micros(e.At), proposedBy, e.By)
	})
	s.changed(ctx)
	return name, err
}

// WithdrawDossier takes all editions from the public and leaves a notice.
func (s *Store) WithdrawDossier(ctx context.Context, id models.ID, notice string, ev models.Custody) error {
	err := s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE dossiers SET withdrawn_at = ?, withdrawn_note = ?, updated_at = ? WHERE id = ? AND withdrawn_at = 0 AND EXISTS (SELECT 1 FROM dossier_editions e WHERE e.dossier_id = dossiers.id)`,
			micros(ev.At), notice, micros(ev.At), id)
	})
	s.changed(ctx)
	return err
}
