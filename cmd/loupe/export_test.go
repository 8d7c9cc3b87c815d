package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
)

// gauge is an answer of which only the size is kept, and the most memory that was in use while it was made.
type gauge struct {
	header      http.Header
	bytes, rows int
	most        uint64
}

func (g *gauge) Header() http.Header { return g.header }
func (g *gauge) WriteHeader(int)     {}
func (g *gauge) Flush()              {}

func (g *gauge) Write(p []byte) (int, error) {
	before := g.bytes / (1 << 20)
	g.bytes += len(p)
	g.rows += bytes.Count(p, []byte("LP-"))
	if g.bytes/(1<<20) != before { // at each megabyte
		g.most = max(g.most, inUse())
	}
	return len(p), nil
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestExportsHoldLittle: what is taken away is made while it is sent, however many cases it has.
func TestExportsHoldLittle(t *testing.T) {
	s := settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
	h, err := open(t.Context(), &s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	setUp(t, h)
	const n = 3000
	if err := h.seedCases(t.Context(), n, 40, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := h.published.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/cases.csv", "/api/v1/cases.jsonl", "/api/v1/cases.geojson", "/api/v1/cases.jsonl?q=witness&sort=occurred"} {
		g := &gauge{header: http.Header{}}
		before := inUse()
		h.handler.ServeHTTP(g, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if g.rows < n/10 || g.bytes < 1<<20 {
			t.Errorf("%s: %d bytes, %d references", path, g.bytes, g.rows)
		}
		if grown := g.most - min(g.most, before); grown > 4<<20 {
			t.Errorf("%s: %d bytes are made with %d more in use", path, g.bytes, grown)
		}
	}
}
