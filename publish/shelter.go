package publish

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// shelter is an object store in which public copies wait sealed: what is put at public/x lies at
// prefix/x, sealed to a key. It lets what makes public copies make copies that nobody can read yet.
type shelter struct {
	Objects
	prefix string // "scheduled/", "previews/"
	label  func(copy models.ID) seal.Label
	to     seal.PublicKey
	change func(body []byte) ([]byte, error) // before sealing; nil for nothing
}

func (s shelter) place(key string) string { return s.prefix + strings.TrimPrefix(key, "public/") }

// name is what the label binds: the part of the key after the folder.
func name(key string) models.ID { return models.ID(strings.TrimPrefix(key, "public/")) }

func (s shelter) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	body, err := io.ReadAll(io.LimitReader(r, size))
	if err == nil && s.change != nil {
		body, err = s.change(body)
	}
	if err != nil {
		return err
	}
	sealed, err := seal.Seal(s.label(name(key)), body, s.to)
	if err != nil {
		return err
	}
	return s.Objects.Put(ctx, s.place(key), bytes.NewReader(sealed), int64(len(sealed)))
}

func (s shelter) Delete(ctx context.Context, key string) error {
	if strings.HasPrefix(key, "public/") {
		key = s.place(key)
	}
	return s.Objects.Delete(ctx, key)
}

// open gives the bytes of what lies sealed for a public key.
func (s shelter) open(ctx context.Context, key string, with seal.PrivateKey) ([]byte, error) {
	object, err := s.Objects.Get(ctx, s.place(key))
	if err != nil {
		return nil, fmt.Errorf("reading a waiting copy: %w", err)
	}
	defer object.Close()
	sealed, err := io.ReadAll(object)
	if err != nil {
		return nil, fmt.Errorf("reading a waiting copy: %w", err)
	}
	return seal.Open(s.label(name(key)), sealed, with)
}
