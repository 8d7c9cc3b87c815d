package openrosa

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// bind is what the model says of a field.
type bind struct{ kind, preload string }

// control is how the body asks for a field.
type control struct {
	element, media string
	path, bind     string // one of them
	label, labelID string
}

// formReader gathers a form's parts as they come.
type formReader struct {
	FormInfo
	elements  []string // local names that are open
	root      string   // path of the primary instance's root
	standard  string   // the language that calls itself default
	language  string   // of the translation that is open
	textID    string   // of the text that is open
	texts     map[string]map[string]string
	binds     map[string]bind
	bindPaths map[string]string // by a bind's own id
	controls  []control
	groups    []string // paths of the controls, groups and repeats that are open
	leaf      bool     // the last opened node of the instance has none in it
	nodes     []string // paths of the instance's open nodes
	seen      map[string]bool
	words     []byte // of the title, label or value that is open
	depth     int    // how many elements are around that one; -1 for none
	models    int
	instances int // of the first model
}

var controlElements = []string{"input", "select", "select1", "upload", "rank", "range", "trigger", "secret", "group", "repeat"}

func (p *formReader) open(e xml.StartElement) error {
	name := e.Name.Local
	defer func() { p.elements = append(p.elements, name) }()
	switch {
	case len(p.nodes) > 0 || p.within("instance") && p.parent() == "instance" && p.primary() && p.root == "":
		return p.node(e)
	case p.within("instance"): // a list of choices: nothing to learn
	case name == "model":
		p.models++
	case name == "instance" && p.models == 1:
		p.instances++
	case name == "submission":
		p.Encrypted = p.Encrypted || attribute(e, "base64RsaPublicKey") != ""
	case name == "translation" && p.parent() == "itext":
		p.translation(e)
	case name == "text" && p.language != "":
		p.textID = attribute(e, "id")
	case name == "bind" && p.models == 1:
		p.bind(e)
	case slices.Contains(controlElements, name) && p.within("body"):
		p.control(e)
	case name == "label" && len(p.controls) > 0 && slices.Contains(controlElements, p.parent()):
		if id, ok := strings.CutPrefix(strings.TrimSpace(attribute(e, "ref")), "jr:itext("); ok {
			p.controls[len(p.controls)-1].labelID = strings.Trim(strings.TrimSuffix(id, ")"), `'" `)
		}
		p.listen()
	case name == "title" && p.parent() == "head" || name == "value" && p.textID != "" && attribute(e, "form") == "":
		p.listen()
	}
	return nil
}

func (p *formReader) close() error {
	name := p.elements[len(p.elements)-1]
	p.elements = p.elements[:len(p.elements)-1]
	if len(p.nodes) > 0 {
		return p.closeNode()
	}
	if p.depth == len(p.elements) {
		p.heard(name)
	}
	switch {
	case name == "translation":
		p.language = ""
	case name == "text":
		p.textID = ""
	case slices.Contains(controlElements, name) && len(p.groups) > 0 && p.within("body"):
		p.groups = p.groups[:len(p.groups)-1]
	}
	return nil
}

func (p *formReader) text(s string) {
	if p.depth >= 0 {
		p.words = append(p.words, s...)
	}
}

// listen gathers the words of the element that is being opened, until heard.
func (p *formReader) listen() { p.words, p.depth = p.words[:0], len(p.elements) }

func (p *formReader) heard(name string) {
	words := strings.Join(strings.Fields(string(p.words)), " ")
	p.depth = -1
	switch {
	case name == "title":
		p.Title = first(p.Title, words)
	case name == "label" && len(p.controls) > 0:
		p.controls[len(p.controls)-1].label = words
	case name == "value" && p.texts[p.language] != nil:
		p.texts[p.language][p.textID] = words
	}
}

func (p *formReader) within(name string) bool { return slices.Contains(p.elements, name) }

func (p *formReader) parent() string {
	if len(p.elements) == 0 {
		return ""
	}
	return p.elements[len(p.elements)-1]
}

// primary tells whether the instance that is open is the first of the first model, whatever its id.
func (p *formReader) primary() bool { return p.models == 1 && p.instances == 1 }

// node takes an element of the primary instance; the first is the root and carries the form's id.
func (p *formReader) node(e xml.StartElement) error {
	path := "/" + e.Name.Local
	if len(p.nodes) == 0 {
		p.root = path
		p.ID, p.Version = formOf(e)
	} else {
		path = p.nodes[len(p.nodes)-1] + path
	}
	if len(path) > maxPath {
		return fmt.Errorf("%w: a path over %d bytes", ErrTooLarge, maxPath)
	}
	p.nodes, p.leaf = append(p.nodes, path), true
	return nil
}

// closeNode keeps a leaf as a field, once: a repeat's template stands beside its first turn.
func (p *formReader) closeNode() error {
	path := p.nodes[len(p.nodes)-1]
	p.nodes = p.nodes[:len(p.nodes)-1]
	if p.leaf && len(p.nodes) > 0 && !p.seen[path] && !isMeta(path) {
		if len(p.Fields) == submissionLimits.elements {
			return fmt.Errorf("%w: more than %d fields", ErrTooLarge, submissionLimits.elements)
		}
		p.seen[path] = true
		p.Fields = append(p.Fields, FieldInfo{Path: path})
	}
	p.leaf = false
	return nil
}

func (p *formReader) translation(e xml.StartElement) {
	p.language = attribute(e, "lang")
	if p.language == "" {
		return
	}
	if p.texts[p.language] == nil {
		p.texts[p.language] = map[string]string{}
		p.Languages = append(p.Languages, p.language)
	}
	if standard := attribute(e, "default"); standard != "" && !strings.HasPrefix(standard, "false") {
		p.standard = p.language
	}
}

func (p *formReader) bind(e xml.StartElement) {
	path := cleanPath(attribute(e, "nodeset"))
	kind := attribute(e, "type")
	if _, local, ok := strings.Cut(kind, ":"); ok {
		kind = local // xsd:string
	}
	p.binds[path] = bind{kind: strings.TrimSpace(kind), preload: attribute(e, "preload")}
	if id := attribute(e, "id"); id != "" {
		p.bindPaths[id] = path
	}
}

// control remembers what a control asks for. A path that doesn't begin at the root begins at the
// group around it.
func (p *formReader) control(e xml.StartElement) {
	path := cleanPath(first(attribute(e, "ref"), attribute(e, "nodeset")))
	if len(p.groups) > 0 && !strings.HasPrefix(path, "/") {
		path = strings.TrimSuffix(p.groups[len(p.groups)-1]+"/"+strings.TrimPrefix(path, "./"), "/")
	}
	if len(path) > maxPath {
		path = ""
	}
	p.groups = append(p.groups, path)
	p.controls = append(p.controls, control{element: e.Name.Local, media: attribute(e, "mediatype"), path: path, bind: attribute(e, "bind")})
}
