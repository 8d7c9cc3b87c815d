package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"loupe/demo/seeded"
	"loupe/internal/testkit"
	"loupe/models"
	"loupe/people"
	"loupe/review"
)

func benchHouse(b *testing.B, s *settings) (*house, string) {
	b.Helper()
	return benchHouseAt(b, s, quiet())
}

func benchHouseLogging(b *testing.B, log *slog.Logger) (*house, string) {
	b.Helper()
	return benchHouseAt(b, &settings{}, log)
}

func benchHouseAt(b *testing.B, s *settings, log *slog.Logger) (*house, string) {
	b.Helper()
	s.Data, s.Listen = b.TempDir(), "127.0.0.1:0"
	h, err := open(b.Context(), s, log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = h.close() })
	setUp(b, h)
	server := httptest.NewServer(h.handler)
	b.Cleanup(server.Close)
	return h, server.URL
}

func setUp(t testing.TB, h *house) {
	t.Helper()
	_, public, err := h.People.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.People.SetUp(t.Context(), people.SetUpInput{Organisation: "Bench", AdminName: "Ada", Email: "a@bench.example", Passphrase: adminPhrase, Desk: "Desk", RecoveryKey: public}); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkAccept sends text reports with a 200 KB photo through HTTP, 16 at a time.
func BenchmarkAccept(b *testing.B) {
	run := func(s *settings) func(b *testing.B) {
		return func(b *testing.B) {
			_, address := benchHouse(b, s)
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			_ = w.WriteField("narrative", "words")
			part, _ := w.CreateFormFile("exhibits", "p.jpg")
			_, _ = part.Write(append([]byte{0xFF, 0xD8, 0xFF, 0xE0}, make([]byte, 200<<10)...))
			_ = w.Close()
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			b.SetParallelism(16 / max(1, runtime.GOMAXPROCS(0)))
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					r, err := client.Post(address+"/report", w.FormDataContentType(), bytes.NewReader(body.Bytes()))
					if err != nil {
						b.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, r.Body)
					_ = r.Body.Close()
					if r.StatusCode != http.StatusOK {
						b.Errorf("status %d", r.StatusCode)
					}
				}
			})
		}
	}
	b.Run("sqlite", run(&settings{}))
	b.Run("postgres", func(b *testing.B) { run(&settings{Database: testkit.Postgres(b)})(b) })
}

// BenchmarkAcceptRaw is the limit of the same: the photo written to a file and synced, 16 at a time.
func BenchmarkAcceptRaw(b *testing.B) {
	dir, photo := b.TempDir(), make([]byte, 200<<10)
	var n atomic.Int64
	b.SetParallelism(16 / max(1, runtime.GOMAXPROCS(0)))
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			f, err := os.Create(filepath.Join(dir, strconv.FormatInt(n.Add(1), 10)))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = f.Write(photo)
			_ = f.Sync()
			_ = f.Close()
		}
	})
}

// stores are where the large exhibit goes: a folder, and S3 when there is one.
func stores(b *testing.B, run func(b *testing.B, s *settings)) {
	b.Run("folder", func(b *testing.B) { run(b, &settings{}) })
	b.Run("s3", func(b *testing.B) { run(b, &settings{Objects: testkit.S3(b)}) })
}

// BenchmarkLargeExhibit seals a 256 MB exhibit and says by how much the heap grew at most.
func BenchmarkLargeExhibit(b *testing.B) { stores(b, largeExhibit) }

func largeExhibit(b *testing.B, s *settings) {
	h, _ := benchHouse(b, s)
	const size = 256 << 20
	b.SetBytes(size)
	var before, at runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				runtime.ReadMemStats(&at)
				peak = max(peak, at.HeapInuse)
			}
		}
	}()
	for b.Loop() {
		edge, err := h.Intake.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if err := edge.Attach(b.Context(), "video.mp4", io.LimitReader(zeros{}, size)); err != nil {
			b.Fatal(err)
		}
		edge.Abandon(b.Context())
	}
	close(stop)
	b.ReportMetric(float64(peak-min(peak, before.HeapInuse))/(1<<20), "MB-peak")
}

// BenchmarkLargeRaw is the limit of the same: 64 objects of 4 MB put into the same store.
func BenchmarkLargeRaw(b *testing.B) {
	stores(b, func(b *testing.B, s *settings) {
		h, _ := benchHouse(b, s)
		part := make([]byte, 4<<20)
		b.SetBytes(256 << 20)
		for b.Loop() {
			for i := range 64 {
				if err := h.objects.Put(b.Context(), fmt.Sprintf("raw/%d", i), bytes.NewReader(part), int64(len(part))); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// BenchmarkPublic asks for public pages over LOUPE_BENCH_CASES published cases (10,000).
func BenchmarkPublic(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_CASES"))
	if n == 0 {
		n = 10_000
	}
	h, address := benchHouse(b, &settings{})
	if err := h.seedCases(b.Context(), n, 40+n/300, io.Discard); err != nil {
		b.Fatal(err)
	}
	all, err := h.records.Public().PublicationsAt(b.Context(), []uint32{1, uint32(n)})
	if err != nil || len(all) != 2 {
		b.Fatal("nothing was seeded", err)
	}
	first := all[1].Ref
	body := benchGet(b, address+"/cases/"+first)
	static := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer static.Close()
	for _, page := range []struct{ name, url string }{
		{"case", address + "/cases/" + first + "?"},
		{"list", address + "/cases?"},
		{"filter", address + "/cases?country=CF&category=TOR&"},
		{"frequent word", address + "/cases?q=guards&"},
		{"frequent word filtered", address + "/cases?q=guards&country=CF&category=TOR&"},
		{"rare word", address + "/cases?q=" + seeded.File(n/2) + "&"},
		{"map", address + "/map?"},
		{"tile of the world", address + "/map/tiles/0/0/0?"},
		{"tile", address + "/map/tiles/5/17/15?"},
		{"tile filtered", address + "/map/tiles/5/17/15?country=CF&category=TOR&"},
		{"api", address + "/api/v1/cases?"},
	} {
		b.Run("kept/"+page.name, func(b *testing.B) { benchPage(b, page.url, false) })
		b.Run("new/"+page.name, func(b *testing.B) { benchPage(b, page.url, true) })
	}
	b.Run("bare", func(b *testing.B) { benchPage(b, static.URL+"/?", false) })
}

// BenchmarkDesk works on a desk with LOUPE_BENCH_REPORTS waiting reports (10,000): the inbox page, a
// sealed search, and the neighbours of a report.
func BenchmarkDesk(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_REPORTS"))
	if n == 0 {
		n = 10_000
	}
	h, _ := benchHouse(b, &settings{})
	token, _, admin, _, err := h.People.SignIn(b.Context(), "a@bench.example", adminPhrase)
	if err != nil {
		b.Fatal(token, err)
	}
	directory, err := h.People.Directory(b.Context(), admin)
	if err != nil {
		b.Fatal(err)
	}
	o, err := h.People.Add(b.Context(), people.InviteInput{Name: "Rita", Email: "r@bench.example", Roles: []models.Role{models.RoleReviewer}, DeskID: directory.Desks[0].ID}, firstPhrase)
	if err != nil {
		b.Fatal(err)
	}
	if err := h.People.MakeKey(b.Context(), o, directory.Desks[0].ID); err != nil {
		b.Fatal(err)
	}
	o.Person.Desks = []models.ID{directory.Desks[0].ID}
	if err := h.seedReports(b.Context(), n); err != nil {
		b.Fatal(err)
	}
	by := review.Reader{Person: o.Person, Key: o.Key}
	start := time.Now()
	for left := 1; left > 0; {
		if _, left, err = h.Review.Search(b.Context(), by, "guards "+seeded.File(7)); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("indexing %d reports took %v", n, time.Since(start))
	b.Run("inbox", func(b *testing.B) {
		for b.Loop() {
			if page, err := h.Review.Queue(b.Context(), by, models.QueueFilter{}); err != nil || len(page.Rows) != models.PageSize || page.Counts.New != n {
				b.Fatal(page.Counts, err)
			}
		}
	})
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			if ids, _, err := h.Review.Search(b.Context(), by, "guards "+seeded.File(n/2)); err != nil || len(ids) == 0 {
				b.Fatal(len(ids), err)
			}
		}
	})
	page, err := h.Review.Queue(b.Context(), by, models.QueueFilter{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("neighbours", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := h.Review.Neighbours(b.Context(), by, page.Rows[0].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkMatching finds the newest publications with a frequent word, on both databases.
func BenchmarkMatching(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_CASES"))
	if n == 0 {
		n = 10_000
	}
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			s := &settings{}
			if name == "postgres" {
				s.Database = testkit.Postgres(b)
			}
			h, _ := benchHouse(b, s)
			if err := h.seedCases(b.Context(), n, 40+n/300, io.Discard); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if sets, err := h.records.Public().Holders(b.Context(), []string{"guards"}); err != nil || sets["guards"] == nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchPage asks for a page, 16 at a time. A number in the address makes each request a new one, to
// which no kept page answers.
func benchPage(b *testing.B, url string, fresh bool) {
	var n atomic.Int64
	b.SetParallelism(16 / max(1, runtime.GOMAXPROCS(0)))
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if fresh {
				benchGet(b, url+"n="+strconv.FormatInt(n.Add(1), 10))
			} else {
				benchGet(b, url)
			}
		}
	})
}

var benchClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}

func benchGet(b *testing.B, url string) []byte {
	r, err := benchClient.Get(url)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		b.Errorf("%d, %v", r.StatusCode, err)
	}
	return body
}
