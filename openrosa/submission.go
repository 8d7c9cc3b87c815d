package openrosa

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Field is one answer: an element without elements in it.
type Field struct {
	Path  string // local names from the root, "/data/group/name"; the same again for each turn of a repeat
	Value string // without white space around it; a file's name for media
}

// Submission is one filled form as a phone sent it (OpenRosa 1.0 form submission and metadata).
type Submission struct {
	FormID       string // "" when it names none; then no form is its own
	Version      string
	InstanceID   string // never empty
	DeprecatedID string // of the submission that this one edits
	Fields       []Field
	Digest       string // SHA-256 of the XML as it came, hex

	// Encrypted submissions (ODK XForms specification, encryption) are opaque: Fields is empty.
	Encrypted     bool
	HasKey        bool     // a base64EncryptedKey is there
	EncryptedFile string   // name of the attachment that holds the sealed XML
	Media         []string // names of the sealed media files
}

// submissionLimits fit the longest forms in use many times over.
var submissionLimits = limits{bytes: 1 << 20, depth: 64, elements: 5000, attribute: 4 << 10}

// maxInstance is the longest instance id, a key of ours; the metadata schema asks for 249 at most.
const maxInstance = 256

// Parse reads the XML part of a submission. The bytes are bounded (1 MB, 64 levels, 5,000 elements)
// and never trusted: ErrMalformed, ErrTooLarge, ErrNoInstance, or the reader's own error.
func Parse(r io.Reader) (Submission, error) {
	p := &submissionReader{}
	digest, err := scan(r, submissionLimits, p)
	if err != nil {
		return Submission{}, err
	}
	s := p.Submission
	s.Digest = digest
	for _, f := range s.Fields {
		switch strings.TrimPrefix(f.Path, p.root) {
		case "/meta/instanceID":
			s.InstanceID = first(s.InstanceID, f.Value)
		case "/meta/deprecatedID":
			s.DeprecatedID = first(s.DeprecatedID, f.Value)
		case "/base64EncryptedKey":
			s.HasKey = true
		case "/encryptedXmlFile":
			s.EncryptedFile = first(s.EncryptedFile, f.Value)
		case "/media/file", "/media":
			if f.Value != "" {
				s.Media = append(s.Media, f.Value)
			}
		}
	}
	// Some servers put the id on the root when they give a submission out again.
	s.InstanceID = first(s.InstanceID, p.instance)
	if s.InstanceID == "" {
		return Submission{}, ErrNoInstance
	}
	if len(s.InstanceID) > maxInstance || len(s.DeprecatedID) > maxInstance {
		return Submission{}, fmt.Errorf("%w: an instance id over %d bytes", ErrMalformed, maxInstance)
	}
	if s.Encrypted = p.sealed && (p.known || s.HasKey); s.Encrypted {
		s.Fields = nil
	} else {
		s.HasKey, s.EncryptedFile, s.Media = false, "", nil // fields that happen to be named so
	}
	return s, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

type submissionReader struct {
	Submission
	root     string // "/" and the root's name
	instance string // instanceID of the root's attribute
	sealed   bool   // the root says encrypted="yes"
	known    bool   // and is of a namespace of encrypted submissions
	nodes    []node
}

// node is an element that is open.
type node struct {
	path   string
	words  []byte
	parent bool // has elements in it
}

func (p *submissionReader) open(e xml.StartElement) error {
	path := "/" + e.Name.Local
	if n := len(p.nodes); n > 0 {
		p.nodes[n-1].parent = true
		path = p.nodes[n-1].path + path
	} else {
		p.root = path
		p.FormID, p.Version = formOf(e)
		p.instance = strings.TrimSpace(attribute(e, "instanceID"))
		p.sealed = attribute(e, "encrypted") == "yes"
		p.known = e.Name.Space == nsSubmissions || e.Name.Space == nsEncrypted
	}
	if len(path) > maxPath {
		return fmt.Errorf("%w: a path over %d bytes", ErrTooLarge, maxPath)
	}
	p.nodes = append(p.nodes, node{path: path})
	return nil
}

func (p *submissionReader) text(s string) {
	n := &p.nodes[len(p.nodes)-1]
	n.words = append(n.words, s...)
}

// close keeps an element as a field: each leaf, and words between elements, which no app writes but
// which are somebody's words all the same.
func (p *submissionReader) close() error {
	n := &p.nodes[len(p.nodes)-1]
	value := strings.TrimSpace(string(n.words))
	if len(p.nodes) > 1 && !n.parent || value != "" {
		p.Fields = append(p.Fields, Field{Path: n.path, Value: value})
	}
	p.nodes = p.nodes[:len(p.nodes)-1]
	return nil
}
