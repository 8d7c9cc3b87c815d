package paper

import (
	"archive/zip"
	"bufio"
	"bytes"
	"strings"
	"testing"
)

// FuzzText holds the extractor against any bytes: what comes out is within the limits, and can be
// written on a page.
func FuzzText(f *testing.F) {
	f.Add([]byte("plain words"))
	for _, name := range []string{"word/document.xml", "content.xml", "xl/worksheets/sheet1.xml", "ppt/slides/slide1.xml"} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, entry := range []string{name, "xl/workbook.xml", "ppt/presentation.xml"} {
			w, _ := z.CreateHeader(&zip.FileHeader{Name: entry, Method: zip.Store})
			_, _ = w.Write([]byte(`<d><p><t>a</t></p><table-row><table-cell><p>x</p></table-cell></table-row><tr><tc><p><t>b</t></p></tc></tr><row><c r="AB3" t="s"><v>0</v></c></row></d>`))
		}
		_ = z.Close()
		f.Add(b.Bytes())
	}
	f.Add(oldDoc(0))
	f.Add(oldXLS(false))
	f.Add(oldPPT(false))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := readText(b)
		if err != nil {
			return
		}
		total := 0
		for _, block := range d.Text {
			total += len(block.Text) + len(strings.Join(block.Cells, ""))
			if len(block.Cells) > maxCells || strings.ContainsAny(block.Text, "\x00\x1b\u202e") {
				t.Fatalf("%q", block)
			}
		}
		if total > maxText || len(d.Text) > maxBlocks {
			t.Fatalf("%d characters in %d blocks", total, len(d.Text))
		}
	})
}

// FuzzAnswer holds what the house reads of a process against any answer.
func FuzzAnswer(f *testing.F) {
	var b bytes.Buffer
	_ = say(bufio.NewWriter(&b), Document{MIME: "application/pdf", Pages: 2}, nil)
	f.Add(append(b.Bytes(), 0, 0, 0, 1, 'x', 0, 0, 0, 1, 'y'))
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := answer(bufio.NewReader(bytes.NewReader(b)), 1, MaxBatch)
		if err == nil && (len(d.Drawn) > MaxBatch || d.Pages > MaxPages || d.Pages < 0) {
			t.Fatalf("%+v", d)
		}
	})
}
