package records

import (
	"context"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"gorm.io/gorm"

	"loupe/models"
	"loupe/words"
)

// indexVersion says how words are made (words.Index). It goes up with every change to that, and the index
// is then made anew at the next start.
const indexVersion = 1

// blockBits: the sets of a word stand in blocks of 65,536 ordinals, the containers of a roaring bitmap.
const blockBits = 16

// postings are sets of publications by block and word.
type postings map[uint32]map[string]*roaring.Bitmap

func (p postings) add(ordinal uint32, list []string) {
	block := p[ordinal>>blockBits]
	if block == nil {
		block = map[string]*roaring.Bitmap{}
		p[ordinal>>blockBits] = block
	}
	for _, w := range list {
		if block[w] == nil {
			block[w] = roaring.New()
		}
		block[w].Add(ordinal)
	}
}

// put adds the sets to those that are kept.
func (p postings) put(tx *gorm.DB) error {
	return p.change(tx, func(kept, come *roaring.Bitmap) { kept.Or(come) })
}

// take takes the sets out of those that are kept.
func (p postings) take(tx *gorm.DB) error {
	return p.change(tx, func(kept, gone *roaring.Bitmap) { kept.AndNot(gone) })
}

type postingRow struct {
	Word    string
	Members []byte
}

func (r postingRow) set() (*roaring.Bitmap, error) {
	set := roaring.New()
	_, err := set.FromBuffer(r.Members)
	return set, err
}

func (p postings) change(tx *gorm.DB, change func(kept, by *roaring.Bitmap)) error {
	for number, block := range p {
		for some := range slices.Chunk(slices.Sorted(maps.Keys(block)), 500) {
			kept := map[string]*roaring.Bitmap{}
			var rows []postingRow
			if err := tx.Raw(`SELECT word, members FROM publication_words WHERE block = ? AND word IN ?`, number, some).Scan(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				set, err := r.set()
				if err != nil {
					return err
				}
				kept[r.Word] = set
			}
			set := bulk{into: `publication_words (block, word, members)`, but: ` ON CONFLICT (block, word) DO UPDATE SET members = excluded.members`}
			var empty []string
			for _, w := range some {
				if kept[w] == nil {
					kept[w] = roaring.New()
				}
				if change(kept[w], block[w]); kept[w].IsEmpty() {
					empty = append(empty, w)
					continue
				}
				members, err := kept[w].ToBytes()
				if err != nil {
					return err
				}
				set.add(number, w, members)
			}
			if err := set.insert(tx); err != nil {
				return err
			}
			if len(empty) == 0 {
				continue
			}
			if err := exec(tx, `DELETE FROM publication_words WHERE block = ? AND word IN ?`, number, empty); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexed gives the words of a publication without its translations.
func indexed(p models.Publication) []string { return words.Index(p.Text(), p.Content.Language) }

// wording gives all words by which a publication is found now, translations included.
func wording(tx *gorm.DB, p models.Publication) ([]string, error) {
	list := indexed(p)
	into, err := current(tx, p)
	for _, t := range into {
		x := models.Publication{Content: p.Content.In(t)}
		list = append(list, words.Index(x.Text(), t.Language)...)
	}
	slices.Sort(list)
	return slices.Compact(list), err
}

// reword changes the words by which a publication is found. Both lists are sorted.
func (s *Store) reword(tx *gorm.DB, ordinal uint32, was, is []string) error {
	come, gone := postings{}, postings{}
	without := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(w string) bool { _, has := slices.BinarySearch(other, w); return has })
	}
	come.add(ordinal, without(is, was))
	gone.add(ordinal, without(was, is))
	if err := gone.take(tx); err != nil {
		return err
	}
	return come.put(tx)
}

// Holding gives the publications that hold all terms. Its cost grows with the sets of the words, 8 KB a
// word for each 65,536 publications at most, and not with what is found.
func (p *Public) Holding(ctx context.Context, terms []words.Term) (*roaring.Bitmap, error) {
	var newest uint32
	if err := p.db.WithContext(ctx).Raw(`SELECT COALESCE(MAX(ordinal), 0) FROM publications`).Scan(&newest).Error; err != nil {
		return nil, told(err)
	}
	blocks := make([]uint32, newest>>blockBits+1)
	for i := range blocks {
		blocks[i] = uint32(i)
	}
	of := map[string][]int{} // which terms a word answers
	var list []string
	add := func(w string, term int) {
		if of[w] == nil {
			list = append(list, w)
		}
		of[w] = append(of[w], term)
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		sets[i] = roaring.New()
		add(t.Word, i)
		for _, s := range t.Stems {
			add(s, i)
		}
		if b, ok := words.Beginning(t.Word); ok && t.Begins {
			add(b, i)
		}
	}
	var rows []postingRow
	if err := p.db.WithContext(ctx).Raw(`SELECT word, members FROM publication_words WHERE block IN ? AND word IN ?`, blocks, list).Scan(&rows).Error; err != nil {
		return nil, told(err)
	}
	if last := len(terms) - 1; last >= 0 && terms[last].Begins {
		if _, ok := words.Beginning(terms[last].Word); !ok {
			var longer []postingRow
			w := terms[last].Word
			if err := p.db.WithContext(ctx).Raw(`SELECT word, members FROM publication_words WHERE block IN ? AND word > ? AND word < ?`, blocks, w, w+"\U0010FFFF").Scan(&longer).Error; err != nil {
				return nil, told(err)
			}
			for _, r := range longer {
				of[r.Word] = append(of[r.Word], last)
			}
			rows = append(rows, longer...)
		}
	}
	for _, r := range rows {
		set, err := r.set()
		if err != nil {
			return nil, err
		}
		for _, i := range of[r.Word] {
			sets[i].Or(set)
		}
	}
	return roaring.FastAnd(sets...), nil
}

// index fills the index anew when words are made another way than when it was filled.
func (s *Store) index(ctx context.Context) error {
	current := func(tx *gorm.DB) (version int, err error) {
		err = tx.Raw(`SELECT COALESCE(MAX(version), 0) FROM word_index`).Scan(&version).Error
		return version, err
	}
	if version, err := current(s.read(ctx)); err != nil || version == indexVersion {
		return err
	}
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := s.lockPublications(tx); err != nil {
			return err
		}
		if version, err := current(tx); err != nil || version == indexVersion { // another node did it
			return err
		}
		for _, q := range []string{`DELETE FROM publication_words`, `DELETE FROM word_index`} {
			if err := exec(tx, q); err != nil {
				return err
			}
		}
		for after := uint32(0); ; {
			var rows []publicationRow
			if err := tx.Raw(publicationColumns+` WHERE p.ordinal > ? ORDER BY p.ordinal LIMIT 5000`, after).Scan(&rows).Error; err != nil {
				return err
			}
			come := postings{}
			for _, r := range rows {
				after = r.Ordinal
				if p := r.publication(); p.State != models.Withdrawn {
					list, err := wording(tx, p)
					if err != nil {
						return err
					}
					come.add(r.Ordinal, list)
				}
			}
			if len(rows) == 0 {
				return exec(tx, `INSERT INTO word_index (version) VALUES (?)`, indexVersion)
			}
			if err := come.put(tx); err != nil {
				return err
			}
		}
	})
}
