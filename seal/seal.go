package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// ErrCannotOpen says that the key doesn't fit or that the bytes aren't whole. Which of the two is
// not told.
var ErrCannotOpen = errors.New("cannot be opened with this key, or is damaged")

// NewWriter seals a stream for everyone in to: what is written goes to dst as an age file. Memory
// is bounded by one 64 KiB chunk. The seal is whole only when Close returned nil; dst is not closed.
// What was cut short must not be closed, or it would pass for the whole. Randomness is age's own,
// the system's; it can't be handed in.
func NewWriter(dst io.Writer, label Label, to ...PublicKey) (io.WriteCloser, error) {
	line, err := label.line()
	if err != nil {
		return nil, err
	}
	if len(to) == 0 {
		return nil, errors.New("sealing needs somebody who can open")
	}
	list := make([]age.Recipient, len(to))
	for i, k := range to {
		if list[i], err = k.recipient(); err != nil {
			return nil, fmt.Errorf("sealing a %s: %w", label.Kind, err)
		}
	}
	w, err := age.Encrypt(dst, list...)
	if err != nil {
		return nil, fmt.Errorf("sealing a %s: %w", label.Kind, err)
	}
	if _, err := io.WriteString(w, line); err != nil {
		return nil, fmt.Errorf("sealing a %s: %w", label.Kind, err)
	}
	return w, nil
}

// Seal seals plaintext as one document for everyone in to. A recipient costs about 1.7 KB, so
// fields that belong together are sealed as one.
func Seal(label Label, plaintext []byte, to ...PublicKey) ([]byte, error) {
	var sealed bytes.Buffer
	sealed.Grow(len(plaintext) + 2100*len(to) + 256)
	w, err := NewWriter(&sealed, label, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plaintext); err != nil {
		return nil, fmt.Errorf("sealing a %s: %w", label.Kind, err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("sealing a %s: %w", label.Kind, err)
	}
	return sealed.Bytes(), nil
}

// NewReader opens a sealed stream. Reads give ErrCannotOpen where the stream has been cut or
// changed, and src's own error where src fails; what was read before that is true.
func NewReader(src io.Reader, label Label, with PrivateKey) (io.Reader, error) {
	if with.IsZero() {
		return nil, ErrCannotOpen
	}
	from := &source{r: src}
	plain, err := age.Decrypt(from, with.id)
	if err != nil {
		return nil, blame(err, from.err)
	}
	r := &opened{plain, from}
	if err := label.check(r); err != nil {
		return nil, err
	}
	return r, nil
}

// Open opens one document. The errors are ErrCannotOpen and ErrWrongLabel.
func Open(label Label, sealed []byte, with PrivateKey) ([]byte, error) {
	r, err := NewReader(bytes.NewReader(sealed), label, with)
	if err != nil {
		return nil, err
	}
	plain := bytes.NewBuffer(make([]byte, 0, len(sealed)))
	if _, err := plain.ReadFrom(r); err != nil {
		return nil, err
	}
	return plain.Bytes(), nil
}

// NewReaderAt opens a sealed stream for ranged reads. Positions are those of the plaintext, the
// label left out. Reading 64 KiB anywhere opens at most two chunks. src is read from many
// goroutines when the answer is; errors are those of NewReader.
func NewReaderAt(src io.ReaderAt, size int64, label Label, with PrivateKey) (*io.SectionReader, error) {
	if with.IsZero() {
		return nil, ErrCannotOpen
	}
	line, err := label.line()
	if err != nil {
		return nil, err
	}
	opening, plain, err := age.DecryptReaderAt(sourceAt{src}, size, with.id)
	if err != nil {
		return nil, blameAt(err)
	}
	r := openedAt{opening}
	if err := label.check(io.NewSectionReader(r, 0, plain)); err != nil {
		return nil, err
	}
	return io.NewSectionReader(r, int64(len(line)), plain-int64(len(line))), nil
}

// WrapKey seals a private key for others: one link of the chain.
func WrapKey(label Label, key PrivateKey, to ...PublicKey) ([]byte, error) {
	if key.IsZero() {
		return nil, ErrKey
	}
	return Seal(label, []byte(key.Secret()), to...)
}

// UnwrapKey opens one link of the chain.
func UnwrapKey(label Label, sealed []byte, with PrivateKey) (PrivateKey, error) {
	secret, err := Open(label, sealed, with)
	if err != nil {
		return PrivateKey{}, err
	}
	return ParsePrivateKey(string(secret))
}
