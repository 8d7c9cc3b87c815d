package records

import (
	"context"
	"encoding/json"
	"strings"

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
		ordinal, change, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		publications := bulk{into: `publications (` + publicationFields + `)`}
		search := bulk{into: `publication_search (rowid, words)`}
		if s.postgres {
			search = bulk{into: `publication_search (ordinal, words)`, row: `(?, to_tsvector('simple', ?))`}
		}
		versions := bulk{into: `publication_versions (publication_id, number, content, note, at, by_id)`}
		numbers := map[int]int{}
		for i, p := range list {
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
			publications.add(publicationValues(p, year, numbers[year], ordinal+int64(i), change+int64(i))...)
			search.add(ordinal+int64(i), indexed(p.Text()))
			versions.add(p.ID, p.Version, string(content), "", micros(p.UpdatedAt), "")
		}
		if err := publications.insert(tx); err != nil {
			return err
		}
		if err := versions.insert(tx); err != nil {
			return err
		}
		return search.insert(tx)
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

// bulk is rows that go into one table, many with each statement.
type bulk struct {
	into    string // "table (column, column)"
	row     string // its values in a statement; "" for plain ones
	columns int
	values  []any
}

// maxValues is how many values one statement may have: SQLite takes 32,766, PostgreSQL 65,535.
const maxValues = 5000

func (b *bulk) add(row ...any) {
	b.columns = len(row)
	b.values = append(b.values, row...)
}

func (b *bulk) insert(tx *gorm.DB) error {
	row := b.row
	if row == "" {
		row = "(" + strings.Repeat("?, ", max(0, b.columns-1)) + "?)"
	}
	for len(b.values) > 0 {
		rows := min(len(b.values)/b.columns, maxValues/b.columns)
		values := b.values[:rows*b.columns]
		if err := exec(tx, "INSERT INTO "+b.into+" VALUES "+strings.Repeat(row+", ", rows-1)+row, values...); err != nil {
			return err
		}
		b.values = b.values[len(values):]
	}
	return nil
}
