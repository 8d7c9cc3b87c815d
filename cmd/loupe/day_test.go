package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"loupe/demo"
	"loupe/demo/seeded"
	"loupe/models"
	"loupe/review"
)

// TestAReviewersDay plays a day in a browser with LOUPE_TEST_REPORTS more reports (2,000; docs/performance.md
// tells of 10,000): the inbox and its counts, pages, a filter, a view to keep, a report taken, a search of
// the full text, many closed and opened again, and a colleague who has the same report open. What a page
// asks of the database doesn't grow with what waits.
func TestAReviewersDay(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_TEST_REPORTS"))
	if n == 0 {
		n = 2000
	}
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}, false)
	defer h.close()
	var queries, rows, lines atomic.Int64
	h.records.CountQueries(func(r int64) { queries.Add(1); rows.Add(r) })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/desk/presence/") {
			lines.Add(1)
		}
		h.handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	by := h.as(t, "reviewer")
	inbox := func(f models.QueueFilter) (asked, read int64, page review.QueuePage) {
		t.Helper()
		queries.Store(0)
		rows.Store(0)
		page, err := h.Review.Queue(t.Context(), by, f)
		if err != nil {
			t.Fatal(err)
		}
		return queries.Load(), rows.Load(), page
	}
	before, read, _ := inbox(models.QueueFilter{})
	if err := h.seedReports(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	asked, readNow, first := inbox(models.QueueFilter{})
	if asked != before || readNow > read+8*models.PageSize {
		t.Errorf("with %d more reports the inbox asks %d times and reads %d rows, before it was %d and %d", n, asked, readNow, before, read)
	}

	// Pages neither overlap nor leave out, and the counts are right.
	waiting, mine := map[models.ID]bool{}, 0
	f := models.QueueFilter{Desks: by.Desks, Named: by.Named, Limit: 500}
	for pages := 0; ; pages++ {
		list, next, err := h.records.Queue(t.Context(), f)
		if err != nil || pages > 2*n/500+5 {
			t.Fatal(pages, err)
		}
		for _, r := range list {
			if waiting[r.ID] {
				t.Fatalf("%s comes twice", r.ID)
			}
			waiting[r.ID] = r.State == models.ReportReceived
			if r.State == models.ReportTaken && r.TakenBy == by.ID {
				mine++
			}
		}
		if f.After = next; next == "" {
			break
		}
	}
	fresh := 0
	for _, new := range waiting {
		if new {
			fresh++
		}
	}
	if first.Counts.New != fresh || first.Counts.Mine != mine || fresh < n/4 {
		t.Errorf("the inbox counts %d new and %d mine, want %d and %d", first.Counts.New, first.Counts.Mine, fresh, mine)
	}

	b := &visit{t: t, ctx: newChrome(t).ctx, site: server.URL}
	b.listen()
	b.signIn("reviewer@demo.example")
	count := func(selector string) int { return evaluate[int](b, `document.querySelectorAll("`+selector+`").length`) }
	b.do(chromedp.Navigate(b.site + "/desk?who=nobody"))
	if shown := evaluate[string](b, `document.querySelector(".tabs").textContent.replace(/[,\s]/g, "")`); !strings.Contains(shown, strconv.Itoa(fresh)) {
		t.Errorf("the tabs say %q, want %d new", shown, fresh)
	}
	if rows := count(".queue > li"); rows != models.PageSize {
		t.Errorf("%d rows on a page", rows)
	}
	one := evaluate[string](b, `[...document.querySelectorAll(".queue input")].map(i => i.value).join()`)
	evaluate[bool](b, `(() => { document.querySelector(".pager a[rel=next], .pager a:last-child").click(); return true })()`)
	b.until(`location.search.includes("after=")`)
	for id := range strings.SplitSeq(evaluate[string](b, `[...document.querySelectorAll(".queue input")].map(i => i.value).join()`), ",") {
		if strings.Contains(one, id) {
			t.Errorf("%s is on the first page and on the second", id)
		}
	}

	// A filter, kept as a view under its own address.
	b.do(chromedp.Navigate(b.site + "/desk?who=nobody&category=KIL.1&sort=newest"))
	if rows := count(".queue > li"); rows == 0 || rows > models.PageSize {
		t.Fatalf("the filter gives %d rows", rows)
	}
	evaluate[bool](b, `(() => { const f = document.querySelector("form[action='/desk/views']"); f.elements.name.value = "Killings"; f.requestSubmit(); return true })()`)
	b.until(`[...document.querySelectorAll(".badge a")].some(a => a.textContent === "Killings" && a.href.includes("category=KIL.1"))`)

	// One is taken from the filtered list, by keys.
	b.press("jx")
	id := models.ID(evaluate[string](b, `document.querySelector(".queue input:checked").value`))
	b.press("a")
	b.until(`document.querySelector(".badge.good") !== null`)
	if row, err := h.records.Report(t.Context(), id); err != nil || row.TakenBy != by.ID {
		t.Errorf("taken by %q, %v", row.TakenBy, err)
	}

	b.colleague(h, id, &lines)
	b.findWords(h, by, id, n)

	// Many are closed at once, and opened again.
	b.do(chromedp.Navigate(b.site + "/desk?who=nobody&sort=newest"))
	evaluate[bool](b, `(() => { document.querySelector("#pick-all").click(); document.querySelector("#b-deed").value = "report.close:out_of_scope"; document.querySelector("#bulk").requestSubmit(); return true })()`)
	b.until(`document.querySelectorAll(".badge.good").length === ` + strconv.Itoa(models.PageSize))
	if _, _, page := inbox(models.QueueFilter{}); page.Counts.New != fresh-1-models.PageSize {
		t.Errorf("%d wait after closing, want %d", page.Counts.New, fresh-1-models.PageSize)
	}
	b.press("z")
	b.until(`document.querySelector("[data-key=z]") === null && document.querySelectorAll(".badge.good").length === ` + strconv.Itoa(models.PageSize))
	if _, _, page := inbox(models.QueueFilter{}); page.Counts.New != fresh-1 {
		t.Errorf("%d wait after taking it back, want %d", page.Counts.New, fresh-1)
	}
	b.problemsAre("")
}

// colleague opens a report while another reviewer has it open: each page holds one line, over which it is
// told who else is there and when they leave.
func (b *visit) colleague(h *house, id models.ID, lines *atomic.Int64) {
	b.t.Helper()
	lines.Store(0)
	row, err := h.records.Report(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	who := "reviewer2"
	if !h.as(b.t, who).MemberOf(row.DeskID) {
		who = "reviewer3"
	}
	other := newBrowser(b.t, b.site)
	other.submitTo("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase}, "main form")
	ctx, leave := context.WithCancel(b.t.Context())
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, b.site+"/desk/presence/report/"+string(id), nil)
	answer, err := other.client.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		leave()
		b.t.Fatal(answer, err)
	}
	b.do(chromedp.Navigate(b.site + "/desk/reports/" + string(id)))
	b.until(`document.querySelector("[data-presence]").textContent !== ""`)
	if n := lines.Load(); n != 2 {
		b.t.Errorf("two open pages asked %d times who else is there", n)
	}
	leave()
	_ = answer.Body.Close()
}

// findWords finds a report by a word that it alone holds, and by no other.
func (b *visit) findWords(h *house, by review.Reader, id models.ID, n int) {
	b.t.Helper()
	open, err := h.Review.Report(b.t.Context(), by, id)
	if err != nil {
		b.t.Fatal(err)
	}
	word := ""
	for i := range n {
		if w := seeded.File(i); slices.Contains(strings.FieldsFunc(open.Testimony.Narrative, func(r rune) bool { return !('0' <= r && r <= '9' || 'A' <= r && r <= 'z') }), w) {
			word = w
		}
	}
	if word == "" {
		b.t.Fatalf("report %s has no word of its own", id)
	}
	for range 2 + n/2000 { // the first searches take up what came, two thousand at a time
		b.do(chromedp.Navigate(b.site + "/desk?words=" + word))
		if !evaluate[bool](b, `document.querySelector("main strong") !== null`) {
			break
		}
	}
	found := evaluate[string](b, `[...document.querySelectorAll(".queue input")].map(i => i.value).join()`)
	if !strings.Contains(found, string(id)) || strings.Count(found, ",") > 10 {
		b.t.Errorf("%s finds %q, want %s and what begins alike", word, found, id)
	}
}

// problemsAre fails when the console said anything else.
func (b *visit) problemsAre(want string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if got := strings.Join(b.problems, "; "); got != want {
		b.t.Errorf("the console says %q", got)
	}
}
