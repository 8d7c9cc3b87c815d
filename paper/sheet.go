package paper

import (
	"strconv"
	"strings"
)

// sheets reads an xlsx, sheet by sheet. Cells show what the file says was last computed; nothing is
// computed here.
func (a *archive) sheets(t *text) error {
	var names, shared []string
	var form cellStyles
	if err := a.walk("xl/workbook.xml", func(k token) bool {
		switch k.start {
		case "sheet":
			names = append(names, k.value("name"))
		case "workbookPr":
			form.from1904 = k.value("date1904") == "1" || k.value("date1904") == "true"
		}
		return len(names) < 1000
	}); err != nil {
		return err
	}
	if a.has("xl/styles.xml") {
		_ = a.walk("xl/styles.xml", form.read()) // without them dates show as the numbers that they are kept as
	}
	if a.has("xl/sharedStrings.xml") {
		if err := a.walk("xl/sharedStrings.xml", sharedStrings(&shared)); err != nil {
			return err
		}
	}
	for i, name := range a.matching(`^xl/worksheets/sheet(\d+)\.xml$`) {
		title := strings.TrimSuffix(strings.TrimPrefix(name, "xl/worksheets/"), ".xml")
		if i < len(names) {
			title = names[i]
		}
		t.add(Block{Kind: Part, Text: title})
		if err := a.walk(name, sheetRows(t, shared, form)); err != nil {
			return err
		}
	}
	for _, name := range a.matching(`^xl/comments(\d+)\.xml$`) {
		t.add(Block{Kind: Part, Text: "comments"})
		if err := a.walk(name, comments(t)); err != nil {
			return err
		}
	}
	return nil
}

// comments reads what was noted beside cells.
func comments(t *text) func(token) bool {
	f := &flow{to: t}
	said := false
	return func(k token) bool {
		if k.within("t", &said) {
			f.say(k.words)
		}
		if k.start == "comment" {
			f.say(k.value("ref") + ": ")
		}
		return k.end != "comment" || f.paragraph()
	}
}

const maxShared = 500_000 // strings that a workbook's cells share

func sharedStrings(out *[]string) func(token) bool {
	var one strings.Builder
	said, total := false, 0
	return func(k token) bool {
		if k.within("t", &said) && one.Len() < 4*maxPageText {
			one.WriteString(k.words)
		}
		if k.end == "si" {
			*out = append(*out, one.String())
			total += one.Len()
			one.Reset()
		}
		return len(*out) < maxShared && total < maxEntry
	}
}

func sheetRows(t *text, shared []string, form cellStyles) func(token) bool {
	var cells []string
	var value strings.Builder
	kind, style, column, said := "", "", 0, false
	return func(k token) bool {
		switch k.start {
		case "row":
			cells = nil
		case "c":
			kind, style = k.value("t"), k.value("s")
			column = columnOf(k.value("r"), len(cells))
			value.Reset()
		case "v", "t":
			said = true
		}
		switch k.end {
		case "v", "t":
			said = false
		case "c":
			s := value.String()
			if n, err := strconv.Atoi(s); kind == "s" && err == nil && n >= 0 && n < len(shared) {
				s = shared[n]
			}
			if f, err := strconv.ParseFloat(s, 64); (kind == "" || kind == "n") && err == nil && form.isDate(style) {
				s = form.write(f)
			}
			for len(cells) < column {
				cells = append(cells, "")
			}
			if len(cells) <= maxCells {
				cells = append(cells, s)
			}
		case "row":
			return t.add(Block{Kind: Row, Cells: trimmed(cells)})
		}
		if said && value.Len() < 4*maxPageText {
			value.WriteString(k.words)
		}
		return true
	}
}

// columnOf reads the column of a cell's name such as "BC12", at most maxCells; without a name the cell
// follows the last one.
func columnOf(name string, next int) int {
	column := 0
	for _, r := range name {
		if r < 'A' || r > 'Z' || column > maxCells {
			break
		}
		column = column*26 + int(r-'A') + 1
	}
	if column == 0 {
		return next
	}
	return min(column-1, maxCells)
}
