package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"loupe/internal/testkit"
)

// specified holds the description of the API to its specification, by a validator that isn't ours.
func specified(t *testing.T, document string) {
	name := filepath.Join(t.TempDir(), "openapi.json")
	write(t, name, []byte(document))
	check := exec.CommandContext(t.Context(), testkit.Program(t, "validate-api"), name)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// strangersClient generates a client from the description, as anybody would, compiles it and reads all
// cases with it.
func strangersClient(t *testing.T, document, address string, cases int) {
	generator := testkit.Program(t, "oapi-codegen")
	dir := t.TempDir() // stands for the module of the tools, which has what the client needs
	run := func(in, name string, args ...string) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), name, args...)
		c.Dir, c.Env = in, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	for from, to := range map[string]string{"../../tools/go.mod": "go.mod", "../../tools/go.sum": "go.sum", "testdata/stranger/main.go": "stranger/main.go"} {
		body, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, to), body)
	}
	write(t, filepath.Join(dir, "openapi.json"), []byte(document))
	write(t, filepath.Join(dir, "stranger", "client", "client.go"), []byte(run(dir, generator, "-generate", "types,client", "-package", "client", "openapi.json")))
	run(dir, "go", "build", "-o", "reader", "./stranger")
	if got := run(dir, filepath.Join(dir, "reader"), address); got != strconv.Itoa(cases) {
		t.Errorf("a stranger's client read %s of %d cases", got, cases)
	}
}

func write(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// limited asks until it is enough, and looks at what a program is told then.
func limited(t *testing.T, h *house) {
	asked := 0
	ask := func(from string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/api/v1/cases", nil)
		r.RemoteAddr = from
		asked++ // who writes another address into each request is still one sender
		for _, header := range []string{"X-Forwarded-For", "X-Real-Ip"} {
			r.Header.Set(header, fmt.Sprintf("198.51.%d.%d", asked>>8&255, asked&255))
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w
	}
	var last *httptest.ResponseRecorder
	for range 4000 {
		if last = ask("203.0.113.9:1000"); last.Code != http.StatusNoContent {
			break
		}
	}
	head := last.Header()
	seconds, err := strconv.Atoi(head.Get("Retry-After"))
	if last.Code != http.StatusTooManyRequests || err != nil || seconds < 1 || !strings.HasPrefix(head.Get("RateLimit"), `"api";r=0;t=`) || head.Get("RateLimit-Policy") != `"api";q=3000;w=60` || head.Get("Content-Type") != "application/problem+json" || head.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", last.Code, head)
	}
	if other := ask("203.0.113.10:1000"); other.Code != http.StatusNoContent {
		t.Error("one sender's haste is another's limit")
	}
}

// explained reads the page that explains the API to people: each operation is on it, and its form
// works without scripts.
func explained(t *testing.T, address string, paths []string) {
	b := newBrowser(t, address)
	b.get("/api")
	text := b.page.Text()
	for _, path := range paths {
		if !strings.Contains(text, "GET "+path) {
			t.Errorf("%s isn't explained", path)
		}
	}
	forms := b.page.Find("main form")
	if forms.Length() != len(paths) {
		t.Errorf("%d forms for %d operations", forms.Length(), len(paths))
	}
	for i := range forms.Length() {
		to, _ := forms.Eq(i).Attr("action")
		if r, _ := fetch(t, http.MethodGet, address+to+"?q=&country=", nil); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", to, r.StatusCode)
		}
	}
}
