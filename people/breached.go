package people

import (
	"bufio"
	"bytes"
	"crypto/sha1" //nolint:gosec // the form in which lists of breached passphrases come
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// Breached is a list of passphrases that have been in breaches: a sorted text file of SHA-1 digests in
// upper-case hexadecimal, one a line, each with ":" and a count or without, as Have I Been Pwned hands
// it out. It is searched on disk; nobody is asked over the network.
type Breached struct {
	file io.ReaderAt
	size int64
}

// OpenBreached opens a list; with no path there is none. The file stays open as long as the process.
func OpenBreached(path string) (*Breached, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path) //nolint:gosec // the operator's own setting
	if err != nil {
		return nil, fmt.Errorf("opening the list of breached passphrases: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening the list of breached passphrases: %w", err)
	}
	b := &Breached{f, info.Size()}
	line, err := b.lineAfter(0)
	if _, bad := hex.DecodeString(line); err != nil || bad != nil || len(line) != 2*sha1.Size {
		return nil, fmt.Errorf("%s is not a list of SHA-1 digests, one a line, sorted", path)
	}
	return b, nil
}

// longestLine is more than a digest with a count takes.
const longestLine = 128

// Has tells whether a passphrase is on the list. A nil list has none.
func (b *Breached) Has(passphrase string) (bool, error) {
	if b == nil {
		return false, nil
	}
	sum := sha1.Sum([]byte(passphrase)) //nolint:gosec // see above
	want := strings.ToUpper(hex.EncodeToString(sum[:]))
	low, high := int64(0), b.size // the line lies at or after low and begins before high
	for low < high {
		middle := (low + high) / 2
		line, err := b.lineAfter(middle)
		switch {
		case err != nil && err != io.EOF:
			return false, fmt.Errorf("reading the list of breached passphrases: %w", err)
		case err == nil && line == want:
			return true, nil
		case err == nil && line < want:
			low = middle + 1
		default:
			high = middle
		}
	}
	return false, nil
}

// lineAfter gives the digest of the first line that begins at or after an offset; io.EOF when none does.
func (b *Breached) lineAfter(at int64) (string, error) {
	from := max(0, at-1) // a line begins at an offset when the byte before it ends one
	r := bufio.NewReaderSize(io.NewSectionReader(b.file, from, min(2*longestLine, b.size-from)), 2*longestLine)
	if at > 0 {
		if _, err := r.ReadSlice('\n'); err != nil {
			return "", io.EOF
		}
	}
	line, err := r.ReadBytes('\n')
	if len(line) == 0 {
		return "", err
	}
	digest, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
	return strings.ToUpper(string(digest)), nil
}
