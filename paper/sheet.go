package paper

import (
	"strconv"
	"strings"
)

// sheets reads an xlsx, sheet by sheet. Cells show what the file says was last computed; nothing is
// computed here.
func (a *archive) sheets(t *text) error {
	var names, shared []string
	if err := a.walk("xl/workbook.xml", func(k token) bool {
		if k.start == "sheet" {
			names = append(names, k.value("name"))
		}
		return len(names) < 1000
	}); err != nil {
		return err
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
		if err := a.walk(name, sheetRows(t, shared)); err != nil {
			return err
		}
	}
	return nil
}

const maxShared = 500_000 // strings that a workbook's cells share

func sharedStrings(out *[]string) func(token) bool {
	var one strings.Builder
	said, total := false, 0
	return func(k token) bool {
		switch {
		case k.start == "t":
			said = true
		case k.end == "t":
			said = false
		case k.end == "si":
			*out = append(*out, one.String())
			total += one.Len()
			one.Reset()
		case said && one.Len() < 4*maxPageText:
			one.WriteString(k.words)
		}
		return len(*out) < maxShared && total < maxEntry
	}
}

func sheetRows(t *text, shared []string) func(token) bool {
	var cells []string
	var value strings.Builder
	kind, column, said := "", 0, false
	return func(k token) bool {
		switch k.start {
		case "row":
			cells = nil
		case "c":
			kind = k.value("t")
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
