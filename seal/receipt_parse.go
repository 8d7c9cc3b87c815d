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
	return Receipt{&bits{entropy}}, nil
}

// Characters that programs put inside words without showing them: soft hyphen, joiners, byte order mark.
const invisible = "\u00ad\u200c\u200d\u2060\ufeff"

func stripMarks(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), strings.ContainsRune(invisible, r):
			return -1
		}
		return r
	}, norm.NFKD.String(s))
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
	if at, ok := wordIndex[typed[:min(prefixLength, len(typed))]]; ok {
		return words[at]
	}
	best, at := 3, ""
	for _, w := range words {
		if d := editDistance(typed, w); d < best {
			best, at = d, w
		}
	}
	return at
}

// editDistance counts letters to add, drop, change or swap with their neighbour (optimal string
// alignment), for words of a list's length.
func editDistance(a, b string) int {
	if len(a) > 16 {
		return len(a)
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			rows[i][j] = min(change, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
