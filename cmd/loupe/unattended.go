package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loupe/seal"
)

// unattendedKey reads the key for what goes out while nobody is signed in, and makes it the first
// time. It is a file of its own, so that a copy of the database or of the objects opens nothing of it.
func unattendedKey(s *settings) (seal.PrivateKey, error) {
	name := s.UnattendedKey
	if name == "" {
		name = filepath.Join(s.Data, "unattended.key")
	}
	text, err := os.ReadFile(name)
	if err == nil {
		key, err := seal.ParsePrivateKey(strings.TrimSpace(string(text)))
		if err != nil {
			return key, fmt.Errorf("%s is not a key of Loupe's; restore it from where you keep it, or move it away to begin anew", name)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return seal.PrivateKey{}, fmt.Errorf("reading the unattended key: %w", err)
	}
	key, err := seal.NewPrivateKey(rand.Reader)
	if err != nil {
		return key, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return key, fmt.Errorf("keeping the unattended key: %w", err)
	}
	// Exclusive: two that start at once must not each keep their own.
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return unattendedKey(s)
	}
	if err != nil {
		return key, fmt.Errorf("keeping the unattended key: %w", err)
	}
	_, err = f.WriteString(key.Secret() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return key, fmt.Errorf("keeping the unattended key: %w", err)
	}
	return key, nil
}
