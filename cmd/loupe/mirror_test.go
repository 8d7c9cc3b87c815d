package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
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
	"github.com/google/go-cmp/cmp"

	"loupe/internal/testkit"
)

// TestMirror copies the demonstration, reads the copy in a browser from a plain file server and from
// the folder itself, withdraws a case, and looks for it.
func TestMirror(t *testing.T) {
	h, _ := demoHouse(t)
	dir := filepath.Join(t.TempDir(), "copy")
	ref := caseOf(t, h)
	p, err := h.records.Public().PublicationByRef(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	p = renamed(t, h, p, "Quillwort heliotrope", "The obsidian marimba was heard at dawn") // words that no other case has
	first, err := h.mirror(t.Context(), dir, "https://copy.example/loupe/")
	if err != nil || first.Written < 50 || first.Written > first.Files {
		t.Fatal(first, err)
	}
	again, err := h.mirror(t.Context(), dir, "https://copy.example/loupe/")
	if err != nil || again.Written != 0 || again.Removed != 0 || again.Files != first.Files {
		t.Errorf("a second run isn't quiet: %+v %v", again, err)
	}
	for _, name := range []string{
		"index.html", "cases.html", "cases/" + ref + ".html", "cases/" + ref + "/v/1.html", "api/v1/cases/" + ref + ".json", "api/v1/cases.csv", "api/v1/changes.json", "feeds/cases.atom", "map.html", "api/v1/cases.geojson", "sites.html", "figures.html", "figures-by-year.csv",
		"verify.html", "verify/files.json", "cases/" + ref + "/card.png", "cases/" + ref + "/v/2/card.png", "embed/cases/" + ref + ".html", "embed/map.html", "fr/cases/" + ref + ".html", "pt/verify.html", "sw/index.html", "fr/embed/map.html",
	} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "exhibits", string(p.Content.Exhibits[0].ID), p.Content.Exhibits[0].Name)); err != nil {
		t.Error(err)
	}
	leadsSomewhere(t, dir)
	onlyPublished(t, h, dir)
	inLanguages(t, dir, ref)

	site := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer site.Close()
	b := browserOf(t, site.URL)
	query := "/cases.html?q=" + url.QueryEscape(strings.ToUpper(p.Content.Title)) // folded as on the site
	b.pages("mirror", "/", "/cases/"+ref+".html", "/fr/cases/"+ref+".html", "/verify.html", "/embed/cases/"+ref+".html", "/embed/map.html", query)
	if got := b.searched(site.URL + "/fr" + query); !strings.Contains(got, p.Content.Title) || !strings.Contains(got, "Cas trouvés") {
		t.Errorf("the French copy's search says %q", got)
	}
	picture := filepath.Join(dir, "exhibits", string(p.Content.Exhibits[0].ID), p.Content.Exhibits[0].Name)
	b.checkCopied("file://"+dir+"/verify.html", picture, "Published here", "cases/"+ref+"/v/2.html")
	b.checkCopied(site.URL+"/fr/verify.html", picture, "Publié ici", "fr/cases/"+ref+"/v/2.html")
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
	after, err := h.mirror(t.Context(), dir, "https://copy.example/loupe/")
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
	if _, err := h.mirror(t.Context(), filepath.Dir(dir), ""); err == nil {
		t.Error("a folder with other things was taken for a copy")
	}
}

// TestMirrorOnPostgreSQL: the copy is the same from either database, and is brought up to date alike.
func TestMirrorOnPostgreSQL(t *testing.T) {
	var names [2][]string
	for i, postgres := range []bool{false, true} {
		h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}, postgres)
		t.Cleanup(func() { _ = h.close() })
		ref := caseOf(t, h)
		dir := t.TempDir()
		first, err := h.mirror(t.Context(), dir, "")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := h.mirror(t.Context(), dir, ""); err != nil || again.Written != 0 || again.Removed != 0 || again.Files != first.Files {
			t.Errorf("a second run isn't quiet: %+v %v", again, err)
		}
		withdrawOne(t, h, ref)
		if after, err := h.mirror(t.Context(), dir, ""); err != nil || after.Removed == 0 || after.Written == 0 {
			t.Errorf("after a withdrawal: %+v %v", after, err)
		}
		onlyPublished(t, h, dir)
		files(t, dir, func(name string, _ []byte) {
			if !strings.HasPrefix(name, "exhibits/") && !strings.HasPrefix(name, "search/f-") { // ids and digests differ
				names[i] = append(names[i], name)
			}
		})
	}
	if diff := cmp.Diff(names[0], names[1]); diff != "" {
		t.Error(diff)
	}
}

// onlyPublished: every case and every exhibit that the copy names is a published one. Cases stand there by
// their reference, exhibits by their id.
func onlyPublished(t *testing.T, h *house, dir string) {
	t.Helper()
	list, err := h.published.Files(t.Context(), 100_000)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range list {
		known[string(f.ID)] = true
	}
	named := regexp.MustCompile(`exhibits/([0-9A-Za-z]{20,40})/`)
	refs := regexp.MustCompile(`\bLP-\d{4}-\d{4,9}\b`)
	files(t, dir, func(name string, body []byte) {
		for _, m := range named.FindAllStringSubmatch(name+"\n"+string(body), -1) {
			if !known[m[1]] {
				t.Errorf("%s names an exhibit that isn't published", name)
			}
		}
		for _, ref := range refs.FindAllString(name+"\n"+string(body), -1) {
			if known[ref] {
				continue
			}
			if _, err := h.published.PublicationByRef(t.Context(), ref); err != nil {
				t.Errorf("%s names %s, which isn't published", name, ref)
			}
			known[ref] = true
		}
	})
}

// inLanguages: a page speaks the language of its folder and leads on in it; what has no language is there once.
func inLanguages(t *testing.T, dir, ref string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, "fr", "cases", ref+".html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	for _, want := range []string{`<html lang="fr"`, `href="../sites.html"`, `href="../../cases/` + ref + `.html" lang="en"`, `href="../../sw/cases/` + ref + `.html" lang="sw"`, `src="../../exhibits/`, `content="https://copy.example/loupe/cases/` + ref + `/v/2/card.png"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the French page has no %s", want)
		}
	}
	for _, twice := range []string{"fr/exhibits", "fr/api/v1", "fr/static", "fr/feeds"} {
		if _, err := os.Stat(filepath.Join(dir, twice)); err == nil {
			t.Errorf("%s is there again", twice)
		}
	}
}

// checkCopied hands a published file to the copy's page for checking files, and the same with a byte more,
// then pastes its digest.
func (b *visit) checkCopied(page, file, yes, to string) {
	b.t.Helper()
	b.do(chromedp.Navigate(page))
	body, err := os.ReadFile(file)
	if err != nil {
		b.t.Fatal(err)
	}
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0)), matched = document.querySelector("#matched");
		const told = async () => {
			for (let i = 0; i < 100 && !matched.querySelector("code"); i++) await new Promise((r) => setTimeout(r, 50));
			const text = matched.innerHTML;
			matched.replaceChildren();
			return text;
		};
		const give = (...parts) => {
			const t = new DataTransfer(), input = document.querySelector("#file");
			t.items.add(new File(parts, "a.jpg"));
			input.files = t.files;
			input.dispatchEvent(new Event("change"));
			return told();
		};
		const out = [await give(bytes), await give(bytes, "x")], pasted = document.querySelector("#digest");
		pasted.value = %q;
		pasted.form.requestSubmit();
		return [...out, await told()];
	})()`, base64.StdEncoding.EncodeToString(body), fmt.Sprintf("%X  a.jpg", sha256.Sum256(body))), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	if !strings.Contains(said[0], yes) || !strings.Contains(said[0], to) || strings.Contains(said[1], yes) || !strings.Contains(said[2], yes) {
		b.t.Errorf("%s says %q", page, said)
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
