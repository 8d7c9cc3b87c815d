package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"loupe/demo/seeded"
	"loupe/internal/testkit"
	"loupe/models"
)

// BenchmarkFlat asks for public pages that nothing has kept, over LOUPE_BENCH_CASES cases (100,000) and, in
// turns, over 10,000: "of-10k" is the median of what the first cost in multiples of the second, "heavier" how many
// times as many bytes its pages have: a narrow search of few cases fills no page. Every request has another address, filter or word. With LOUPE_BENCH_KEEP=DIR what is seeded in SQLite stays in DIR for the
// next run; on PostgreSQL it stays in databases of LOUPE_BENCH_POSTGRES=postgres://…/%s, "loupe_10000" for the small one.
func BenchmarkFlat(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_CASES"))
	if n == 0 {
		n = 100_000
	}
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			small, large := flatHouse(b, name, 10_000), flatHouse(b, name, n)
			for _, page := range flatPages {
				b.Run(page.name, func(b *testing.B) {
					i := 0
					var ratios []float64
					var spent time.Duration
					var lighter, heavier int
					for b.Loop() {
						const each = 8
						a, few := askTimed(b, small, page.url, i, each)
						c, many := askTimed(b, large, page.url, i, each)
						lighter, heavier = lighter+few, heavier+many
						ratios, spent, i = append(ratios, float64(c)/float64(a)), spent+c, i+each
					}
					slices.Sort(ratios)
					b.ReportMetric(ratios[len(ratios)/2], "of-10k")
					b.ReportMetric(float64(heavier)/float64(lighter), "heavier")
					b.ReportMetric(float64(spent.Microseconds())/float64(i), "µs/page")
				})
			}
		})
	}
}

// BenchmarkRate asks for the same pages, sixteen at a time, over LOUPE_BENCH_CASES cases (100,000) in SQLite, and
// says how many came a second.
func BenchmarkRate(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_CASES"))
	if n == 0 {
		n = 100_000
	}
	h := flatHouse(b, "sqlite", n)
	var asked atomic.Int64
	for _, page := range flatPages {
		b.Run(page.name, func(b *testing.B) {
			b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					i := int(asked.Add(1))
					r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, page.url(h, i), nil)
					r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:99", i>>16&255, i>>8&255, i&255)
					w := httptest.NewRecorder()
					if h.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
						b.Errorf("%s: %d", r.URL, w.Code)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

var frequent = []string{"guards", "soldiers", "clinic", "school", "pump", "road", "gravel", "vehicles", "barrier", "witness", "teacher", "machines", "wounded", "creuseurs", "barrière", "village", "poços", "photographs", "company", "register", "women", "river", "trader", "engines"}

// oneFilter is every value of some kinds of filters once: counts of the same search would be kept.
var oneFilter = func() (out []string) {
	for _, o := range []string{"verified", "corroborated", "contested"} {
		out = append(out, "outcome="+o)
	}
	for _, k := range models.KPReadings {
		out = append(out, "kp="+string(k))
	}
	for _, f := range models.FollowUps {
		out = append(out, "followup="+string(f))
	}
	for _, a := range models.Acts {
		out = append(out, "category="+a.Code)
	}
	for _, c := range seeded.Countries {
		out = append(out, "country="+c)
	}
	return out
}()

var flatPages = []struct {
	name string
	url  func(h *house, i int) string
}{
	{"list", func(_ *house, i int) string { return fmt.Sprintf("/cases?n=%d", i) }},
	{"one filter", func(_ *house, i int) string { return fmt.Sprintf("/cases?%s&n=%d", oneFilter[i%len(oneFilter)], i) }},
	{"three filters", func(_ *house, i int) string { // of which few cases of 10,000 fill a page too
		groups := []string{"KIL", "TOR", "ENV", "LAB", "DIS"}
		return fmt.Sprintf("/cases?country=%s&category=%s&from=%d", []string{"CF", "CD", "AO"}[i%3], groups[i/3%len(groups)], 2000+i/15%18)
	}},
	{"three narrow filters", func(_ *house, i int) string {
		return fmt.Sprintf("/cases?country=%s&category=%s&kp=%s&n=%d", []string{"CF", "CD", "AO", "SL", "ZW", "TZ", "GN"}[i%7], models.Acts[i/7%len(models.Acts)].Code, models.KPReadings[i%3], i)
	}},
	{"dates and order of incidents", func(_ *house, i int) string {
		return fmt.Sprintf("/cases?from=%d-02-11&to=%d-09-30&sort=occurred&n=%d", 2014+i%5, 2020+i%5, i)
	}},
	{"words", func(_ *house, i int) string {
		return fmt.Sprintf("/cases?q=%s&n=%d", url.QueryEscape(frequent[i%len(frequent)]+" "+frequent[(i/len(frequent)+i+1)%len(frequent)]), i)
	}},
	{"words and a filter", func(_ *house, i int) string {
		return fmt.Sprintf("/cases?country=CF&q=%s&n=%d", url.QueryEscape(frequent[i%len(frequent)]+" "+frequent[(i/len(frequent)+i+1)%len(frequent)]), i)
	}},
	{"a rare word", func(_ *house, i int) string { return fmt.Sprintf("/cases?q=K%d", 7+i%9000) }},
	{"a beginning", func(_ *house, i int) string {
		return fmt.Sprintf("/cases?q=%s%s&n=%d", []string{"Ka", "Mo", "Ba", "Lu", "Si", "Te"}[i%6], []string{"l", "m", "r", "k", "n", "s"}[i/6%6], i)
	}},
	{"deep page", func(h *house, i int) string {
		stats, _ := h.published.Stats(context.Background())
		cursor := "." + strconv.FormatInt(int64(stats.Cases/2+i%1000), 36)
		return fmt.Sprintf("/cases?outcome=verified&after=%s&n=%d", base64.RawURLEncoding.EncodeToString([]byte(cursor)), i)
	}},
	{"API", func(_ *house, i int) string { return fmt.Sprintf("/api/v1/cases?category=TOR&limit=100&n=%d", i) }},
	{"changes", func(_ *house, i int) string { return fmt.Sprintf("/api/v1/changes?since=%d", 5000+i) }},
	{"changes since a time", func(_ *house, i int) string {
		return "/api/v1/changes?since=" + time.Date(2022, 1, 1, 0, i, 0, 0, time.UTC).Format(time.RFC3339)
	}},
	{"feed", func(_ *house, i int) string { return fmt.Sprintf("/feeds/cases.atom?country=CD&n=%d", i) }},
	{"corrections", func(_ *house, i int) string { return fmt.Sprintf("/corrections?n=%d", i) }},
	{"front page", func(_ *house, i int) string { return fmt.Sprintf("/?n=%d", i) }},
}

// askTimed asks a number of times and says how long that took and how many bytes came.
func askTimed(b *testing.B, h *house, address func(*house, int) string, from, n int) (took time.Duration, bytes int) {
	for i := from; i < from+n; i++ {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, address(h, i), nil)
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:99", i>>16&255, i>>8&255, i&255)
		w := httptest.NewRecorder()
		start := time.Now()
		h.handler.ServeHTTP(w, r)
		if took += time.Since(start); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", r.URL, w.Code)
		}
		bytes += w.Body.Len()
	}
	return took, bytes
}

// flatHouse opens a platform with n cases, seeding what isn't there.
func flatHouse(b *testing.B, database string, n int) *house {
	b.Helper()
	s := settings{Data: b.TempDir(), Listen: "127.0.0.1:0"}
	switch kept := os.Getenv("LOUPE_BENCH_KEEP"); {
	case database == "postgres" && os.Getenv("LOUPE_BENCH_POSTGRES") != "":
		s.Database = fmt.Sprintf(os.Getenv("LOUPE_BENCH_POSTGRES"), fmt.Sprint("loupe_", n))
	case database == "postgres":
		s.Database = testkit.Postgres(b)
	case kept != "":
		s.Data = filepath.Join(kept, strconv.Itoa(n))
	}
	h, err := open(b.Context(), &s, quiet())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = h.close() })
	if done, err := h.People.IsSetUp(b.Context()); err != nil {
		b.Fatal(err)
	} else if !done {
		setUp(b, h)
	}
	start := time.Now()
	stats, err := h.published.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%s: %d cases taken up in %v", database, stats.Cases, time.Since(start).Round(time.Millisecond))
	if stats.Cases < n {
		start = time.Now()
		if err := h.seedCases(b.Context(), n-stats.Cases, min(3000, 40+n/300), io.Discard); err != nil {
			b.Fatal(err)
		}
		b.Logf("%s: %d cases seeded in %v", database, n-stats.Cases, time.Since(start).Round(time.Second))
	}
	return h
}
