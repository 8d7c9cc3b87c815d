package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/review"
)

// line is a network that can be cut: nothing passes, or nothing after so many pieces of an upload.
type line struct {
	next   http.Handler
	cut    atomic.Bool
	pieces atomic.Int64 // that still pass; negative is no limit
	bytes  atomic.Int64 // of pieces that passed
	keys   atomic.Value // []byte: another platform's keys, given instead of ours
	held   atomic.Value // chan struct{}: pieces wait until it is closed
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPatch && l.pieces.Load() == 0 {
		l.cut.Store(true)
	}
	if l.cut.Load() {
		panic(http.ErrAbortHandler)
	}
	if keys, _ := l.keys.Load().([]byte); len(keys) > 0 && r.URL.Path == "/report/keys" {
		_, _ = w.Write(keys)
		return
	}
	if r.Method == http.MethodPatch {
		if held, _ := l.held.Load().(chan struct{}); held != nil {
			<-held
		}
		l.bytes.Add(r.ContentLength)
		if l.pieces.Load() > 0 {
			l.pieces.Add(-1)
		}
	}
	l.next.ServeHTTP(w, r)
}

// handset is a browser on the app.
type handset struct {
	*chrome
	base string
	line *line
}

// open visits the form and waits until the app stands.
func (p *handset) open() {
	p.t.Helper()
	p.visit(p.base + "/report")
	p.wait(`document.querySelector("main")?.dataset.app === "ready"`)
}

func (p *handset) wait(condition string) {
	p.t.Helper()
	var ok bool
	p.run(`for (let i = 0; i < 600; i++) { if (await (async () => `+condition+`)()) return true; await new Promise(r => setTimeout(r, 50)) } return false`, &ok)
	if !ok {
		var seen string
		p.run(`return document.body.innerText.slice(0, 1500)`, &seen)
		p.t.Fatalf("waited in vain for %s; the page says\n%s", condition, seen)
	}
}

// tell fills the form, seals, and gives the words that are shown.
func (p *handset) tell(narrative string, file []byte, name string) string {
	p.t.Helper()
	set, _ := json.Marshal(map[string]string{"narrative": narrative, "place": "ZQSECRET by the well", "victims": "ZQSECRET Zqamina", "contact": "ZQSECRET +999", "name": name, "file": base64.StdEncoding.EncodeToString(file)})
	p.run(`const given = `+string(set)+`;
for (const n of ["narrative", "place", "victims", "contact"]) document.querySelector("#f-" + n).value = given[n];
document.querySelector("#c-KIL\\.1").checked = true;
const d = new DataTransfer();
d.items.add(new File([Uint8Array.from(atob(given.file), c => c.charCodeAt(0))], given.name, {type: "image/jpeg"}));
const input = document.querySelector("#f-exhibits");
input.files = d.files;
input.dispatchEvent(new Event("change"));
document.querySelector("#tell").requestSubmit();`, nil)
	p.wait(`document.querySelectorAll("#receipt li").length === 10`)
	var words []string
	p.run(`return [...document.querySelectorAll("#receipt li")].map(li => li.textContent)`, &words)
	return strings.Join(words, " ")
}

// dump is everything that the device keeps, as text.
func (p *handset) dump() string {
	p.t.Helper()
	var out string
	p.run(`
const text = (v) => v instanceof ArrayBuffer || ArrayBuffer.isView(v) ? new TextDecoder("latin1").decode(v) : v && typeof v === "object" ? Object.entries(v).map(([k, x]) => k + "=" + text(x)).join(" ") : String(v);
let out = text({...localStorage}) + text({...sessionStorage}) + document.cookie;
for (const { name } of await indexedDB.databases()) {
	const db = await new Promise((ok, no) => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); r.onerror = no; });
	for (const s of db.objectStoreNames) {
		const all = await new Promise((ok) => { const r = db.transaction(s).objectStore(s).getAll(); r.onsuccess = () => ok(r.result); });
		out += "\n" + s + ": " + all.map(text).join("\n");
	}
	db.close();
}
for (const name of await caches.keys()) {
	const cache = await caches.open(name);
	for (const request of await cache.keys()) out += "\n" + request.url + "\n" + (await (await cache.match(request)).text());
}
return out;`, &out)
	return out
}

func (p *handset) look(name string) {
	p.t.Helper()
	p.run("("+"() => {"+testkit.Axe+"; return true})()", nil)
	for _, width := range []int64{360, 1440} {
		if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
			p.t.Fatal(err)
		}
		var violations string
		p.run("return await "+ask, &violations)
		if violations != "[]" {
			p.t.Errorf("%s at %d: %s", name, width, violations)
		}
		var wide bool
		p.run(`return document.documentElement.scrollWidth > innerWidth + 1 || document.documentElement.outerHTML.includes("⟦")`, &wide)
		if wide {
			p.t.Errorf("%s at %d is wider than the window or lacks a text", name, width)
		}
		if dir := os.Getenv("LOUPE_SCREENSHOTS"); dir != "" {
			picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(90))
			if err != nil {
				p.t.Fatal(err)
			}
			_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("app-%s-%d.jpg", name, width)), picture, 0o600)
		}
	}
}

var planted = []string{"ZQSECRET", "Zqamina", "zqparasol", "AGE-SECRET-KEY-PQ-1Q"}

func (p *handset) keepsNothing(when string) {
	p.t.Helper()
	all := p.dump()
	for _, s := range planted {
		if strings.Contains(all, s) {
			p.t.Errorf("%s the device keeps %q", when, s)
		}
	}
}

// TestTheApp is a phone in the field: one house, one browser, a line that is cut.
func TestTheApp(t *testing.T) {
	h, _ := demoHouse(t)
	l := &line{next: h.handler}
	l.pieces.Store(-1)
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	p := &handset{newChrome(t), server.URL, l}
	p.open()
	p.wait(`(await caches.keys()).length > 0 && !!(await navigator.serviceWorker.getRegistration("/report"))?.active`)
	p.look("form")
	steps := []struct {
		name string
		test func(*testing.T, *house, *handset)
	}{
		{"sealed without a network, received when there is one", appOffline},
		{"a tab closed in the middle of an upload", appClosedTab},
		{"drafts open with the PIN and not without", appDraft},
		{"sites are found without accents and misspelt", appSites},
		{"another platform's keys are told and not sealed to", appOtherSigner},
		{"a phone switched off before it could send", appSwitchedOff},
		{"words that were forgotten stay forgotten", appForgets},
		{"a recording goes straight into the seal", appRecording},
		{"leaving quickly keeps the draft", appLeavesDraft},
		{"leaving quickly leaves nothing", appExit},
		{"wiping leaves nothing at all", appWipe},
	}
	for _, s := range steps {
		if ok := t.Run(s.name, func(t *testing.T) {
			p.t = t
			s.test(t, h, p)
		}); !ok {
			break
		}
	}
}

// sentAll waits for an outbox in which nothing waits.
const sentAll = `!!document.querySelector("[data-panel=outbox] [data-state=received]") && !document.querySelector("[data-panel=outbox] :is([data-state=waiting], [data-state=sending])")`

func appOffline(t *testing.T, h *house, p *handset) {
	photo := testPhoto(t)
	p.line.cut.Store(true)
	p.open() // with no network at all
	p.look("offline")
	words := p.tell("ZQSECRET words without a network", photo, "zqparasol.jpg")
	p.wait(`document.querySelector("[data-panel=outbox] [data-state=waiting]")`)
	p.look("receipt")
	p.keepsNothing("before sending")
	p.run(`document.querySelector("[data-code]").click(); document.querySelector("[name=shopping]").click()`, nil)
	p.open()
	var again string
	p.run(`return [...document.querySelectorAll("#receipt li")].map(li => li.textContent).join(" ")`, &again)
	if again != words {
		t.Errorf("after a reload the words are %q", again)
	}
	p.line.cut.Store(false)
	p.run(`dispatchEvent(new Event("online"))`, nil)
	p.wait(sentAll)
	p.run(`document.querySelector("[data-kept]").click()`, nil)
	p.wait(`!document.querySelector("main").classList.contains("taken")`)
	p.look("received")
	p.keepsNothing("after sending")
	if all := p.dump(); strings.Contains(all, words) || strings.Contains(all, "age-encryption.org/v1\n-> mlkem") {
		t.Error("after sending the words or ciphertext are still there")
	}
	p.received(h, words, "ZQSECRET words without a network", photo)
}

// received checks what the desk has of a report, by way of its receipt and its newest row.
func (p *handset) received(h *house, words, narrative string, file []byte) {
	p.t.Helper()
	b := newBrowser(p.t.(*testing.T), p.base)
	b.do(http.MethodPost, "/report/return", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"receipt": {words}}.Encode()))
	if b.response.StatusCode != 200 {
		p.t.Fatal("the receipt finds no report")
	}
	open, by := p.newest(h)
	if open.Testimony.Narrative != narrative || open.Testimony.Place != "ZQSECRET by the well" || open.Testimony.Contact != "ZQSECRET +999" || open.Testimony.Consent != models.ConsentReviewers || len(open.Facts.Categories) != 1 || open.AtEdge {
		p.t.Errorf("the testimony is %+v, %+v", open.Testimony, open.Facts)
	}
	original, err := h.Review.Original(p.t.Context(), by, open.Exhibits[0].ID, false, false)
	if err != nil {
		p.t.Fatal(err)
	}
	if got, err := io.ReadAll(original); err != nil || !bytes.Equal(got, file) {
		p.t.Error("the reviewer opens other bytes", err)
	}
}

// newest opens the last report that this phone sent, as a reviewer of its desk.
func (p *handset) newest(h *house) (review.OpenReport, review.Reader) {
	p.t.Helper()
	var id string
	p.run(`const db = await new Promise((ok) => { const r = indexedDB.open("notes"); r.onsuccess = () => ok(r.result) });
const all = await new Promise((ok) => { const r = db.transaction("reports").objectStore("reports").getAll(); r.onsuccess = () => ok(r.result) });
db.close();
return all.sort((a, b) => b.at - a.at)[0].id`, &id)
	row, err := h.records.Report(p.t.Context(), models.ID(id))
	for try := 0; models.KindOf(err) == models.NotFound && try < 200; try++ { // the page can say so of the one before
		time.Sleep(100 * time.Millisecond)
		row, err = h.records.Report(p.t.Context(), models.ID(id))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	by := h.as(p.t.(*testing.T), "reviewer")
	if !by.Person.MemberOf(row.DeskID) {
		by = h.as(p.t.(*testing.T), "protected")
	}
	open, err := h.Review.Report(p.t.Context(), by, row.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	return open, by
}

func appClosedTab(t *testing.T, h *house, p *handset) {
	file := make([]byte, 3<<20)
	source := rand.NewChaCha8([32]byte{7})
	_, _ = source.Read(file)
	p.open()
	p.line.pieces.Store(3)
	p.line.bytes.Store(0)
	words := p.tell("ZQSECRET words of a long file", file, "zqparasol.bin")
	p.wait(`document.querySelector("[data-panel=outbox] [data-state=waiting] progress")?.value > 0`)
	p.visit("about:blank")
	p.line.pieces.Store(-1)
	p.line.cut.Store(false)
	p.open()
	p.wait(sentAll)
	if sent := p.line.bytes.Load(); sent > int64(len(file))+2<<20 {
		t.Errorf("%d bytes passed for a file of %d: it began anew", sent, len(file))
	}
	p.received(h, words, "ZQSECRET words of a long file", file)
	p.run(`document.querySelector("[data-kept]").click()`, nil)
}

func appDraft(t *testing.T, _ *house, p *handset) {
	p.open()
	p.run(`document.querySelector("#f-narrative").value = "ZQSECRET draft"; document.querySelector("#app-secret").value = "4711"; document.querySelector("[data-keep]").click()`, nil)
	p.wait(`!document.querySelector("[data-drop]").hidden`)
	p.run(`document.querySelector("#f-narrative").value = "ZQSECRET draft, longer"; document.querySelector("#tell").dispatchEvent(new Event("input"))`, nil)
	p.keepsNothing("with a draft")
	p.wait(`new Promise(r => setTimeout(() => r(true), 2000))`) // the page saves when nobody types for a moment
	p.open()
	p.look("draft")
	try := func(pin string) (text string) {
		p.run(`document.querySelector("#app-secret").value = "`+pin+`"; const s = document.querySelector("[data-panel=draft] [role=status]"); s.textContent = ""; document.querySelector("[data-open]").click()`, nil)
		p.wait(`!["", "Opening…"].includes(document.querySelector("[data-panel=draft] [role=status]").textContent)`)
		p.run(`return document.querySelector("#f-narrative").value`, &text)
		return text
	}
	if got := try("4712"); got != "" {
		t.Errorf("another PIN opens %q", got)
	}
	if got := try("4711"); got != "ZQSECRET draft, longer" {
		t.Errorf("the PIN opens %q", got)
	}
	p.run(`document.querySelector("[data-drop]").click()`, nil)
	p.wait(`document.querySelector("[data-drop]").hidden`)
}

func appSites(t *testing.T, _ *house, p *handset) {
	for typed, want := range map[string]string{"ngoro": "Ngoro", "NGÓRO": "Ngoro", "ngroo": "Ngoro", "ngorro": "Ngoro"} {
		p.run(`const s = document.querySelector("#f-site"); s.focus(); s.value = ""; s.dispatchEvent(new Event("input")); s.value = `+fmt.Sprintf("%q", typed)+`; s.dispatchEvent(new Event("input"))`, nil)
		p.wait(`(document.querySelector("#f-site").dispatchEvent(new Event("input")), document.querySelector(".app-sites").innerText.includes("` + want + `"))`)
	}
	p.look("sites")
	p.run(`document.querySelector(".app-sites button").click()`, nil)
	var country string
	p.run(`return document.querySelector("#f-country").value`, &country)
	if country == "" {
		t.Error("choosing a site doesn't say its country")
	}
}

func appRecording(t *testing.T, h *house, p *handset) {
	p.open()
	p.run(`document.querySelector("[data-record] button").click()`, nil)
	p.wait(`(await new Promise((ok, no) => { const r = indexedDB.open("notes"); r.onsuccess = () => ok(r.result) })) && document.querySelector("[data-record] [role=status]").textContent.includes("Recording")`)
	p.wait(`new Promise(r => setTimeout(() => r(true), 1500))`) // it has to hear something
	p.run(`document.querySelector("[data-record] button").click()`, nil)
	p.wait(`document.querySelector("[data-list] li")`)
	p.look("recorded")
	p.keepsNothing("with a recording")
	p.run(`document.querySelector("#tell").requestSubmit()`, nil)
	p.wait(`document.querySelectorAll("#receipt li").length === 10`)
	p.wait(sentAll)
	p.run(`document.querySelector("[data-kept]").click()`, nil)
	open, _ := p.newest(h)
	if len(open.Exhibits) != 1 || !strings.HasPrefix(open.Exhibits[0].Original.Name, "recording.") || open.Exhibits[0].Kind != models.Audio || open.Exhibits[0].Original.Size < 100 {
		t.Errorf("the desk has %+v", open.Exhibits)
	}
}

// TestTheAppIsSmall holds the form to 14 KB on the first visit, and all that the app keeps to 150 KB.
func TestTheAppIsSmall(t *testing.T) {
	_, base := demoHouse(t)
	packed := func(path string) (int, string) {
		r, err := http.Get(base + path)
		if err != nil || r.StatusCode != 200 {
			t.Fatal(path, err, r.StatusCode)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(body)
		_ = z.Close()
		return min(b.Len(), len(body)), string(body)
	}
	page, html := packed("/report")
	style, _ := packed(regexp.MustCompile(`/static/report\.[a-z0-9A-Z_-]+\.css`).FindString(html))
	icon, _ := packed(regexp.MustCompile(`/static/favicon\.[a-z0-9A-Z_-]+\.svg`).FindString(html))
	if first := page + style + icon; first > 14<<10 {
		t.Errorf("the first visit without scripts is %d bytes", first)
	}
	_, worker := packed("/report/sw.js")
	var known struct{ Files, Languages []string }
	if err := json.Unmarshal([]byte(regexp.MustCompile(`const known = (\{.*\});`).FindStringSubmatch(worker)[1]), &known); err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, f := range known.Files {
		n, _ := packed(f)
		all += n
	}
	for _, f := range []string{"/report", "/report/app", "/report/keys", "/report/sw.js"} {
		n, _ := packed(f)
		all += n
	}
	t.Logf("first visit %d bytes, app %d bytes", page+style+icon, all)
	if all > 150<<10 {
		t.Errorf("the app is %d bytes", all)
	}
}
