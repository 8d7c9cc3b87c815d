package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"loupe/demo"
	"loupe/internal/testkit"
	"loupe/models"
	"loupe/publish"
)

func fetch(t *testing.T, method, url string, header map[string]string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// TestFront asks one served demonstration what every visitor may rely on.
func TestFront(t *testing.T) {
	h, address := demoHouse(t)
	t.Run("every answer is protected", func(t *testing.T) { protected(t, address, caseOf(t, h)) })
	t.Run("one file too many loses nothing", func(t *testing.T) { tooManyFiles(t, address) })
	t.Run("too many requests are told", func(t *testing.T) { tooMany(t, address) })
	t.Run("kept pages", func(t *testing.T) { keptPages(t, h, address) })
}

// protected asks each kind of address twice, because the second answer comes from
// what was kept, and looks at what every answer must carry.
func protected(t *testing.T, address, ref string) {
	for _, path := range []string{"/", "/cases", "/cases?q=guards", "/cases/" + ref, "/map", "/sites", "/report", "/report/return", "/sign-in", "/nothing", "/api/v1/cases", "/api/v1/nothing", "/api/v1/cases.csv", "/feeds/cases.atom", "/desk", "/desk/admin/people", "/static/base.css", "/robots.txt"} {
		for range 2 {
			r, _ := fetch(t, http.MethodGet, address+path, nil)
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
				"Permissions-Policy": "camera=()", "Cross-Origin-Opener-Policy": "same-origin",
			} {
				if name == "Permissions-Policy" && path == "/report" {
					want = "camera=(self), microphone=(self), geolocation=()" // recording in the form, here alone
				}
				if got := r.Header.Get(name); !strings.HasPrefix(got, want) {
					t.Errorf("%s: %s is %q, want %q", path, name, got, want)
				}
			}
			for directive := range strings.SplitSeq(r.Header.Get("Content-Security-Policy"), ";") {
				for i, source := range strings.Fields(directive) {
					if i > 0 && !slices.Contains([]string{"'none'", "'self'", "blob:"}, source) {
						t.Errorf("%s allows too much: %s", path, directive)
					}
				}
			}
		}
	}
}

// keptPages: the same bytes in every encoding, 304 for who has them, HEAD without a body, and
// none of it for anyone after a change.
func keptPages(t *testing.T, h *house, address string) {
	url := address + "/cases?country=XM"
	first, plain := fetch(t, http.MethodGet, url, nil)
	for _, encoding := range []string{"gzip", "br", "zstd"} {
		r, body := fetch(t, http.MethodGet, url, map[string]string{"Accept-Encoding": encoding})
		if r.Header.Get("Content-Encoding") != encoding || len(body) >= len(plain) {
			t.Errorf("%s: %q with %d of %d bytes", encoding, r.Header.Get("Content-Encoding"), len(body), len(plain))
		}
		if encoding == "gzip" {
			z, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			unpacked, _ := io.ReadAll(z)
			if string(unpacked) != plain {
				t.Error("the packed page isn't the page")
			}
		}
		again, none := fetch(t, http.MethodGet, url, map[string]string{"Accept-Encoding": encoding, "If-None-Match": r.Header.Get("ETag")})
		if again.StatusCode != http.StatusNotModified || none != "" {
			t.Errorf("%s: %d for who has the page", encoding, again.StatusCode)
		}
	}
	if r, body := fetch(t, http.MethodHead, url, nil); r.StatusCode != http.StatusOK || body != "" || r.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("HEAD: %d, %d bytes", r.StatusCode, len(body))
	}
	if r, _ := fetch(t, http.MethodGet, url, map[string]string{"Accept-Encoding": "gzip;q=0"}); r.Header.Get("Content-Encoding") != "" {
		t.Error("a refused encoding was used")
	}
	if _, dark := fetch(t, http.MethodGet, url, map[string]string{"Cookie": "theme=dark"}); dark == plain {
		t.Error("a kept page doesn't know of its visitor's theme")
	}
	ref := caseOf(t, h)
	withdrawOne(t, h, ref)
	for path, gone := range map[string]string{"/cases/" + ref: "410", "/cases?q=" + ref: "no hit"} {
		r, body := fetch(t, http.MethodGet, address+path, nil)
		if gone == "410" && r.StatusCode != http.StatusGone || gone == "no hit" && strings.Contains(body, `href="/cases/`+ref+`"`) {
			t.Errorf("%s still shows what was withdrawn (%d)", path, r.StatusCode)
		}
	}
	if _, body := fetch(t, http.MethodGet, url, map[string]string{"If-None-Match": first.Header.Get("ETag")}); body == "" {
		t.Error("a list that changed is said to be the same")
	}
}

// tooMany: guessing is answered with 429 and a time to wait.
func tooMany(t *testing.T, address string) {
	for range 400 {
		r, err := http.PostForm(address+"/report/return", map[string][]string{"receipt": {"x"}})
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode == http.StatusTooManyRequests {
			if r.Header.Get("Retry-After") == "" {
				t.Error("it isn't said when to come back")
			}
			return
		}
	}
	t.Error("400 guesses in a moment were let through")
}

// TestTwoNodes: a session begun on one node works on another that has the same database and objects,
// and what is withdrawn on one is gone on the other.
func TestTwoNodes(t *testing.T) {
	s := settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Database: testkit.Postgres(t), Objects: testkit.S3(t)}
	a, err := open(t.Context(), &s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if _, err := demo.Build(t.Context(), a.at, time.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	s.Data = t.TempDir()
	b, err := open(t.Context(), &s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	go b.records.Watch(t.Context())
	one, two := httptest.NewServer(a.handler), httptest.NewServer(b.handler)
	defer one.Close()
	defer two.Close()
	who := newBrowser(t, one.URL)
	who.post("/sign-in", form{"email": "editor@demo.example", "passphrase": demo.Passphrase})
	who.base = two.URL // the cookie is for the host, whatever the port
	who.get("/desk")
	who.expect(http.StatusOK)
	if who.page.Find(".queue a.title").Length() == 0 {
		t.Error("the second node shows no queue")
	}
	ref := caseOf(t, a)
	if r, _ := fetch(t, http.MethodGet, two.URL+"/cases/"+ref, nil); r.StatusCode != http.StatusOK {
		t.Fatalf("the second node answers %d", r.StatusCode)
	}
	withdrawOne(t, a, ref)
	for range 500 { // seconds on a busy machine
		if r, _ := fetch(t, http.MethodGet, two.URL+"/cases/"+ref, nil); r.StatusCode == http.StatusGone {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the second node still shows it")
}

// tooManyFiles: the fields below the file and the other files are there when
// the form comes back.
func tooManyFiles(t *testing.T, address string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("narrative", "words before")
	for range 22 {
		part, _ := w.CreateFormFile("exhibits", "a.jpg")
		_, _ = part.Write([]byte("some bytes"))
	}
	_ = w.WriteField("contact", "words after")
	_ = w.Close()
	r, err := http.Post(address+"/report", w.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	page, _ := io.ReadAll(r.Body)
	if r.StatusCode != http.StatusRequestEntityTooLarge || !bytes.Contains(page, []byte("words after")) || !bytes.Contains(page, []byte("words before")) || bytes.Count(page, []byte(`name="remove"`)) != 20 {
		t.Errorf("%d; before %v, after %v, %d files kept", r.StatusCode, bytes.Contains(page, []byte("words before")), bytes.Contains(page, []byte("words after")), bytes.Count(page, []byte(`name="remove"`)))
	}
}

// demoHouse serves the invented cast.
func demoHouse(t testing.TB) (*house, string) {
	t.Helper()
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}, false)
	t.Cleanup(func() { _ = h.close() })
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	return h, server.URL
}

// caseOf gives the reference of a published case of the invented cast, the same case whenever it is built.
func caseOf(t testing.TB, h *house) string { t.Helper(); return published(t, h)[11] }

// published lists the references of all, in the order of publishing. They count within a year, so that it depends on
// the day which case has which.
func published(t testing.TB, h *house) []string {
	t.Helper()
	var refs []string
	for year := time.Now().Year() - 2; year <= time.Now().Year(); year++ {
		for n := 1; ; n++ {
			p, err := h.records.Public().PublicationByRef(t.Context(), models.Reference(year, n))
			if err != nil {
				break
			}
			refs = append(refs, p.Ref)
		}
	}
	if len(refs) < 20 {
		t.Fatalf("the cast has %d published cases", len(refs))
	}
	return refs
}

// withdrawOne withdraws as an editor of the case's desk would.
func withdrawOne(t *testing.T, h *house, ref string) {
	t.Helper()
	p, err := h.records.Public().PublicationByRef(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{"editor@demo.example", "editor2@demo.example"} {
		token, _, _, _, err := h.People.SignIn(t.Context(), email, demo.Passphrase)
		if err != nil {
			t.Fatal(err)
		}
		o, err := h.People.Session(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if h.Publish.Withdraw(t.Context(), publish.Editor{Person: o.Person, Key: o.Key}, p.CaseID, models.WithdrawnError, "") == nil {
			return
		}
	}
	t.Fatal("no editor could withdraw")
}
