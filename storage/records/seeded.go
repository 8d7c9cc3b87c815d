package records

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"gorm.io/gorm"

	"loupe/models"
	"loupe/words"
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
		if !s.postgres {
			// Ids are in no order, so each lands on another page of the indexes. The pages stay in memory until
			// who seeds is done.
			if err := exec(tx, `PRAGMA cache_size = -200000`); err != nil {
				return err
			}
		}
		at, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		publications := bulk{into: `publications (` + publicationFields + `)`}
		versions := bulk{into: `publication_versions (publication_id, number, content, note, at, by_id)`}
		numbers, begin := map[int]int{}, at.Ordinal
		list = slices.Clone(list)
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
			publications.add(publicationValues(p, year, numbers[year], at)...)
			at = places{at.Ordinal + 1, at.Change + 1, at.until(p.UpdatedAt)}
			list[i] = p
		}
		come := make(chan postings, 1) // what they are found by is worked out while their rows are written
		go func() { come <- postingsOf(begin, list) }()
		for _, p := range list {
			content, err := json.Marshal(p.Content)
			if err != nil {
				return err
			}
			versions.add(p.ID, p.Version, string(content), "", micros(p.UpdatedAt), "")
		}
		if err := publications.insert(tx); err != nil {
			return err
		}
		if err := versions.insert(tx); err != nil {
			return err
		}
		return (<-come).put(tx)
	})
}

// holders are the publications that hold a word, in order.
type holders struct{ ordinals []uint32 }

// postingsOf is what many publications are found by, which stand one after another from an ordinal on.
func postingsOf(from uint32, list []models.Publication) postings {
	known, all := map[string]map[string][]*holders{}, map[string]*holders{}
	of := func(word string) *holders {
		if all[word] == nil {
			all[word] = &holders{}
		}
		return all[word]
	}
	for i, p := range list {
		ordinal, language := from+uint32(i), p.Content.Language
		if known[language] == nil {
			known[language] = map[string][]*holders{}
		}
		words.Each(p.Text(), language, known[language], of, func(h *holders) {
			if n := len(h.ordinals); n == 0 || h.ordinals[n-1] != ordinal {
				h.ordinals = append(h.ordinals, ordinal)
			}
		})
	}
	out := postings{}
	for word, h := range all {
		for len(h.ordinals) > 0 {
			block := h.ordinals[0] >> blockBits
			n, _ := slices.BinarySearch(h.ordinals, (block+1)<<blockBits)
			if out[block] == nil {
				out[block] = map[string]*roaring.Bitmap{}
			}
			out[block][word] = roaring.BitmapOf(h.ordinals[:n]...)
			h.ordinals = h.ordinals[n:]
		}
	}
	return out
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
