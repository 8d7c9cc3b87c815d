package seal

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"strings"
)

// The 2,048 English words of BIP-39; the first four letters decide each.
//
//go:embed words.txt
var wordText string

var (
	words     = strings.Fields(wordText)
	wordIndex = indexWords()
)

const (
	receiptWords = 10
	receiptBits  = 99 // of 110; the other 11 are a checksum, so a mistyped word is told at once
	prefixLength = 4
)

// Receipt is what a source keeps: ten words that hold 99 random bits. They open the desk's replies
// and say how far the report is, and nothing else. It never shows itself when printed or logged.
type Receipt struct{ *bits }

// bits stands between a receipt and its entropy because fmt, given a struct that has a receipt in
// an unexported field and a verb that doesn't fit, follows one pointer and prints what is there.
type bits struct{ entropy *big.Int }

// NewReceipt draws a receipt.
func NewReceipt(random io.Reader) (Receipt, error) {
	raw := make([]byte, 13)
	if _, err := io.ReadFull(random, raw); err != nil {
		return Receipt{}, fmt.Errorf("drawing a receipt: %w", err)
	}
	return receiptFromBytes(raw), nil
}

// ReceiptFromSeed gives the one receipt that belongs to a secret of at least 16 random bytes, so
// that a form which is sent twice gets the same words twice.
func ReceiptFromSeed(seed []byte) (Receipt, error) {
	if len(seed) < 16 {
		return Receipt{}, fmt.Errorf("a receipt's seed is too short")
	}
	raw, err := derive(seed, "loupe receipt", 13)
	if err != nil {
		return Receipt{}, err
	}
	return receiptFromBytes(raw), nil
}

func receiptFromBytes(raw []byte) Receipt {
	n := new(big.Int).SetBytes(raw)
	return Receipt{&bits{n.Rsh(n, uint(len(raw)*8-receiptBits))}}
}

// IsZero tells whether there is no receipt.
func (r Receipt) IsZero() bool { return r.bits == nil }

// Words are the receipt's ten words.
func (r Receipt) Words() []string {
	if r.IsZero() {
		return nil
	}
	n := new(big.Int).Lsh(r.entropy, 11)
	n.Or(n, big.NewInt(int64(receiptChecksum(r.entropy))))
	out := make([]string, receiptWords)
	mask := big.NewInt(2047)
	for i := receiptWords - 1; i >= 0; i-- {
		out[i] = words[new(big.Int).And(n, mask).Int64()]
		n.Rsh(n, 11)
	}
	return out
}

// Text is the words in a row. It is for the receipt page and for the source's own request only.
func (r Receipt) Text() string { return strings.Join(r.Words(), " ") }

func (Receipt) String() string             { return "[receipt]" }
func (Receipt) GoString() string           { return "[receipt]" }
func (Receipt) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[receipt]") }
func (Receipt) LogValue() slog.Value       { return slog.StringValue("[receipt]") }

// MarshalText never shows the words.
func (Receipt) MarshalText() ([]byte, error) { return []byte("[receipt]"), nil }

func receiptChecksum(entropy *big.Int) int {
	sum := sha256.Sum256(append([]byte("loupe receipt\x00"), entropy.FillBytes(make([]byte, 13))...))
	return int(sum[0])<<3 | int(sum[1])>>5
}

// secret gives the two halves that a receipt is stretched to. With 99 random bits no slow function
// is needed, and a flood of reports must not cost the server: 4,096 rounds only spoil shortcuts.
func (r Receipt) secret() (lookup, seed []byte, err error) {
	stretched, err := pbkdf2.Key(sha256.New, r.Text(), []byte("loupe receipt v1"), 4096, 32)
	if err != nil {
		return nil, nil, err
	}
	if lookup, err = derive(stretched, "loupe receipt lookup", 32); err != nil {
		return nil, nil, err
	}
	seed, err = derive(stretched, "loupe receipt reply key", 32)
	return lookup, seed, err
}

// Keys gives what a receipt unlocks: the id under which its report is found (a hash, as the
// database holds it) and the key that opens replies. Both at once, because stretching costs.
func (r Receipt) Keys() (lookupID string, reply PrivateKey, err error) {
	if r.IsZero() {
		return "", PrivateKey{}, ErrReceiptLength
	}
	lookup, seed, err := r.secret()
	if err != nil {
		return "", PrivateKey{}, fmt.Errorf("stretching a receipt: %w", err)
	}
	sum := sha256.Sum256(append([]byte("loupe receipt id\x00"), lookup...))
	reply, err = PrivateKeyFromSeed([32]byte(seed))
	return hex.EncodeToString(sum[:]), reply, err
}

// LookupID is the stored form of the id under which the report is found; "" for no receipt.
func (r Receipt) LookupID() string { id, _, _ := r.Keys(); return id }

// ReplyKey opens replies to the source, and nothing else.
func (r Receipt) ReplyKey() (PrivateKey, error) { _, k, err := r.Keys(); return k, err }
