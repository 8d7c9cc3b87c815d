package openrosa

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// limits bound what one document may cost. They hold before anything is made of it.
type limits struct {
	bytes     int64
	depth     int // elements within elements
	elements  int
	attribute int // bytes of one attribute's value
}

// An element's attributes, the bytes of a name, and of a path from the root. The last keeps thousands
// of fields from each carrying a path as long as the document allows.
const (
	maxAttributes = 64
	maxName       = 256
	maxPath       = 1024
)

// visitor is shown a document's elements in their order. Attributes and text are its own to keep.
type visitor interface {
	open(e xml.StartElement) error
	text(s string)
	close() error
}

// scan reads a document token by token and shows it to v. It gives the SHA-256 of the bytes in hex.
// Refused as malformed: document types and all other directives (so there are no entities but XML's
// five), anything that isn't UTF-8, a second root, words outside the root, a name with two meanings.
// Namespaces are resolved but not asked for: apps in use write prefixes that they never declare.
func scan(r io.Reader, l limits, v visitor) (digest string, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, l.bytes+1))
	if err != nil {
		return "", fmt.Errorf("reading XML: %w", err)
	}
	if int64(len(raw)) > l.bytes {
		return "", fmt.Errorf("%w: over %d bytes", ErrTooLarge, l.bytes)
	}
	if !utf8.Valid(raw) {
		return "", fmt.Errorf("%w: not UTF-8", ErrMalformed)
	}
	s := scanner{limits: l, visitor: v, decoder: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))}
	if err := s.run(); err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

type scanner struct {
	limits
	visitor
	decoder *xml.Decoder
	within  int // open elements
	seen    int // elements so far
}

func (s *scanner) run() error {
	for {
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) && s.seen > 0 {
			return nil
		}
		if err != nil {
			return s.malformed("not well-formed") // the decoder's own words repeat the document's
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = s.start(t)
		case xml.EndElement:
			s.within--
			err = s.close()
		case xml.CharData:
			if s.within > 0 {
				s.text(string(t))
			} else if len(bytes.TrimSpace(t)) > 0 {
				err = s.malformed("words outside the root")
			}
		case xml.Directive:
			err = s.malformed("a document type or other directive")
		}
		if err != nil {
			return err
		}
	}
}

func (s *scanner) start(e xml.StartElement) error {
	if s.within == 0 && s.seen > 0 {
		return s.malformed("a second root")
	}
	s.within++
	s.seen++
	switch {
	case s.within > s.depth:
		return fmt.Errorf("%w: deeper than %d elements", ErrTooLarge, s.depth)
	case s.seen > s.elements:
		return fmt.Errorf("%w: more than %d elements", ErrTooLarge, s.elements)
	case len(e.Attr) > maxAttributes:
		return fmt.Errorf("%w: more than %d attributes", ErrTooLarge, maxAttributes)
	case len(e.Name.Local) > maxName:
		return fmt.Errorf("%w: a name over %d bytes", ErrTooLarge, maxName)
	case strings.Contains(e.Name.Local, ":"):
		return s.malformed("a name with an empty part")
	}
	for i, a := range e.Attr {
		if len(a.Value) > s.attribute || len(a.Name.Local) > maxName {
			return fmt.Errorf("%w: an attribute over %d bytes", ErrTooLarge, s.attribute)
		}
		if slices.ContainsFunc(e.Attr[:i], func(b xml.Attr) bool { return b.Name == a.Name }) {
			return s.malformed("an attribute twice")
		}
	}
	return s.open(e)
}

func (s *scanner) malformed(what string) error {
	line, _ := s.decoder.InputPos()
	return fmt.Errorf("%w: %s (line %d)", ErrMalformed, what, line)
}

// attribute gives the value of an attribute by its local name; one without a namespace comes first.
func attribute(e xml.StartElement, name string) string {
	value := ""
	for _, a := range e.Attr {
		if a.Name.Local != name || a.Name.Space == "xmlns" {
			continue
		}
		if a.Name.Space == "" {
			return a.Value
		}
		if value == "" {
			value = a.Value
		}
	}
	return value
}

// formOf gives the form id and version that the root of an instance states. The id goes before the
// namespace (OpenRosa metadata schema); namespaces of the formats themselves name no form.
func formOf(e xml.StartElement) (id, version string) {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == "id" {
			id = a.Value
		}
	}
	// An undeclared prefix is no namespace, which has a colon in it.
	if id == "" && strings.Contains(e.Name.Space, ":") && !slices.Contains([]string{nsXForms, nsOpenRosa, nsSubmissions, nsEncrypted}, e.Name.Space) {
		id = e.Name.Space
	}
	return id, attribute(e, "version")
}
