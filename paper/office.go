package paper

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Office files are zips of XML. Nothing of them is run, and nothing that they point to is fetched:
// macros, links and fields are words at most.
const (
	maxEntries = 10_000
	maxEntry   = 32 << 20 // bytes of one entry, unpacked
	maxUnpack  = 96 << 20 // of all that is read
	maxDepth   = 200      // of nested elements
)

// archive reads entries of a zip within one budget.
type archive struct {
	*zip.Reader
	left int64
}

// readOffice shows the text of an office file: Open XML (docx, xlsx, pptx) or OpenDocument (odt, ods, odp).
func readOffice(b []byte) (Document, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return Document{}, ErrUnreadable
	}
	if len(z.File) > maxEntries {
		return Document{}, ErrTooLarge
	}
	a := &archive{z, maxUnpack}
	d := Document{}
	for _, f := range z.File {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp", ".heic":
			d.Pictures++
		}
	}
	t := &text{}
	switch {
	case a.has("word/document.xml"):
		d.MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		err = a.word(t)
	case a.has("xl/workbook.xml"):
		d.MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err = a.sheets(t)
	case a.has("ppt/presentation.xml"):
		d.MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
		err = a.slides(t)
	case a.has("content.xml"):
		d.MIME = a.openDocumentType()
		err = a.walk("content.xml", new(openDocument).to(t))
	default:
		return Document{}, ErrNotDocument
	}
	d.Text, d.Cut = t.blocks, t.cut
	for _, name := range []string{"docProps/core.xml", "meta.xml"} {
		if a.has(name) {
			_ = a.walk(name, properties(&d)) // a broken block of metadata hides no text
		}
	}
	if err != nil && len(d.Text) > 0 {
		d.Cut, err = true, nil // what came before the damage is shown
	}
	return d, err
}

func (a *archive) has(name string) bool {
	return slices.ContainsFunc(a.File, func(f *zip.File) bool { return f.Name == name })
}

// matching lists the entries that a pattern finds, in the order of the number in their names.
func (a *archive) matching(pattern string) []string {
	expr := regexp.MustCompile(pattern)
	var out []string
	for _, f := range a.File {
		if expr.MatchString(f.Name) {
			out = append(out, f.Name)
		}
	}
	number := func(s string) int { n, _ := strconv.Atoi(expr.FindStringSubmatch(s)[1]); return n }
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(number(x)-number(y), strings.Compare(x, y)) })
	return slices.Compact(out)
}

func (a *archive) open(name string) (io.ReadCloser, error) {
	i := slices.IndexFunc(a.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, ErrUnreadable
	}
	if a.left <= 0 {
		return nil, ErrTooLarge
	}
	return a.File[i].Open()
}

// token is what a walker is told: an element's beginning or end by its local name, or words.
type token struct {
	start, end string
	attr       []xml.Attr
	words      string
}

func (t token) value(local string) string {
	for _, a := range t.attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// within tells whether the token is words of an element; open is kept from one token to the next.
func (t token) within(element string, open *bool) bool {
	switch {
	case t.start == element:
		*open = true
	case t.end == element:
		*open = false
	}
	return *open && t.words != ""
}

// walk reads one entry and hands its elements to f, which says false when it has enough.
func (a *archive) walk(name string, f func(token) bool) error {
	r, err := a.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	most := min(a.left, maxEntry)
	limited := &io.LimitedReader{R: r, N: most}
	defer func() { a.left -= most - limited.N }()
	d := xml.NewDecoder(limited)
	// Entities of a document type of its own are unknown to the decoder, and an error.
	for depth := 0; ; {
		raw, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if limited.N <= 0 {
			return ErrTooLarge
		}
		if err != nil {
			return ErrUnreadable
		}
		var t token
		switch raw := raw.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ErrTooLarge
			}
			t = token{start: raw.Name.Local, attr: raw.Attr}
		case xml.EndElement:
			depth--
			t = token{end: raw.Name.Local}
		case xml.CharData:
			t = token{words: string(raw)}
		default:
			continue
		}
		if !f(t) {
			return nil
		}
	}
}

// properties takes what a document says of itself.
func properties(d *Document) func(token) bool {
	var in, words string
	known := []string{"title", "creator", "initial-creator", "lastModifiedBy", "created", "creation-date", "modified", "date", "generator", "printed-by"}
	return func(t token) bool {
		switch {
		case t.start != "":
			in, words = t.start, ""
		case t.end != "" && t.end == in && slices.Contains(known, in):
			d.Properties = property(d.Properties, in, words)
			in = ""
		case t.words != "" && len(words) < 4*maxProperty:
			words += t.words
		}
		return len(d.Properties) < 20
	}
}
