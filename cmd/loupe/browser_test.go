package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"loupe/demo"
	"loupe/internal/testkit"
	"loupe/models"
	"loupe/publish"
)

// TestPagesInABrowser opens the pages as each of their people, at phone and desktop width, and asks
// axe-core and the console what is wrong. LOUPE_SCREENSHOTS names a folder to keep pictures in.
func TestPagesInABrowser(t *testing.T) {
	path := testkit.Chromium(t)
	h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}, false)
	defer h.close()
	site := httptest.NewServer(h.handler)
	defer site.Close()

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	browser, done := chromedp.NewContext(allocator)
	defer done()
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}

	// Each is a browser of its own, and as many work at once as there are processors.
	t.Run("people", func(t *testing.T) {
		for name, walk := range map[string]func(b *visit, h *house){
			"reader": readerPages, "without scripts": pagesWithoutScripts, "reviewer": reviewerPages, "editor": editorPages, "others": otherPages,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				own, done := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
				defer done()
				b := &visit{t: t, ctx: own, site: site.URL}
				b.listen()
				walk(b, h)
			})
		}
	})
}

func readerPages(b *visit, h *house) {
	ref := caseOf(b.t, h)
	b.pages("", "/", "/cases", "/cases?q=guards", "/cases?country=ZZ", "/cases/"+ref, "/verify", "/verify?digest=hello", "/embed/cases/"+ref, "/embed/map", "/map", "/sites", "/sites/ngoro-pit-xm", "/method", "/corrections", "/api", "/report", "/report/about/"+ref, "/report/receipt", "/report/return", "/sign-in", "/recover", "/nothing-here")
	b.pages("", "/figures", "/dossiers", "/dossiers/what-the-word-conflict-diamond-leaves-out", "/brief", "/press")
	b.checkFile(ref)
}

func pagesWithoutScripts(b *visit, h *house) {
	b.without = true
	b.scripts(false)
	b.pages("noscript", "/", "/cases", "/cases/"+caseOf(b.t, h), "/map", "/report", "/report/return", "/sign-in")
	b.signInWithoutScripts("reviewer@demo.example")
	b.pages("noscript-reviewer", "/desk", b.link("/desk?state=triage", ".queue a.title"), b.link("/desk/cases?state=verifying", ".queue a.title"))
}

func reviewerPages(b *visit, _ *house) {
	b.signIn("reviewer@demo.example")
	b.pages("reviewer", "/desk", "/desk?who=nobody", "/desk/cases", "/account", b.link("/desk?state=triage", ".queue a.title"), b.link("/desk/cases?state=verifying", ".queue a.title"))
	report := b.link(b.link("/desk/cases?publication=published", ".queue a.title"), ".queue a.title")
	exhibit := b.link(report, ".thumbs a")
	b.pages("reviewer-deep", report, exhibit, exhibit+"/sun", exhibit+"/sun?object=120&shadow=90&bearing=200", report+"/near", "/desk?words=guards")
	verifying := b.link("/desk/cases?state=verifying", ".queue a.title")
	b.pages("reviewer-case", verifying+"/record", b.link(verifying, "a[href*='/grade/information']"), "/desk/notices", "/desk/ready", "/desk/labels", "/account/wake", "/desk/cases?waits=second", "/desk/figures")
	b.pages("reviewer-look", b.link(b.link("/desk/cases?publication=published", ".queue a.title"), ".thumbs a[href*='/look/']"))
}

func editorPages(b *visit, h *house) {
	b.signIn("editor@demo.example")
	decided := b.link("/desk/cases?state=decided&publication=published", ".queue a.title")
	b.pages("editor", decided, decided+"/publication", decided+"/words", decided+"/translate/fr", decided+"/preview", b.link(decided+"/publication", "section.pane a[href*='/redact/']"))
	redact := b.link(decided+"/publication", "section.pane a[href*='/redact/']")
	if by := h.as(b.t, "editor"); h.Publish.Redact(b.t.Context(), publish.Editor{Person: by.Person, Key: by.Key}, models.ID(filepath.Base(decided)), models.ID(filepath.Base(redact)), models.RedactionPlan{Boxes: []models.Box{{X: .1, Y: .1, W: .2, H: .2}}}) == nil {
		b.pages("editor-series", b.link(redact, "a[href$='/series']"))
	}
	b.pages("editor", "/desk/journalists", decided+"/release", "/desk/dossiers", b.link("/desk/dossiers", ".queue a.title"))
	if h.Publish.Film.CanCut() { // where ffmpeg is
		file, exhibits := recordings(b.t, h, b.site)
		b.recordingPages("recording", file, exhibits)
	}
}

func otherPages(b *visit, _ *house) {
	b.signIn("lead@demo.example")
	b.pages("lead", "/desk", "/desk/openings", "/account", "/account/recovery")
	b.signIn("monitor@demo.example")
	b.pages("monitor", "/monitor", "/monitor/report", "/monitor/devices", b.link("/monitor", ".queue a.title"))
	b.signIn("admin@demo.example")
	b.pages("admin", "/desk/admin/people", "/desk/admin/desks", "/desk/admin/rules", "/desk/admin/rules/form", "/desk/admin/sites", "/desk/admin/sites/import", "/desk/admin/settings", "/desk/admin/devices", "/desk/admin/forms", "/account")
	b.pages("admin", "/desk/admin/sms", "/desk/admin/sms/try")
	b.signIn("auditor@demo.example")
	b.pages("auditor", "/desk/audit", "/desk/audit/access")
}

type visit struct {
	t    *testing.T
	ctx  context.Context
	site string

	without bool // the pages' own scripts are off

	mu       sync.Mutex
	problems []string // what the console said since the last look
}

// listen notes what the browser's console complains of.
func (b *visit) listen() {
	note := func(text string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, text)
	}
	err := chromedp.Listen(b.ctx, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			note("exception: " + ev.ExceptionDetails.Text)
		case *cdplog.EventEntryAdded:
			if ev.Entry.Level == cdplog.EntryLevelError && !strings.Contains(ev.Entry.Text, "404 (Not Found)") {
				note(ev.Entry.Text)
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func evaluate[T any](b *visit, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%v", err)
	}
	return v
}

// signIn ends the session there is and starts one, as a person would.
func (b *visit) signIn(email string) {
	b.t.Helper()
	// Whoever was in is out as if their browser had lost its memory.
	b.do(chromedp.Navigate(b.site + "/sign-in"))
	if _, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) (bool, error) {
		_, err := cdp.Call(ctx, target, network.ClearBrowserCookies, cdp.Empty{})
		return err == nil, err
	}); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Navigate(b.site + "/sign-in"))
	evaluate[bool](b, fmt.Sprintf(`(() => { document.querySelector('[name=email]').value = %q; document.querySelector('[name=passphrase]').value = %q; document.querySelector('main form').submit(); return true })()`, email, demo.Passphrase))
	for range 100 {
		if at, _ := chromedp.Run(b.ctx, chromedp.Location()); at != "" && !strings.Contains(at, "/sign-in") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("%s did not get in", email)
}

// scripts switches the pages' own scripts on or off; what the test asks runs all the same.
func (b *visit) scripts(on bool) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) (bool, error) {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err == nil, err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// signInWithoutScripts types and presses Enter.
func (b *visit) signInWithoutScripts(email string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site+"/sign-in"), chromedp.SendKeys("#f-email", email), chromedp.SendKeys("#f-passphrase", demo.Passphrase+"\r"))
	for range 100 {
		if at, _ := chromedp.Run(b.ctx, chromedp.Location()); at != "" && !strings.Contains(at, "/sign-in") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("%s did not get in without scripts", email)
}

// checkFile opens the page that knows published files, goes offline, and hands it a picture of a case and
// the same picture with one byte more.
func (b *visit) checkFile(ref string) {
	b.t.Helper()
	picture := b.link("/cases/"+ref, "figure a[href^='/exhibits/']")
	b.do(chromedp.Navigate(b.site + "/verify"))
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`(async () => {
		const bytes = await (await fetch(%q)).arrayBuffer();
		await fetch("/verify/files.json");
		const fetched = window.fetch;
		window.fetch = () => Promise.reject(new TypeError("offline"));
		const give = async (name, ...parts) => {
			const t = new DataTransfer(), input = document.querySelector("#file");
			t.items.add(new File(parts, name));
			input.files = t.files;
			input.dispatchEvent(new Event("change"));
			for (let i = 0; i < 100 && !document.querySelector("#matched code"); i++) await new Promise((r) => setTimeout(r, 50));
			const text = document.querySelector("#matched").textContent;
			document.querySelector("#matched").replaceChildren();
			return text;
		};
		const all = await give("a.jpg", bytes) + "\n" + await give("b.jpg", bytes, "x");
		window.fetch = fetched;
		return all;
	})()`, picture), chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	same, changed, _ := strings.Cut(said, "\n")
	if !strings.Contains(same, "Published here") || !strings.Contains(same, ref) || !strings.Contains(changed, "No published file") {
		b.t.Errorf("a published picture is matched as %q, a changed one as %q", same, changed)
	}
}

// link gives the address of the first link on a page that the selector finds.
func (b *visit) link(page, selector string) string {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site + page))
	to := evaluate[string](b, fmt.Sprintf(`document.querySelector(%q)?.getAttribute("href") ?? ""`, selector))
	if to == "" {
		b.t.Fatalf("%s has no link %s", page, selector)
	}
	return to
}

const ask = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"], preload: {assets: ["media"]}}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "))))`

func (b *visit) pages(who string, paths ...string) {
	b.t.Helper()
	for _, path := range paths {
		for i, width := range []int64{360, 1440} {
			b.do(chromedp.EmulateViewport(width, 900))
			if i == 0 { // once open it is made wider, as a window is
				b.do(chromedp.Navigate(b.site + path))
			}
			b.look(who, path, width)
		}
	}
}

func (b *visit) look(who, path string, width int64) {
	b.t.Helper()
	if wide := evaluate[bool](b, `document.documentElement.scrollWidth > innerWidth + 1`); wide {
		b.t.Errorf("%s at %d pixels is wider than the window", path, width)
	}
	if lost := evaluate[bool](b, `document.documentElement.outerHTML.includes("⟦")`); lost {
		b.t.Errorf("%s shows a key that no catalog has", path)
	}
	if evaluate[bool](b, `performance.getEntriesByType("resource").some(e => !e.name.startsWith(location.origin))`) {
		b.t.Errorf("%s asks a third party", path)
	}
	b.mu.Lock()
	for _, text := range b.problems {
		b.t.Errorf("%s at %d: the console says %s", path, width, text)
	}
	b.problems = nil
	b.mu.Unlock()
	if b.without { // the page has been made without its scripts; axe needs timers
		b.scripts(true)
		defer b.scripts(false)
	}
	evaluate[bool](b, "("+"() => {if (!window.axe) {"+testkit.Axe+"}; return true})()")
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](ask, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var violations []string
	if err := json.Unmarshal([]byte(result), &violations); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("%s at %d: %s", path, width, v)
	}
	if dir := os.Getenv("LOUPE_SCREENSHOTS"); dir != "" {
		picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(90))
		if err != nil {
			b.t.Fatal(err)
		}
		name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_", "&", "_").Replace(who+path), "_")
		if len(name) > 60 {
			name = name[:60]
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.jpg", name, width)), picture, 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
}
