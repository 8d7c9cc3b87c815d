package models

import (
	"encoding/base32"
	"fmt"
	"io"
)

// ID names one row for good: 26 lower-case base32 characters of 16 random bytes. An ID says
// nothing of order, time or number, so it may stand in an address or a custody entry.
type ID string

var idText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID draws an ID from random. It fails only when random does.
func NewID(random io.Reader) (ID, error) {
	var raw [16]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("drawing an id: %w", err)
	}
	return ID(idText.EncodeToString(raw[:])), nil
}

// Valid tells whether id has the form that NewID gives. What strangers send is asked first.
func (id ID) Valid() bool {
	if len(id) != 26 {
		return false
	}
	raw, err := idText.DecodeString(string(id))
	return err == nil && len(raw) == 16 && idText.EncodeToString(raw) == string(id)
}
