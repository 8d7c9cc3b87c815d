package openrosa

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// FormInfo is what an uploaded form says of itself.
type FormInfo struct {
	ID        string // "" when it names none: such a form can be read, but no list can offer it (OpenRosa metadata schema)
	Version   string
	Title     string
	Languages []string    // of its texts, the default first; empty when it has one unnamed language
	Fields    []FieldInfo // leaves of the instance in its order, the meta block left out
	Encrypted bool        // its submissions arrive sealed with the key of somebody else, and can't be read here
}

// FieldInfo is one field of a form.
type FieldInfo struct {
	Path    string // as in Field
	Type    string // bind type of the ODK XForms specification; "select", "select1" and "rank" where choices are made
	Media   string // media type of an upload, "image/*"
	Label   string // in the default language, "" when nobody is asked
	Preload string // what the phone fills in by itself: "timestamp", "property", …
}

// formLimits are wider than those of a submission, which has one element an answer: a form has three
// a choice and two more a language. Forms come from admins, and rarely.
var formLimits = limits{bytes: 4 << 20, depth: 64, elements: 100_000, attribute: 64 << 10}

// ParseForm reads an XForm (ODK XForms specification). Limits and refusals are those of Parse, with
// 4 MB and 100,000 elements; a form may have 5,000 fields, since no more could be submitted. What has
// no primary instance is ErrMalformed.
func ParseForm(r io.Reader) (FormInfo, error) {
	p := &formReader{binds: map[string]bind{}, bindPaths: map[string]string{}, texts: map[string]map[string]string{}, seen: map[string]bool{}, depth: -1}
	if _, err := scan(r, formLimits, p); err != nil {
		return FormInfo{}, err
	}
	if p.root == "" {
		return FormInfo{}, fmt.Errorf("%w: no primary instance", ErrMalformed)
	}
	p.settle()
	return p.FormInfo, nil
}

// settle puts fields, binds, controls and texts together. They may stand in any order.
func (p *formReader) settle() {
	if i := slices.Index(p.Languages, p.standard); i > 0 {
		p.Languages = slices.Insert(slices.Delete(p.Languages, i, i+1), 0, p.standard)
	}
	texts := map[string]string{}
	if len(p.Languages) > 0 {
		texts = p.texts[p.Languages[0]]
	}
	binds := make(map[string]bind, len(p.binds))
	for path, b := range p.binds {
		binds[p.absolute(path)] = b
	}
	controls := make(map[string]control, len(p.controls))
	for _, c := range p.controls {
		if c.bind != "" {
			c.path = first(p.bindPaths[c.bind], c.path)
		}
		path := p.absolute(c.path)
		if _, twice := controls[path]; !twice {
			controls[path] = c
		}
	}
	for i := range p.Fields {
		f := &p.Fields[i]
		b, c := binds[f.Path], controls[f.Path]
		f.Type, f.Preload, f.Media = cmp.Or(b.kind, "string"), b.preload, c.media
		switch c.element {
		case "select", "select1", "rank":
			f.Type = c.element
		case "upload":
			f.Type = "binary"
		}
		f.Label = first(texts[c.labelID], c.label)
	}
}

// absolute gives a path from the root; old forms name fields from there without saying so.
func (p *formReader) absolute(path string) string {
	if strings.HasPrefix(path, "/") || path == "" {
		return path
	}
	return p.root + "/" + strings.TrimPrefix(path, "./")
}
