package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestMapInABrowser goes over the map as a reader does: from several places to one, to its case, by
// keyboard; draws an area; finds the way by links where scripts are off; and sees it in a frame on another
// site.
func TestMapInABrowser(t *testing.T) {
	detail := filepath.Join(t.TempDir(), "land.pmtiles")
	if err := os.WriteFile(detail, tinyLand(), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0", MapDetail: detail}, false)
	t.Cleanup(func() { _ = h.close() })
	site := httptest.NewServer(h.handler)
	defer site.Close()
	b := browserOf(t, site.URL)

	const far = "/map?view=10,-16,36,6&zoom=5"
	b.onMap(far)
	b.look("map", far, 1440)
	if n := evaluate[int](b, `document.querySelectorAll(".stage .sign.many").length`); n == 0 {
		t.Fatal("no several places have a number")
	}
	if evaluate[bool](b, `[...document.querySelectorAll(".stage .sign")].some(e => !e.getAttribute("aria-label") || e.tabIndex !== 0 || e.getAttribute("role") !== "button")`) {
		t.Error("a sign can't be reached or read")
	}
	press := func(sign string) {
		evaluate[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); return e.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true})) })()`, sign))
	}
	for range 8 { // nearer, until one place stands alone
		if evaluate[int](b, `document.querySelectorAll(".stage .sign.one").length`) > 0 {
			break
		}
		before := evaluate[string](b, `document.getElementById("map").dataset.ready`)
		press(".stage .sign.many")
		b.until(fmt.Sprintf(`document.getElementById("map").dataset.ready !== %q`, before))
	}
	if address := evaluate[string](b, `location.search`); !strings.Contains(address, "zoom=") || strings.Contains(address, "zoom=5&") {
		t.Errorf("the address is not the view: %s", address)
	}
	press(".stage .sign.one")
	b.until(`document.activeElement.closest(".leaflet-popup") !== null`)
	b.look("map", "an open place", 1440)
	to := evaluate[string](b, `document.querySelector(".leaflet-popup .title a").getAttribute("href")`)
	evaluate[bool](b, `(() => { document.querySelector(".leaflet-popup .title a").click(); return true })()`)
	b.until(fmt.Sprintf(`location.pathname === %q`, to))

	b.onMap(far)
	evaluate[bool](b, `(() => {
		document.querySelector("details.more").open = document.querySelector("details.area").open = true;
		document.getElementById("draw").click();
		const s = document.querySelector(".stage"), r = s.getBoundingClientRect();
		s.setPointerCapture = () => {};
		const at = (kind, x, y) => s.dispatchEvent(new PointerEvent(kind, {clientX: r.x + x, clientY: r.y + y, pointerId: 1, isPrimary: true, bubbles: true}));
		at("pointerdown", 60, 60); at("pointermove", 200, 200); at("pointerup", 220, 230);
		return true })()`)
	b.until(`new URLSearchParams(location.search).has("area")`)
	b.until(`document.getElementById("map")?.dataset.ready !== undefined`)
	if !evaluate[bool](b, `document.getElementById("west").value !== "" && document.getElementById("map").dataset.area !== undefined`) {
		t.Error("the form doesn't have the area that was drawn")
	}
	b.until(`performance.getEntriesByType("resource").some(e => e.name.endsWith("/map/detail.pmtiles"))`)
	b.look("map", "an area with finer land", 1440)

	frame := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Elsewhere</title><main><h1>Elsewhere</h1><iframe src="%s/embed/map" title="map" sandbox="allow-scripts" width="700" height="500"></iframe></main>`, site.URL)
	}))
	defer frame.Close()
	b.pages("map", "/embed/map")
	framed := browserOf(t, frame.URL)
	framed.site = frame.URL
	framed.do(chromedp.Navigate(frame.URL))
	time.Sleep(time.Second) // a frame in a sandbox says nothing to the page around it
	framed.mu.Lock()
	if len(framed.problems) > 0 {
		t.Errorf("in a frame the console says %v", framed.problems)
	}
	framed.mu.Unlock()

	b.scripts(false)
	b.do(chromedp.Navigate(site.URL + "/map"))
	b.scripts(true)
	if !evaluate[bool](b, `document.querySelector(".stage") === null && document.querySelectorAll(".drawn .land").length > 0 && document.querySelectorAll(".drawn a .sign").length > 5`) {
		t.Error("without scripts there is no drawing")
	}
	if links := evaluate[string](b, `[...document.querySelectorAll(".drawn a")].map(a => a.getAttribute("href")).join(" ")`); !strings.Contains(links, "/cases/LP-") && !strings.Contains(links, "/cases?") {
		t.Errorf("the drawing leads nowhere: %s", links)
	}
}

// onMap opens a map and waits until it shows what it has.
func (b *visit) onMap(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site + path))
	b.until(`document.getElementById("map")?.dataset.ready !== undefined`)
}

// TestFinerLand asks for ranges of the file as its reader does.
func TestFinerLand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "land.pmtiles")
	if err := os.WriteFile(file, tinyLand(), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0", MapDetail: file}, false)
	defer h.close()
	site := httptest.NewServer(h.handler)
	defer site.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+"/map/detail.pmtiles", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Range", "bytes=0-126")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got bytes.Buffer
	_, _ = got.ReadFrom(response.Body)
	if response.StatusCode != http.StatusPartialContent || got.Len() != 127 || !bytes.HasPrefix(got.Bytes(), []byte("PMTiles")) || response.Header.Get("Etag") == "" {
		t.Errorf("%d, %d bytes, %v", response.StatusCode, got.Len(), response.Header)
	}
	if err := os.WriteFile(file, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t.Context(), &settings{Data: t.TempDir(), Listen: "127.0.0.1:0", MapDetail: file}, quiet()); err == nil || !strings.Contains(err.Error(), "PMTiles") {
		t.Errorf("a file that can't be read is taken: %v", err)
	}
}

// tinyLand is a PMTiles archive (version 3 of its specification) of one vector tile, a square of land
// over the whole world at zoom 0.
func tinyLand() []byte {
	field := func(number, kind int, body ...byte) []byte {
		out := binary.AppendUvarint(nil, uint64(number<<3|kind))
		if kind == 2 {
			out = binary.AppendUvarint(out, uint64(len(body)))
		}
		return append(out, body...)
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	// MoveTo(100,100) LineTo(+200,0)(0,+200)(-200,0) ClosePath, in zigzag, as vector tiles say it.
	var shape []byte
	for _, v := range []uint64{9, 200, 200, 26, 400, 0, 0, 400, 399, 0, 15} {
		shape = binary.AppendUvarint(shape, v)
	}
	feature := join(field(2, 2, 0, 0), field(3, 0, 3), field(4, 2, shape...))
	layer := join(field(15, 0, 2), field(1, 2, []byte("earth")...), field(2, 2, feature...), field(3, 2, []byte("kind")...), field(4, 2, field(1, 2, []byte("earth")...)...), field(5, 0, 0x80, 0x20))
	tile := field(3, 2, layer...)
	directory := join([]byte{1, 0, 1}, binary.AppendUvarint(nil, uint64(len(tile))), []byte{1})
	metadata := []byte("{}")
	head := make([]byte, 127)
	copy(head, "PMTiles\x03")
	put := func(at, value int) { binary.LittleEndian.PutUint64(head[at:], uint64(value)) }
	at := 127
	for i, size := range []int{len(directory), len(metadata), 0, len(tile)} {
		put(8+16*i, at)
		put(16+16*i, size)
		at += size
	}
	put(72, 1)
	put(80, 1)
	put(88, 1)
	head[96], head[97], head[98], head[99] = 1, 1, 1, 1 // clustered; nothing packed; vector tiles
	corner := func(at int, v int32) { binary.LittleEndian.PutUint32(head[at:], uint32(v)) }
	corner(102, -1_800_000_000)
	corner(106, -850_000_000)
	corner(110, 1_800_000_000)
	corner(114, 850_000_000)
	return join(head, directory, metadata, tile)
}
