package records

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type translationRow struct {
	Language, Content, Note string
	Number, OfVersion       int
	At                      int64
}

// Translations lists all translations of a publication by language, newest first in each; none of a
// withdrawn one.
func (p *Public) Translations(ctx context.Context, ref string) ([]models.Translation, error) {
	return translations(p.db.WithContext(ctx), `SELECT t.language, t.number, t.of_version, t.content, t.note, t.at FROM publication_translations t
		JOIN publications p ON p.id = t.publication_id WHERE p.ref = ? AND p.state <> 'withdrawn' ORDER BY t.language, t.number DESC`, ref)
}

// TranslatedInto tells, by reference, into which languages publications were translated, in the order of
// the languages' codes. Withdrawn ones are left out.
func (p *Public) TranslatedInto(ctx context.Context, refs []string) (map[string][]models.TranslatedInto, error) {
	out := map[string][]models.TranslatedInto{}
	if len(refs) == 0 {
		return out, nil
	}
	var rows []struct {
		Ref, Language     string
		Number, OfVersion int
		At                int64
	}
	err := p.db.WithContext(ctx).Raw(`SELECT p.ref, t.language, t.number, t.of_version, t.at FROM publications p JOIN publication_translations t ON t.publication_id = p.id
		WHERE p.ref IN ? AND p.state <> 'withdrawn'
		AND t.number = (SELECT MAX(n.number) FROM publication_translations n WHERE n.publication_id = t.publication_id AND n.language = t.language) ORDER BY p.ref, t.language`, refs).Scan(&rows).Error
	for _, r := range rows {
		out[r.Ref] = append(out[r.Ref], models.TranslatedInto{Language: r.Language, Number: r.Number, Of: r.OfVersion, At: fromMicros(r.At)})
	}
	return out, told(err)
}

func translations(db *gorm.DB, query string, args ...any) ([]models.Translation, error) {
	var rows []translationRow
	err := db.Raw(query, args...).Scan(&rows).Error
	out := make([]models.Translation, len(rows))
	for i, r := range rows {
		out[i] = models.Translation{Language: r.Language, Number: r.Number, Of: r.OfVersion, Note: r.Note, At: fromMicros(r.At)}
		if err := json.Unmarshal([]byte(r.Content), &out[i].Text); err != nil {
			return nil, fmt.Errorf("reading a translation: %w", err)
		}
	}
	return out, told(err)
}

// current gives the newest translation in each language of a version: the words by which a
// publication is found beside its own.
func current(tx *gorm.DB, p models.Publication) ([]models.Translation, error) {
	return translations(tx, `SELECT t.language, t.number, t.of_version, t.content, t.note, t.at FROM publication_translations t WHERE t.publication_id = ? AND t.of_version = ?
		AND t.number = (SELECT MAX(n.number) FROM publication_translations n WHERE n.publication_id = t.publication_id AND n.language = t.language) ORDER BY t.language`, p.ID, p.Version)
}

// TranslationDrafts lists the translations of a case that nobody else has looked over, by language.
func (s *Store) TranslationDrafts(ctx context.Context, id models.ID) ([]models.TranslationDraft, error) {
	var rows []struct {
		Language, ByID, ByName string
		Sealed                 []byte
		Version                int
		At                     int64
	}
	err := s.read(ctx).Raw(`SELECT d.language, d.sealed, d.version, d.by_id, COALESCE(p.name, '') AS by_name, d.at FROM translation_drafts d LEFT JOIN persons p ON p.id = d.by_id
		WHERE d.case_id = ? ORDER BY d.language`, id).Scan(&rows).Error
	out := make([]models.TranslationDraft, len(rows))
	for i, r := range rows {
		out[i] = models.TranslationDraft{Language: r.Language, Sealed: r.Sealed, Version: r.Version, By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// SaveTranslationDraft keeps a draft made from the version before; version is 0 for the first. A
// colleague's save in between is a Conflict.
func (s *Store) SaveTranslationDraft(ctx context.Context, id models.ID, d models.TranslationDraft, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if d.Version == 0 {
			return exec(tx, `INSERT INTO translation_drafts (case_id, language, sealed, version, by_id, at) VALUES (?, ?, ?, 1, ?, ?)`, id, d.Language, d.Sealed, d.By, micros(d.At))
		}
		return must(tx, `UPDATE translation_drafts SET sealed = ?, version = version + 1, by_id = ?, at = ? WHERE case_id = ? AND language = ? AND version = ?`, d.Sealed, d.By, micros(d.At), id, d.Language, d.Version)
	})
}

// ReleaseTranslation makes a draft public that another person has looked over. It belongs to the
// version that is current: a correction in between is a Conflict, and so is a save.
func (s *Store) ReleaseTranslation(ctx context.Context, id models.ID, t models.Translation, draft models.TranslationDraft, checkedBy models.ID, at time.Time, ev models.Custody) error {
	content, err := json.Marshal(t.Text)
	if err != nil {
		return err
	}
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := s.lockPublications(tx); err != nil {
			return err
		}
		var row publicationRow
		if err := found(tx.Raw(publicationColumns+` WHERE p.case_id = ? AND p.state <> 'withdrawn' AND p.version = ?`, id, t.Of).Scan(&row)); err != nil {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		was, err := wording(tx, row.publication())
		if err != nil {
			return err
		}
		if err := must(tx, `DELETE FROM translation_drafts WHERE case_id = ? AND language = ? AND version = ? AND by_id = ?`, id, t.Language, draft.Version, draft.By); err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO publication_translations (publication_id, language, number, of_version, content, note, at, by_id, checked_by)
			SELECT CAST(? AS TEXT), CAST(? AS TEXT), COALESCE(MAX(number), 0) + 1, CAST(? AS INTEGER), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT)
			FROM publication_translations WHERE publication_id = ? AND language = ?`,
			row.ID, t.Language, t.Of, string(content), t.Note, micros(at), draft.By, checkedBy, row.ID, t.Language); err != nil {
			return err
		}
		next, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		if err := exec(tx, `UPDATE publications SET change = ?, latest = ? WHERE id = ?`, next.Change, next.until(at), row.ID); err != nil {
			return err
		}
		is, err := wording(tx, row.publication())
		if err != nil {
			return err
		}
		return s.reword(tx, row.Ordinal, was, is)
	})
	s.changed(ctx)
	return err
}
