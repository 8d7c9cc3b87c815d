package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkKept asks for a case page that is kept, through real sockets with 16 kept-alive connections,
// and for the same bytes of bare net/http, in turns; "of-bare" is the median share of its speed. The client only
// counts bytes, so that it is the servers that are compared. Loupe logs each request, to nowhere.
func BenchmarkKept(b *testing.B) {
	h, _ := benchHouseLogging(b, slog.New(slog.NewJSONHandler(io.Discard, nil)))
	if err := h.seedCases(b.Context(), 300, 40, io.Discard); err != nil {
		b.Fatal(err)
	}
	all, err := h.records.Public().PublicationsAt(b.Context(), []uint32{seeded300})
	if err != nil || len(all) != 1 {
		b.Fatal(err)
	}
	path := "/cases/" + all[seeded300].Ref
	ours := httptest.NewServer(slowUploads(h.handler))
	defer ours.Close()
	for _, encoding := range []string{"identity", "zstd"} {
		b.Run(encoding, func(b *testing.B) {
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, ours.URL+path, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Accept-Encoding", encoding)
			response, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				b.Fatal(err)
			}
			body, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != http.StatusOK {
				b.Fatal(response.Status, err)
			}
			bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Content-Length", strconv.Itoa(len(body)))
				_, _ = w.Write(body)
			}))
			defer bare.Close()
			const each = 250 // requests of a connection in one turn
			a, c := dial(b, ours, path, encoding), dial(b, bare, path, encoding)
			a(each)
			c(each)
			var shares []float64
			for b.Loop() {
				took, limit := a(each), c(each)
				shares = append(shares, float64(limit)/float64(took))
			}
			slices.Sort(shares)
			b.ReportMetric(shares[len(shares)/2], "of-bare")
			b.ReportMetric(float64(len(body)), "bytes")
		})
	}
}

const seeded300 = 300

// dial opens 16 connections; what it gives asks n times on each and says how long that took.
func dial(b *testing.B, server *httptest.Server, path, encoding string) func(n int) time.Duration {
	b.Helper()
	address := server.Listener.Addr().String()
	request := []byte(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nAccept-Encoding: %s\r\n\r\n", path, address, encoding))
	type line struct {
		net.Conn
		*bufio.Reader
	}
	lines := make([]line, 16)
	for i := range lines {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		lines[i] = line{c, bufio.NewReaderSize(c, 64<<10)}
	}
	ask := func(l line) error {
		if _, err := l.Conn.Write(request); err != nil {
			return err
		}
		size := -1
		for first := true; ; first = false {
			text, err := l.ReadSlice('\n')
			if err != nil {
				return err
			}
			switch s := string(text); {
			case first && !strings.Contains(s, " 200 "):
				return fmt.Errorf("answered %s", s)
			case strings.HasPrefix(s, "Content-Length: "):
				if size, err = strconv.Atoi(strings.TrimSpace(s[16:])); err != nil {
					return err
				}
			case s == "\r\n":
				if size < 0 {
					return fmt.Errorf("no length")
				}
				_, err := l.Discard(size)
				return err
			}
		}
	}
	return func(n int) time.Duration {
		var wg sync.WaitGroup
		start := time.Now()
		for _, l := range lines {
			wg.Go(func() {
				for range n {
					if err := ask(l); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		return time.Since(start)
	}
}
