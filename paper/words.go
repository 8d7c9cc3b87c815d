package paper

import (
	"strings"
	"unicode/utf8"
)

// flow gathers the words of paragraphs and of tables' rows. A table within a cell is part of the cell.
type flow struct {
	to      *text
	words   strings.Builder
	heading bool
	cells   []string
	rows    int // how many rows are open
	cell    strings.Builder
}

func (f *flow) say(s string) {
	if f.words.Len() < 4*maxText {
		f.words.WriteString(s)
	}
}

// paragraph ends one; within a row its words belong to the cell.
func (f *flow) paragraph() bool {
	s := f.words.String()
	f.words.Reset()
	kind := Words
	if f.heading {
		kind, f.heading = Heading, false
	}
	if f.rows > 0 {
		if f.cell.Len() > 0 && s != "" {
			f.cell.WriteByte('\n')
		}
		if f.cell.Len()+len(s) < 4*maxText {
			f.cell.WriteString(s)
		}
		return true
	}
	return f.to.add(Block{Kind: kind, Text: s})
}

func (f *flow) startRow() { f.rows++ }

func (f *flow) endCell() {
	if f.rows == 1 {
		if len(f.cells) <= maxCells {
			f.cells = append(f.cells, f.cell.String())
		}
		f.cell.Reset()
	}
}

func (f *flow) endRow() bool {
	if f.rows--; f.rows > 0 {
		return true
	}
	f.rows = 0
	cells := f.cells
	f.cells = nil
	f.cell.Reset()
	return f.to.add(Block{Kind: Row, Cells: trimmed(cells)})
}

// trimmed leaves out empty cells at the end.
func trimmed(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// word reads a docx: the text, then headers, footnotes and comments, each as a part.
func (a *archive) word(t *text) error {
	if err := a.walk("word/document.xml", wordText(t)); err != nil {
		return err
	}
	for _, name := range a.matching(`^word/(?:header|footer|footnotes|endnotes|comments)(\d*)\.xml$`) {
		t.add(Block{Kind: Part, Text: strings.TrimSuffix(strings.TrimPrefix(name, "word/"), ".xml")})
		if err := a.walk(name, wordText(t)); err != nil {
			return err
		}
	}
	return nil
}

func wordText(t *text) func(token) bool {
	f := &flow{to: t}
	said := false // within an element that holds words
	return func(k token) bool {
		switch k.start {
		case "t", "delText":
			said = true
		case "tab":
			f.say("\t")
		case "br", "cr":
			f.say("\n")
		case "pStyle":
			f.heading = strings.HasPrefix(strings.ToLower(k.value("val")), "heading") || strings.EqualFold(k.value("val"), "title")
		case "tr":
			f.startRow()
		}
		switch k.end {
		case "t", "delText":
			said = false
		case "p":
			return f.paragraph()
		case "tc":
			f.endCell()
		case "tr":
			return f.endRow()
		}
		if said {
			f.say(k.words)
		}
		return true
	}
}

// slides reads a pptx, slide by slide with its notes.
func (a *archive) slides(t *text) error {
	for _, kind := range []string{`^ppt/slides/slide(\d+)\.xml$`, `^ppt/notesSlides/notesSlide(\d+)\.xml$`} {
		for _, name := range a.matching(kind) {
			t.add(Block{Kind: Part, Text: strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".xml")})
			if err := a.walk(name, wordText(t)); err != nil {
				return err
			}
		}
	}
	return nil
}

// openDocument reads the content of odt, ods and odp.
type openDocument struct {
	flow
	depth int // of paragraphs, so that only their words are taken
}

func (o *openDocument) to(t *text) func(token) bool {
	o.flow.to = t
	return func(k token) bool {
		switch k.start {
		case "h":
			o.heading, o.depth = true, o.depth+1
		case "p":
			o.depth++
		case "tab":
			o.say("\t")
		case "line-break":
			o.say("\n")
		case "s":
			o.say(" ")
		case "table-row":
			o.startRow()
		case "table":
			if name := k.value("name"); name != "" && o.rows == 0 {
				t.add(Block{Kind: Part, Text: name})
			}
		case "page":
			t.add(Block{Kind: Part, Text: k.value("name")})
		}
		switch k.end {
		case "h", "p":
			o.depth = max(0, o.depth-1)
			return o.paragraph()
		case "table-cell", "covered-table-cell":
			o.endCell()
		case "table-row":
			return o.endRow()
		}
		if o.depth > 0 && utf8.ValidString(k.words) {
			o.say(k.words)
		}
		return true
	}
}

func (a *archive) openDocumentType() string {
	mime := "application/vnd.oasis.opendocument"
	if r, err := a.open("mimetype"); err == nil {
		defer r.Close()
		b := make([]byte, 80)
		n, _ := r.Read(b)
		if s := string(b[:n]); strings.HasPrefix(s, mime) && clean(s) == s {
			return s
		}
	}
	return mime
}
