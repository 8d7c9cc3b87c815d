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
// changed; what was read before that is true.
func NewReader(src io.Reader, label Label, with PrivateKey) (io.Reader, error) {
	if with.IsZero() {
		return nil, ErrCannotOpen
	}
	r, err := age.Decrypt(src, with.id)
	if err != nil {
		return nil, ErrCannotOpen
	}
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
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrCannotOpen
	}
	return plain, nil
}

// NewReaderAt opens a sealed stream for ranged reads. Positions are those of the plaintext, the
// label left out. Reading 64 KiB anywhere opens at most two chunks.
func NewReaderAt(src io.ReaderAt, size int64, label Label, with PrivateKey) (*io.SectionReader, error) {
	if with.IsZero() {
		return nil, ErrCannotOpen
	}
	line, err := label.line()
	if err != nil {
		return nil, err
	}
	r, plain, err := age.DecryptReaderAt(src, size, with.id)
	if err != nil {
		return nil, ErrCannotOpen
	}
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
