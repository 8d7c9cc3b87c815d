package seal

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Label says what a sealed payload is and which things it belongs to. It is the first line of the
// plaintext and is checked on opening: age has no associated data, and a database that someone has
// tampered with must not be able to show one report's testimony under another.
type Label struct {
	Kind string
	IDs  []string
}

// ErrWrongLabel says that what was opened is not what was asked for.
var ErrWrongLabel = errors.New("the sealed payload is labelled as something else")

const labelVersion = "loupe/1"

// line is "loupe/1 kind id id\n". No part may be empty or hold a space or a line's end, so that two
// labels never read the same.
func (l Label) line() (string, error) {
	parts := append([]string{labelVersion, l.Kind}, l.IDs...)
	for _, p := range parts {
		if p == "" || len(p) > 128 || strings.ContainsFunc(p, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return "", fmt.Errorf("a label of kind %q has an unusable part", l.Kind)
		}
	}
	return strings.Join(parts, " ") + "\n", nil
}

// check reads the label's line from an opened payload and compares it.
func (l Label) check(r io.Reader) error {
	want, err := l.line()
	if err != nil {
		return err
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(r, got); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return ErrWrongLabel // whole, and shorter than the label
		}
		return err
	}
	if string(got) != want {
		return ErrWrongLabel
	}
	return nil
}
