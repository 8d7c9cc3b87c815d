package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/models"
)

// TestDocumentsAreShownSafely sends documents with a report and looks at them as a reviewer: a PDF
// shows pages as pictures, an office file its words, and what can't be read says so. The original is
// never shown in the page, and nothing of what was taken out lies readable in the data folder.
func TestDocumentsAreShownSafely(t *testing.T) {
	s := &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
	h := openDemo(t, s, false)
	defer h.close()
	server := httptest.NewServer(h.handler)
	defer server.Close()
	at := server.URL
	const words = "the overseer signed for turquoise barrels"
	lines := make([]string, 12)
	for i := range lines {
		lines[i] = fmt.Sprintf("%s %d", words, i+1)
	}
	var office bytes.Buffer
	z := zip.NewWriter(&office)
	w, _ := z.Create("word/document.xml")
	_, _ = fmt.Fprintf(w, `<w:document xmlns:w="w"><w:p><w:r><w:t>%s &lt;script&gt;</w:t></w:r></w:p></w:document>`, words)
	_ = z.Close()
	id := h.tell(t, "papers", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}, testkit.PDF(lines...), office.Bytes(), []byte("%PDF-1.7 and nothing more"))
	b := signIn(t, at, "reviewer")
	b.get("/desk/reports/" + string(id))
	exhibits := b.hrefs("ul.thumbs a[href^='/desk/exhibits/']")
	if len(exhibits) != 3 {
		t.Fatalf("%d exhibits", len(exhibits))
	}

	b.get(exhibits[0])
	if b.page.Find(".sheets, iframe, embed, object").Length() != 0 {
		t.Error("a document is shown before it is asked for")
	}
	b.get(b.href("a[href$='?page=1']"))
	pages := b.page.Find(".sheets .veiled img")
	if pages.Length() != 10 || !strings.Contains(b.page.Find(".sheets").Text(), words+" 10") {
		t.Errorf("%d pages: %s", pages.Length(), b.text("main"))
	}
	src, _ := pages.First().Attr("src")
	picture, err := jpeg.Decode(bytes.NewReader(b.raw(src)))
	if err != nil || picture.Bounds().Dy() != 1600 || b.response.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the first page: %v", err)
	}
	b.get(exhibits[0])
	b.get(b.href("a[href$='?page=11']"))
	if b.page.Find(".sheets li").Length() != 2 {
		t.Errorf("after ten of twelve pages there are %d", b.page.Find(".sheets li").Length())
	}
	b.get(exhibits[0] + "/original")
	if !strings.HasPrefix(b.response.Header.Get("Content-Disposition"), "attachment") {
		t.Error("an original document is shown in the page")
	}

	b.get(exhibits[1] + "?page=1")
	if got := b.text(".papertext"); !strings.Contains(got, words+" <script>") {
		t.Errorf("an office file says %q", got)
	}
	b.get(exhibits[2] + "?page=1")
	if b.expect(http.StatusOK); !strings.Contains(b.text(".exam"), "damaged") {
		t.Errorf("a damaged file: %q", b.text(".exam"))
	}

	// A reviewer of another desk finds none of it.
	other := signIn(t, at, "reviewer3")
	other.get(src)
	other.expect(http.StatusNotFound)

	err = filepath.WalkDir(s.Data, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("turquoise")) {
			t.Errorf("%s holds words of a document", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
