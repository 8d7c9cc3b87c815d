package paper

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"math"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	wrong "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"loupe/media"
)

// drawPDF draws with PDFium, which runs as WebAssembly: whatever a file makes of it stays within its
// own memory and can call nothing, and that within a bounded process.
func drawPDF(in io.Reader, w *bufio.Writer, cache string, from, count int) error {
	engine, err := newEngine(cache)
	if err != nil {
		return err
	}
	if err := media.BoundFrom(maxMemory, maxCPU); err != nil {
		return err
	}
	b, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return err
	}
	if len(b) > MaxBytes {
		return say(w, Document{}, ErrTooLarge)
	}
	doc, d, err := openPDF(engine, b)
	if err := say(w, d, err); err != nil || doc == "" {
		return err
	}
	for n := from; n < from+count && n <= d.Pages; n++ {
		picture, text := drawPage(engine, doc, n-1)
		if err := errors.Join(writeFrame(w, picture), writeFrame(w, []byte(text))); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func newEngine(cache string) (pdfium.Pdfium, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxWasm >> 16).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	// Without a folder that can be written it is compiled each time.
	if kept, err := wazero.NewCompilationCacheWithDir(cache); err == nil {
		config = config.WithCompilationCache(kept)
	}
	// The default configuration would show it the whole file system.
	pool, err := webassembly.Init(webassembly.Config{
		Context: context.Background(), MaxTotal: 1, FSConfig: wazero.NewFSConfig(), RuntimeConfig: config, Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, err
	}
	return pool.GetInstance(time.Minute)
}

func openPDF(engine pdfium.Pdfium, b []byte) (references.FPDF_DOCUMENT, Document, error) {
	doc, err := engine.OpenDocument(&requests.OpenDocument{FileReader: bytes.NewReader(b), FileReaderSize: int64(len(b))})
	switch {
	case errors.Is(err, wrong.ErrPassword), errors.Is(err, wrong.ErrSecurity):
		return "", Document{}, ErrLocked
	case err != nil:
		return "", Document{}, ErrUnreadable
	}
	pages, err := engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || pages.PageCount < 1 {
		return "", Document{}, ErrUnreadable
	}
	if pages.PageCount > MaxPages {
		return "", Document{}, ErrTooLarge
	}
	d := Document{MIME: "application/pdf", Pages: pages.PageCount}
	for _, name := range []string{"Title", "Author", "Creator", "Producer", "CreationDate", "ModDate"} {
		if v, err := engine.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc.Document, Tag: name}); err == nil {
			d.Properties = property(d.Properties, name, v.Value)
		}
	}
	return doc.Document, d, nil
}

const maxProperty = 300

func property(list []Property, name, value string) []Property {
	if value = clean(value); value == "" {
		return list
	}
	if runes := []rune(value); len(runes) > maxProperty {
		value = string(runes[:maxProperty]) + "…"
	}
	return append(list, Property{name, value})
}

// drawPage gives a page as JPEG, nil when it can't be drawn, and its words.
func drawPage(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (picture []byte, text string) {
	defer func() {
		if recover() != nil {
			picture = nil
		}
	}()
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
	if t, err := engine.GetPageText(&requests.GetPageText{Page: page}); err == nil {
		if text = clean(strings.ReplaceAll(t.Text, "\r\n", "\n")); len(text) > maxPageText {
			text = strings.ToValidUTF8(text[:maxPageText], "")
		}
	}
	size, err := engine.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil || !(size.Width > 0 && size.Height > 0) || math.Max(size.Width, size.Height)/math.Min(size.Width, size.Height) > 50 {
		return nil, text
	}
	scale := maxSide / math.Max(size.Width, size.Height)
	drawn, err := engine.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: page, Width: max(1, int(size.Width*scale)), Height: max(1, int(size.Height*scale)), RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
	})
	if err != nil {
		return nil, text
	}
	defer drawn.Cleanup()
	var img image.Image = drawn.Result.RenderedImage
	var b bytes.Buffer
	if img == nil || jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}) != nil || b.Len() > maxJPEG {
		return nil, text
	}
	return b.Bytes(), text
}
