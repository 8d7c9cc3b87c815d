package seal

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ErrReceiptLength says that there aren't ten words.
var ErrReceiptLength = errors.New("a receipt has ten words")

// ErrReceiptChecksum says that every word is in the list but they don't belong together: one is
// mistaken for another, or two have changed places.
var ErrReceiptChecksum = errors.New("these words do not belong together")

// ErrReceiptWord says which word isn't in the list and what it might have been.
type ErrReceiptWord struct {
	Position   int    // from 1
	Suggestion string // the nearest word, "" when none is near
}

func (e ErrReceiptWord) Error() string {
	return fmt.Sprintf("word %d is not a receipt word", e.Position)
}

const receiptInput = 1000 // bytes; ten words with numbers and commas need far fewer

// ParseReceipt reads a receipt as people write it: in any case, with numbers, commas, dashes, line
// ends or accents, each word cut to its first four letters if they like. The errors are
// ErrReceiptLength, ErrReceiptChecksum and ErrReceiptWord; none repeats what was typed.
func ParseReceipt(s string) (Receipt, error) {
	if len(s) > receiptInput {
		return Receipt{}, ErrReceiptLength
	}
	typed := strings.FieldsFunc(strings.ToLower(stripMarks(s)), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(typed) != receiptWords {
		return Receipt{}, ErrReceiptLength
	}
	n := new(big.Int)
	for i, w := range typed {
		at, ok := findWord(w)
		if !ok {
			return Receipt{}, ErrReceiptWord{Position: i + 1, Suggestion: nearestWord(w)}
		}
		n.Lsh(n, 11).Or(n, big.NewInt(int64(at)))
	}
	entropy := new(big.Int).Rsh(n, 11)
	if int(new(big.Int).And(n, big.NewInt(2047)).Int64()) != receiptChecksum(entropy) {
		return Receipt{}, ErrReceiptChecksum
	}
	return Receipt{entropy}, nil
}

func stripMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

func indexWords() map[string]int {
	index := make(map[string]int, 2*len(words))
	for i, w := range words {
		index[w[:min(prefixLength, len(w))]] = i
	}
	return index
}

// findWord takes a whole word or its first four letters. A longer form must be the word's own
// beginning, so that "abandoned" for "abandon" is forgiven and "abanxyz" is told.
func findWord(typed string) (int, bool) {
	at, ok := wordIndex[typed[:min(prefixLength, len(typed))]]
	if !ok {
		return 0, false
	}
	word := words[at]
	return at, strings.HasPrefix(word, typed) || strings.HasPrefix(typed, word)
}

func nearestWord(typed string) string {
	best, at := 3, ""
	for _, w := range words {
		if d := editDistance(typed, w); d < best {
			best, at = d, w
		}
	}
	return at
}

// editDistance is Levenshtein's, for words of a list's length.
func editDistance(a, b string) int {
	if len(a) > 16 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
