package paper_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/paper"
)

// TestMain lets a test start this very program as the process that reads documents.
func TestMain(m *testing.M) {
	if len(os.Args) > 3 && (os.Args[1] == "run-paper" || os.Args[1] == "run-paper-large") {
		if os.Args[1] == "run-paper-large" {
			reserve(4 << 30)
		}
		from, _ := strconv.Atoi(os.Args[3])
		count, _ := strconv.Atoi(os.Args[4])
		if err := paper.Run(os.Stdin, os.Stdout, os.Args[2], from, count); err != nil {
			os.Exit(1)
		}
		return
	}
	cache, err := os.MkdirTemp("", "loupe-paper-")
	if err != nil {
		panic(err)
	}
	kept = cache
	code := m.Run()
	_ = os.RemoveAll(cache)
	os.Exit(code)
}

// kept is where the drawing program's compiled form lies for all tests.
var kept string

func read(t testing.TB, b []byte, from, count int) (paper.Document, error) {
	t.Helper()
	return paper.NewReader(os.Args[0], "run-paper", kept).Read(t.Context(), bytes.NewReader(b), int64(len(b)), from, count)
}

// TestPagesOfPDF draws the pages of a file that is made here, in the process that is bounded.
func TestPagesOfPDF(t *testing.T) {
	d, err := read(t, testkit.PDF("The guards came at noon", "Second page"), 1, 10)
	if err != nil {
		t.Fatal(err)
	}
	if d.Pages != 2 || len(d.Drawn) != 2 || !strings.Contains(d.Drawn[0].Text, "guards came at noon") || max(d.Drawn[1].Width, d.Drawn[1].Height) < 1500 {
		t.Errorf("%d pages, %d drawn: %+v", d.Pages, len(d.Drawn), d.Drawn)
	}
	if d, err = read(t, testkit.PDF("a", "b", "c"), 3, 10); err != nil || len(d.Drawn) != 1 || d.Drawn[0].Number != 3 {
		t.Errorf("from the third page: %+v, %v", d.Drawn, err)
	}
	if _, err := read(t, []byte("%PDF-1.7\nnothing"), 1, 10); !errors.Is(err, paper.ErrUnreadable) {
		t.Errorf("a damaged PDF: %v", err)
	}
	if _, err := paper.NewReader("/nonexistent").Read(t.Context(), bytes.NewReader(nil), 0, 1, 1); err == nil {
		t.Error("a process that can't start is no error")
	}
}

// TestAProgramWithMuchReserved reads as well: what a program reserves before any document is opened grows
// with the machine, and isn't taken off what a document may use.
func TestAProgramWithMuchReserved(t *testing.T) {
	b := bytes.Repeat([]byte("The guards came at noon.\n"), 2<<20)
	d, err := paper.NewReader(os.Args[0], "run-paper-large", kept).Read(t.Context(), bytes.NewReader(b), int64(len(b)), 1, 1)
	if err != nil || len(d.Text) == 0 {
		t.Errorf("%d paragraphs, %v", len(d.Text), err)
	}
}

// TestTextOfOfficeFiles takes the words out of each kind of file.
func TestTextOfOfficeFiles(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"docx": {
			"word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Notice</w:t></w:r></w:p><w:p><w:r><w:t>The guards</w:t><w:tab/><w:t>came</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Wage</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
			"docProps/core.xml": `<p xmlns:dc="dc"><dc:creator>Kesi Works</dc:creator></p>`, "word/media/image1.jpeg": "x",
		},
		"odt": {
			"mimetype":    "application/vnd.oasis.opendocument.text",
			"content.xml": `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><text:h>Notice</text:h><text:p>The guards<text:tab/><text:span>came</text:span></text:p><table:table><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Wage</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>`,
			"meta.xml":    `<m xmlns:dc="dc"><dc:creator>Kesi Works</dc:creator></m>`, "Pictures/1.png": "x",
		},
		"xlsx": {
			"xl/workbook.xml":          `<workbook xmlns="m"><sheets><sheet name="Notice"/></sheets></workbook>`,
			"xl/sharedStrings.xml":     `<sst><si><t>Name</t></si><si><r><t>Wa</t></r><r><t>ge</t></r></si></sst>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>The guards	came</t></is></c></row><row><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row></sheetData></worksheet>`,
			"docProps/core.xml":        `<p xmlns:dc="dc"><dc:creator>Kesi Works</dc:creator></p>`, "xl/media/image1.png": "x",
		},
		"pptx": {
			"ppt/presentation.xml":  `<p/>`,
			"ppt/slides/slide1.xml": `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Notice</a:t></a:r></a:p><a:p><a:r><a:t>The guards	came</a:t></a:r></a:p><a:tbl><a:tr><a:tc><a:p><a:r><a:t>Name</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>Wage</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>`,
			"docProps/core.xml":     `<p xmlns:dc="dc"><dc:creator>Kesi Works</dc:creator></p>`, "ppt/media/image1.png": "x",
		},
	} {
		d, err := read(t, packed(t, files), 1, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		said := fmt.Sprintf("%+v", d.Text)
		for _, words := range []string{"Notice", "The guards\tcame", "Cells:[Name Wage]"} {
			if !strings.Contains(said, words) {
				t.Errorf("%s has no %q: %s", name, words, said)
			}
		}
		if len(d.Properties) != 1 || d.Properties[0].Value != "Kesi Works" || d.Pictures != 1 || d.Cut {
			t.Errorf("%s says of itself %+v, %d pictures", name, d.Properties, d.Pictures)
		}
	}
}

func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBombsAreRefused: what unpacks to more than may be spent, nests without end or refers to itself
// costs an error, not the house.
func TestBombsAreRefused(t *testing.T) {
	large := `<w:document xmlns:w="w">` + strings.Repeat(`<w:p><w:r><w:t> </w:t></w:r></w:p>`, 1_100_000) + `</w:document>`
	deep := `<d>` + strings.Repeat(`<w:p xmlns:w="w">`, 100_000)
	laughs := `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:p xmlns:w="w"><w:t>&b;</w:t></w:p>`
	for name, doc := range map[string]string{"large": large, "deep": deep, "laughs": laughs} {
		if d, err := read(t, packed(t, map[string]string{"word/document.xml": doc}), 1, 1); !errors.Is(err, paper.ErrTooLarge) && !errors.Is(err, paper.ErrUnreadable) {
			t.Errorf("%s: %d blocks, %v", name, len(d.Text), err)
		}
	}
	if _, err := read(t, packed(t, map[string]string{"a.txt": "x"}), 1, 1); !errors.Is(err, paper.ErrNotDocument) {
		t.Errorf("a zip that is no document: %v", err)
	}
}

// TestPlainText reads what text files are written in, and turns nothing into markup.
func TestPlainText(t *testing.T) {
	for want, b := range map[string][]byte{
		"Pão & <script>": []byte("Pão & <script>\n"), "Pão": {'P', 0xE3, 'o'}, "né": {0xFF, 0xFE, 'n', 0, 0xE9, 0},
	} {
		d, err := read(t, b, 1, 1)
		if err != nil || len(d.Text) != 1 || d.Text[0].Text != want {
			t.Errorf("%q: %+v, %v", want, d.Text, err)
		}
	}
}

// TestHostileFiles hands every hostile file to the process: it answers or refuses, and is gone.
func TestHostileFiles(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(filepath.Join(testkit.Corpus(t), "hostile"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		head := bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-"))
		if !head && !bytes.HasPrefix(b, []byte("PK")) && !strings.Contains(path, "/xml") && !strings.Contains(path, "/svg") && !strings.Contains(path, "/polyglot") {
			return nil // pictures have a test of their own
		}
		seen++
		_, err = read(t, b, 1, 3)
		for _, known := range []error{nil, paper.ErrNotDocument, paper.ErrUnreadable, paper.ErrTooLarge, paper.ErrLocked} {
			if errors.Is(err, known) || err == nil {
				return nil
			}
		}
		t.Errorf("%s: %v", filepath.Base(path), err)
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("looked at %d files: %v", seen, err)
	}
}
