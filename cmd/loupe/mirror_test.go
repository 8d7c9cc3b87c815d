package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loupe/internal/testkit"
)

// TestMirror copies the demonstration, reads the copy in a browser from a plain file server and from
// the folder itself, withdraws a case, and looks for it.
func TestMirror(t *testing.T) {
	h, _ := demoHouse(t)
	dir := filepath.Join(t.TempDir(), "copy")
	const ref = "LP-2026-0001"
	p, err := h.records.Public().PublicationByRef(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	p = renamed(t, h, p, "Quillwort heliotrope", "The obsidian marimba was heard at dawn") // words that no other case has
	first, err := h.mirror(t.Context(), dir)
	if err != nil || first.Written < 50 || first.Written > first.Files {
		t.Fatal(first, err)
	}
	again, err := h.mirror(t.Context(), dir)
	if err != nil || again.Written != 0 || again.Removed != 0 || again.Files != first.Files {
		t.Errorf("a second run isn't quiet: %+v %v", again, err)
	}
	for _, name := range []string{"index.html", "cases.html", "cases/" + ref + ".html", "cases/" + ref + "/v/1.html", "api/v1/cases/" + ref + ".json", "api/v1/cases.csv", "api/v1/changes.json", "feeds/cases.atom", "map.html", "api/v1/cases.geojson", "sites.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "exhibits", string(p.Content.Exhibits[0].ID), p.Content.Exhibits[0].Name)); err != nil {
		t.Error(err)
	}
	leadsSomewhere(t, dir)

	site := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer site.Close()
	b := browserOf(t, site.URL)
	query := "/cases.html?q=" + url.QueryEscape(strings.ToUpper(p.Content.Title)) // folded as on the site
	b.pages("mirror", "/", "/cases/"+ref+".html", query)
	b.onMap("/map.html")
	b.look("mirror", "/map.html", 1440)
	if evaluate[int](b, `document.querySelectorAll(".stage .sign").length`) == 0 {
		t.Error("the copy's map shows nothing")
	}
	for _, root := range []string{site.URL, "file://" + dir} {
		if got := b.searched(root + query); !strings.Contains(got, p.Content.Title) {
			t.Errorf("%s finds %q", root, got)
		}
	}
	if got := b.searched(site.URL + "/cases.html?q=nothingiscalledso"); strings.Contains(got, "LP-") {
		t.Error(got)
	}

	withdrawOne(t, h, ref)
	after, err := h.mirror(t.Context(), dir)
	if err != nil || after.Removed == 0 {
		t.Fatal(after, err)
	}
	files(t, dir, func(name string, body []byte) {
		if bytes.Contains(body, []byte(p.Content.Title)) || bytes.Contains(body, []byte("obsidian marimba")) || bytes.Contains(body, []byte(p.Content.Exhibits[0].ID)) || strings.Contains(name, string(p.Content.Exhibits[0].ID)) {
			t.Errorf("%s still has what was withdrawn", name)
		}
	})
	if got := b.searched(site.URL + query); strings.Contains(got, p.Content.Title) {
		t.Error("the search still finds what was withdrawn")
	}
	b.pages("mirror", "/cases/"+ref+".html")

	if err := os.WriteFile(filepath.Join(dir, "..", "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := h.mirror(t.Context(), filepath.Dir(dir)); err == nil {
		t.Error("a folder with other things was taken for a copy")
	}
}

func browserOf(t *testing.T, site string) *visit {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(testkit.Chromium(t)), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, done := chromedp.NewContext(allocator)
	t.Cleanup(done)
	b := &visit{t: t, ctx: browser, site: site}
	b.listen()
	return b
}

// searched opens a search and gives what the page says when it is done.
func (b *visit) searched(address string) string {
	b.t.Helper()
	b.do(chromedp.Navigate(address))
	for range 100 {
		if evaluate[bool](b, `document.documentElement.dataset.searched === "yes"`) {
			return evaluate[string](b, `document.querySelector("main").innerText`)
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Errorf("%s was not searched; the console says %v", address, b.problems)
	return ""
}

func files(t *testing.T, dir string, see func(name string, body []byte)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(dir, name))
		see(name, body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// leadsSomewhere follows every relative link of the copy to a file.
func leadsSomewhere(t *testing.T, dir string) {
	link := regexp.MustCompile(`(?:href|src|action)="([^":#?]+)["#?]`)
	files(t, dir, func(name string, body []byte) {
		if path.Ext(name) != ".html" {
			return
		}
		for _, m := range link.FindAllSubmatch(body, -1) {
			to := string(m[1])
			if _, err := os.Stat(filepath.Join(dir, path.Dir(name), to)); err != nil || strings.HasPrefix(to, "/") {
				t.Errorf("%s leads to %s, which isn't there", name, to)
			}
		}
	})
}
