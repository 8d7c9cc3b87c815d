package records

import (
	"context"
	"database/sql"
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
		var there bool // nothing is kept of a block that is begun
		if err := tx.Raw(`SELECT EXISTS (SELECT 1 FROM publication_words WHERE block = ?)`, number).Scan(&there).Error; err != nil {
			return err
		}
		set := bulk{into: `publication_words (block, word, members)`, but: ` ON CONFLICT (block, word) DO UPDATE SET members = excluded.members`}
		var empty []string
		for some := range slices.Chunk(slices.Sorted(maps.Keys(block)), 500) {
			kept := map[string]*roaring.Bitmap{}
			if there {
				var err error
				if kept, err = keptOf(tx, number, some); err != nil {
					return err
				}
			}
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
		}
		if err := set.insert(tx); err != nil {
			return err
		}
		for some := range slices.Chunk(empty, 500) {
			if err := exec(tx, `DELETE FROM publication_words WHERE block = ? AND word IN ?`, number, some); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptOf gives what is kept of some words in a block.
func keptOf(tx *gorm.DB, block uint32, list []string) (map[string]*roaring.Bitmap, error) {
	kept := map[string]*roaring.Bitmap{}
	var rows []postingRow
	if err := tx.Raw(`SELECT word, members FROM publication_words WHERE block = ? AND word IN ?`, block, list).Scan(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		set, err := r.set()
		if err != nil {
			return nil, err
		}
		kept[r.Word] = set
	}
	return kept, nil
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

// Holders gives for each of some words, as words.Index writes them, the publications that hold it; a word that
// none has is left out. Its cost grows with the sets, 8 KB a word for each 65,536 publications at most.
func (p *Public) Holders(ctx context.Context, list []string) (map[string]*roaring.Bitmap, error) {
	out := map[string]*roaring.Bitmap{}
	err := p.holders(ctx, func(word string, block *roaring.Bitmap) {
		if out[word] == nil {
			out[word] = roaring.New()
		}
		out[word].Or(block)
	}, `word IN ?`, list)
	return out, err
}

// HoldersOf gives the publications that hold a longer word than this, which begins so.
func (p *Public) HoldersOf(ctx context.Context, beginning string) (*roaring.Bitmap, error) {
	out := roaring.New()
	err := p.holders(ctx, func(_ string, block *roaring.Bitmap) { out.Or(block) }, `word > ? AND word < ?`, beginning, beginning+"\U0010FFFF")
	return out, err
}

// holders calls fn for what is kept of some words, block after block. The set is lent.
func (p *Public) holders(ctx context.Context, fn func(word string, block *roaring.Bitmap), where string, args ...any) error {
	var newest uint32
	if err := p.db.WithContext(ctx).Raw(`SELECT COALESCE(MAX(ordinal), 0) FROM publications`).Scan(&newest).Error; err != nil {
		return told(err)
	}
	blocks := make([]uint32, newest>>blockBits+1)
	for i := range blocks {
		blocks[i] = uint32(i)
	}
	rows, err := p.db.WithContext(ctx).Raw(`SELECT word, members FROM publication_words WHERE block IN ? AND `+where, append([]any{blocks}, args...)...).Rows()
	if err != nil {
		return told(err)
	}
	defer rows.Close()
	for rows.Next() {
		var word, members sql.RawBytes // many and large: what is read is put into sets at once
		if err := rows.Scan(&word, &members); err != nil {
			return told(err)
		}
		block, err := postingRow{Members: members}.set()
		if err != nil {
			return err
		}
		fn(string(word), block)
	}
	return told(rows.Err())
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
