package records

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"loupe/models"
)

// PublishSeeded adds finished publications, for measuring: a batch in one transaction with one custody
// entry. Their cases need no rows; references are drawn as for any other. The entry says that they were
// seeded, because nobody proposed, confirmed or published them, and a record that said so would lie.
func (s *Store) PublishSeeded(ctx context.Context, list []models.Publication, ev models.Custody) error {
	defer s.changed(ctx)
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := s.lockPublications(tx); err != nil {
			return err
		}
		at, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		publications := bulk{into: `publications (` + publicationFields + `)`}
		versions := bulk{into: `publication_versions (publication_id, number, content, note, at, by_id)`}
		numbers, come := map[int]int{}, postings{}
		for _, p := range list {
			year := p.PublishedAt.UTC().Year()
			if numbers[year] == 0 {
				var last int
				if err := tx.Raw(`SELECT COALESCE(MAX(number), 0) FROM publications WHERE year = ?`, year).Scan(&last).Error; err != nil {
					return err
				}
				numbers[year] = last
			}
			numbers[year]++
			p.Ref, p.Version, p.State = models.Reference(year, numbers[year]), 1, models.Published
			p.Content = named(p.Content, p.Ref, 1)
			content, err := json.Marshal(p.Content)
			if err != nil {
				return err
			}
			publications.add(publicationValues(p, year, numbers[year], at)...)
			come.add(at.Ordinal, indexed(p))
			versions.add(p.ID, p.Version, string(content), "", micros(p.UpdatedAt), "")
			at = places{at.Ordinal + 1, at.Change + 1, at.until(p.UpdatedAt)}
		}
		if err := publications.insert(tx); err != nil {
			return err
		}
		if err := versions.insert(tx); err != nil {
			return err
		}
		return come.put(tx)
	})
}

// AcceptSeeded adds sealed reports without exhibits, for measuring: a batch in one transaction with one
// custody entry, which says that they were seeded.
func (s *Store) AcceptSeeded(ctx context.Context, list []models.SealedReport, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		reports, categories := bulk{into: `reports (` + reportFields + `)`}, bulk{into: `report_categories (` + categoryFields + `)`}
		keys := bulk{into: `wrapped_keys (` + keyFields + `)`}
		for _, r := range list {
			reports.add(reportValues(r)...)
			for i := range r.Facts.Categories {
				categories.add(categoryValues(r, i)...)
			}
			for _, k := range r.Keys {
				keys.add(keyValues(k)...)
			}
		}
		for _, rows := range []*bulk{&reports, &categories, &keys} {
			if err := rows.insert(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
