package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"loupe/demo/pictures"
	"loupe/internal/testkit"
)

// The words that must be found nowhere but in the reader's hands.
const (
	secretWords   = "zanzibar marimba the men with yellow boots came before dawn"
	secretName    = "Obiageli Quartermaine"
	secretContact = "+999 555 0173 ask for quillfeather"
	secretPlace   = "behind the blue kiosk at Vashti"
	secretFile    = "umbrella-photo-kestrel.jpg"
	secretAnswer  = "their lorry had the word halcyon painted on it"
	secretLetter  = "the foreman of the kiln is called ptarmigan"
	secretDraft   = "le brouillon capucine reste au bureau"
	secretNote    = "reviewer scribble about periwinkle"
	secretFinding = "the antenna stands behind the old marzipan works"
	adminPhrase   = "otter granite velvet ninepins"
	firstPhrase   = "walnut ferry octagon mistral"
	secondPhrase  = "pewter lagoon thimble bramble"
	editorPhrase  = "juniper cobble saffron anvil"
)

// TestTheWay takes one report from the form to the public page as each of its people would, through
// the front door, and then looks for its secrets in everything that was stored or logged.
func TestTheWay(t *testing.T) {
	t.Run("sqlite and a folder", func(t *testing.T) { theWay(t, &settings{Data: t.TempDir()}) })
	t.Run("postgres and s3", func(t *testing.T) {
		theWay(t, &settings{Data: t.TempDir(), Database: testkit.Postgres(t), Objects: testkit.S3(t)})
	})
}

func theWay(t *testing.T, s *settings) {
	var log lockedBuffer
	s.Listen = "127.0.0.1:0"
	h, err := open(t.Context(), s, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	server := httptest.NewServer(h.handler)
	defer server.Close()
	who := func() *browser { return newBrowser(t, server.URL) }

	// The first admin sets up; every page leads there before.
	admin := who()
	admin.get("/cases")
	admin.at("/setup")
	fields := form{"org": "Way Watch", "name": "Ada Admin", "email": "admin@way.example", "passphrase": adminPhrase, "desk": "Bria"}
	admin.post("/setup", fields)
	recovery := admin.text("#recovery")
	groups := strings.Split(recovery, "-")
	admin.submit("/setup", "form[action='/setup']", form{"confirm": "wrong"})
	admin.expect(http.StatusUnprocessableEntity)
	admin.submit("/setup", "form[action='/setup']", form{"confirm": groups[len(groups)-1]})
	admin.at("/desk/admin/people")
	admin.submitTo("/desk/admin/sites", form{"name": "Ngola Pit", "country": "CF", "region": "Haute-Kotto", "lat": "6.54", "lon": "21.99", "source": "test"})

	// People join by one-time links.
	join := func(name, email, phrase string, roles ...string) *browser {
		admin.get("/desk/admin/people")
		desk, _ := admin.page.Find("#f-desk option").Last().Attr("value")
		v := url.Values{"name": {name}, "email": {email}, "role": roles, "desk": {desk}, "csrf": {admin.csrf()}}
		admin.do(http.MethodPost, "/desk/admin/people/invite", "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
		link, err := url.Parse(admin.text("#invitation"))
		if err != nil || link.Path == "" {
			t.Fatalf("no invitation for %s", name)
		}
		b := who()
		b.post(link.Path, form{"name": name, "passphrase": phrase})
		b.at("/account")
		again := who()
		again.get(link.Path)
		again.expect(http.StatusGone)
		return b
	}
	first := join("Fela First", "first@way.example", firstPhrase, "reviewer")
	first.submitTo("/account", nil, "form[action$='/key']")
	second := join("Sika Second", "second@way.example", secondPhrase, "reviewer")
	editor := join("Edo Editor", "editor@way.example", editorPhrase, "editor")
	looker := join("Ema Editor", "editor2@way.example", editorPhrase+" two", "editor")
	for range 3 {
		first.get("/account")
		first.submit("/account", "form[action*='/members/']", nil)
	}
	admin.submitTo("/desk/admin/rules", form{"rules": `country = "CF" and category in ("TOR.1","KIL.1") -> desk "Nowhere", priority high, due 24h` + "\n" + `otherwise -> desk "Bria", priority normal, due 7d`})
	admin.expect(http.StatusUnprocessableEntity)
	admin.submitTo("/desk/admin/rules", form{"rules": `country = "CF" and category in ("TOR.1","KIL.1") -> desk "Bria", priority high, due 24h` + "\n" + `otherwise -> desk "Bria", priority normal, due 7d`})
	admin.at("/desk/admin/rules")

	// Two sources tell, without accounts. Something is wrong the first time, and nothing is lost.
	photo := testPhoto(t)
	source := who()
	source.get("/report")
	token, _ := source.page.Find("[name=token]").Attr("value")
	told := form{"category": "TOR.1", "country": "CF", "region": "Haute-Kotto", "site": "ngola-pit-cf", "place": secretPlace, "occurred_on": "2026-03-04", "occurred_precision": "day", "victims": secretName, "consent": "anonymous", "language": "en", "contact": secretContact, "token": token}
	source.upload("/report", told, "exhibits", secretFile, photo)
	source.expect(http.StatusUnprocessableEntity)
	if got, _ := source.page.Find("[name=place]").Attr("value"); got != secretPlace {
		t.Errorf("what was typed is lost: place %q", got)
	}
	if !strings.Contains(source.page.Text(), secretFile) {
		t.Error("the page doesn't say that the file arrived")
	}
	held, _ := source.page.Find("[name=held]").Attr("value")
	told["narrative"], told["held"] = secretWords, held
	source.upload("/report", told, "", "", nil)
	source.expect(http.StatusOK)
	words := strings.Join(strings.Fields(source.page.Find("#receipt").Text()), " ")
	if n := len(strings.Fields(words)); n != 10 {
		t.Fatalf("the receipt has %d words: %s", n, source.page.Text())
	}
	source.upload("/report", told, "", "", nil)
	if again := strings.Join(strings.Fields(source.page.Find("#receipt").Text()), " "); again != words {
		t.Errorf("the same form sent twice gave another receipt: %d %s", source.response.StatusCode, source.page.Find("main").Text())
	}
	other := who()
	other.upload("/report", form{"category": "TOR.1", "country": "CF", "site": "ngola-pit-cf", "narrative": "Another account of the same morning.", "consent": "public"}, "", "", nil)
	other.expect(http.StatusOK)

	// A reviewer takes the reports, reads, looks and asks.
	first.get("/desk?sort=oldest")
	// What was sent twice was kept once, and the second sending took nothing away.
	if n := first.page.Find(".queue > li").Length(); n != 2 {
		t.Fatalf("the queue has %d reports, want 2: sent twice is one", n)
	}
	report := first.href(".queue a.title")
	admin.get(report)
	admin.expect(http.StatusNotFound)
	first.get(report)
	first.submit(report, "form[action$='/take']", nil)
	if !strings.Contains(first.page.Text(), secretWords) || !strings.Contains(first.page.Text(), secretContact) {
		t.Error("the reviewer doesn't read the testimony")
	}
	exhibit := first.href(".thumbs a")
	first.get(exhibit)
	if !strings.Contains(first.page.Text(), "unchanged since receipt") || !strings.Contains(first.page.Text(), "6.54400, 21.98700") {
		t.Errorf("the workbench doesn't show digest and place: %s", first.page.Text())
	}
	if got := first.raw(exhibit + "/original"); !bytes.Equal(got, photo) {
		t.Error("the original isn't what was sent")
	}
	if got := first.raw(exhibit + "/preview"); !bytes.HasPrefix(got, []byte{0xFF, 0xD8}) || bytes.Contains(got, []byte("Exif")) {
		t.Error("the preview isn't a JPEG without metadata")
	}
	first.get(exhibit)
	first.submit(exhibit, "form[action$='/findings']", form{"x": "12", "y": "20", "lat": "6.5", "lon": "21.9", "text": secretFinding})
	if first.get(exhibit); !strings.Contains(first.page.Text(), secretFinding) {
		t.Error("the finding isn't kept")
	}
	first.get(report)
	first.submit(report, "form[action$='/ask']", form{"text": "What did their vehicle look like?"})

	// The source comes back with the words and answers.
	back := who()
	back.post("/report/return", form{"receipt": "abandon abandon abandon abandon abandon abandon abandon abandon abandon xylofon"})
	back.expect(http.StatusUnprocessableEntity)
	back.post("/report/return", form{"receipt": strings.ToUpper(words)})
	if !strings.Contains(back.page.Text(), "What did their vehicle look like?") || strings.Contains(back.page.Text(), secretWords) {
		t.Error("coming back shows not the question, or the testimony")
	}
	back.upload("/report/return", form{"receipt": words, "answer": "yes", "text": secretAnswer}, "", "", nil)
	first.get(report)
	if !strings.Contains(first.page.Text(), secretAnswer) {
		t.Error("the answer didn't arrive")
	}

	// Both reports become a case, which is graded, checked and proposed.
	first.submit(report, "form[action$='/case']", form{"title": "Beaten before dawn"})
	file := first.path
	first.get("/desk?who=nobody")
	rest := first.href(".queue a.title")
	first.get(rest)
	first.submit(rest, "form[action$='/join']", form{"case": filepath.Base(file)})
	first.submit(file, "form[action$='/propose']", form{"outcome": "verified", "reason": "too early"})
	first.expect(http.StatusUnprocessableEntity)
	first.get(file)
	for _, link := range first.hrefs("a[href*='/grade/source']") {
		first.submitTo(link, form{"grade": "B", "note": secretNote})
	}
	first.submitTo(file+"/grade/information", form{"grade": "2", "note": "two accounts"})
	first.get(file)
	first.submitTo(first.href("a[href*='/check/']"), form{"answer_provenance": "pass", "answer_integrity": "pass", "answer_location": "pass", "answer_time": "pass", "note_location": "ridge line"})
	first.get(file)
	first.submit(file, "form[action$='/propose']", form{"outcome": "verified", "reason": "graded by one"})
	first.expect(http.StatusUnprocessableEntity)
	second.get(file)
	if strings.Contains(second.page.Text(), secretNote) {
		t.Error("the second grader sees the first's finding before giving their own")
	}
	for i, link := range second.hrefs("a[href*='/grade/source']") {
		second.submitTo(link, form{"grade": []string{"B", "C"}[i], "note": "on my own"})
	}
	second.submitTo(file+"/grade/information", form{"grade": "2", "note": "on my own"})
	second.get(file)
	if !strings.Contains(second.page.Text(), secretNote) || !strings.Contains(second.page.Text(), "graders differ") {
		t.Error("with both grades in, they and their difference aren't shown")
	}
	disputed := first.hrefsOf(file, "a[href*='/grade/source']")[1]
	parsed, _ := url.Parse(disputed)
	first.get(disputed)
	first.post(file+"/settle/source", form{"report": parsed.Query().Get("report"), "grade": "C", "note": "spoke with both again", "csrf": first.csrf()})
	first.expect(http.StatusOK)
	first.submitTo(file+"/record", form{"role": "victim", "name": secretName, "pseudonym": "Witness A", "protection": "desk"}, "form[action$='/record/person']")
	first.expect(http.StatusOK)
	first.get(file + "/record")
	pair := first.hrefsOf(file, ".queue a[href*='/desk/reports/']")
	first.get(file + "/record")
	version, _ := first.page.Find("form[action$='/record/pair'] [name=version]").Attr("value")
	first.post(file+"/record/pair", form{"version": version, "a": filepath.Base(pair[0]), "b": filepath.Base(pair[1]), "independent": "yes", "why": secretNote, "csrf": first.csrf()})
	first.expect(http.StatusOK)
	first.get(file)
	first.submit(file, "form[action$='/propose']", form{"outcome": "verified", "reason": "two accounts agree"})
	first.expect(http.StatusOK)
	first.post(file+"/confirm", form{"note": "myself", "csrf": first.csrf()})
	first.expect(http.StatusForbidden)
	second.get(file)
	second.submit(file, "form[action$='/confirm']", form{"note": "agreed"})
	second.expect(http.StatusOK)

	// An editor redacts, writes and publishes.
	second.get(file + "/publication")
	second.expect(http.StatusForbidden)
	redact := file + "/redact/" + filepath.Base(exhibit)
	editor.submitTo(redact, form{"x": "0", "y": "0", "w": "100", "h": "50", "checked": "yes"}, "#boxes")
	second.submitTo(file+"/look/"+filepath.Base(exhibit), form{"note": secretNote, "fine": "yes"}, "main form[method=post]")
	second.expect(http.StatusOK)
	editor.get(file + "/publication")
	for _, want := range []string{"2 sources gave testimony. They are independent", "each without seeing what the other found", "1 of 1 exhibits is unchanged"} {
		if how := editor.page.Find("[name=how_verified]").Text(); !strings.Contains(how, want) {
			t.Errorf("the words on how it was verified lack %q: %s", want, how)
		}
	}
	id := filepath.Base(exhibit)
	public := form{"title": "Men beaten at a pit", "summary": "A beating before dawn.", "account": "Several men were **beaten**.", "category": "TOR.1", "site": "ngola-pit-cf", "place_precision": "district", "occurred_on": "2026-03-04", "occurred_precision": "month", "how_verified": "Two sources.", "sources": "2", "show_" + id: "yes", "caption_" + id: "The pit", "alt_" + id: "A pit", "credit_" + id: "Way Watch", "license_" + id: "CC BY 4.0"}
	// A name that slipped into the text is told, and becomes the record's pseudonym.
	public["account"] += " " + strings.ToUpper(secretName) + " saw it."
	editor.submit(file+"/publication", ".panes form[method=post]", public)
	editor.submitTo(file+"/publication", nil, "#names form")
	editor.get(file + "/publication")
	if got := editor.page.Find("[name=account]").Text(); !strings.HasSuffix(strings.TrimSpace(got), "Witness A saw it.") || editor.page.Find("#names").Length() != 0 {
		t.Errorf("the real name isn't replaced: %s", got)
	}
	// Words that a person chose are replaced with what is saved and ever after, and a second person sees it before and after.
	for _, account := range []string{"Several men were **beaten**. The Baker of Oru saw it.", "Several men were **beaten**. THE BAKER\nOF ORU again."} {
		public["account"] = account
		editor.submit(file+"/publication", "#draft", public)
		editor.expect(http.StatusOK)
		if !strings.Contains(account, "again") {
			public["words"], public["as"], public["replace"] = "the baker of Oru", "Witness B", "yes"
			editor.submit(file+"/publication", "#draft", public)
			editor.expect(http.StatusOK)
			delete(public, "replace")
		}
		editor.get(file + "/publication")
		if got := editor.page.Find("[name=account]").Text(); !strings.Contains(got, "Witness B") || strings.Contains(strings.ToLower(got), "baker") {
			t.Errorf("chosen words aren't replaced: %s", got)
		}
	}
	editor.submitTo(file+"/words", form{"words": "the tall man", "as": "a friend of " + secretName}, "main form:has([name=as])")
	editor.expect(http.StatusUnprocessableEntity)
	second.get(file + "/words")
	second.expect(http.StatusOK)
	if got := second.page.Find(".passage mark").Text(); !strings.Contains(got, "The Baker of OruWitness B") || second.page.Find("[name=as], [name=drop]").Length() != 0 {
		t.Errorf("the second person sees %q", got)
	}
	second.submit(file+"/words", "#look form", form{"note": secretNote, "fine": "yes"})
	second.expect(http.StatusOK)
	if second.page.Find("#look .badge.good").Length() != 1 || second.page.Find("#look form").Length() != 0 {
		t.Error("what a second person says of replaced words isn't kept")
	}
	second.post(file+"/words", form{"drop": "the baker of Oru", "draft": "3", "csrf": second.csrf()})
	second.expect(http.StatusForbidden)
	public["account"] = "Several men were **beaten**."
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "#draft", public)
	editor.get(file + "/preview")
	if !strings.Contains(editor.page.Text(), "A beating before dawn.") || strings.Contains(editor.page.Text(), "Ngola Pit") {
		t.Error("the preview isn't what the public will see")
	}
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/publish']", nil)
	editor.expect(http.StatusOK)

	// A journalist finds, reads and checks it.
	ref := fmt.Sprintf("LP-%d-0001", time.Now().UTC().Year())
	reader := who()
	reader.get("/cases?q=BEATEN+daw")
	if reader.href("article h2 a") != "/cases/"+ref || reader.page.Find("mark").Length() == 0 {
		t.Error("the search doesn't find the case with a mark")
	}
	reader.get("/cases/" + ref)
	text := reader.page.Text()
	if !strings.Contains(text, "March 2026") || strings.Contains(text, "Ngola") || strings.Contains(text, "2026-03-04") {
		t.Error("date or place aren't coarsened")
	}
	src, _ := reader.page.Find("figure img").Attr("src")
	picture := reader.raw(src)
	if bytes.Contains(picture, []byte("Exif")) || !bytes.HasPrefix(picture, []byte{0xFF, 0xD8}) {
		t.Error("the published picture has metadata or isn't one")
	}
	tag := reader.response.Header.Get("ETag")
	if tag == "" {
		t.Error("no ETag")
	}

	// The editor corrects, then withdraws, and it is gone everywhere.
	editor.get(file + "/publication")
	public["summary"] = "A beating before dawn, corrected."
	editor.submit(file+"/publication", ".panes form[method=post]", public)
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/publish']", form{"note": "A word was wrong."})
	reader.get("/cases/" + ref)
	if !strings.Contains(reader.page.Text(), "corrected.") || !strings.Contains(reader.page.Text(), "A word was wrong.") {
		t.Error("the correction doesn't show")
	}
	reader.get("/cases/" + ref + "/v/1")
	reader.expect(http.StatusOK)
	newest, _ := reader.page.Find("figure img").Attr("src")

	// It is translated by one editor, looked over by another, and found by its words; a draft stays
	// sealed. A reader writes to the desk and is answered.
	french := form{"title": "Des hommes battus", "summary": "Avant l'aube.", "account": "Battus, dit le sarrasin de The Baker of Oru et de " + secretName, "how_verified": "Deux sources.", "caption_0": "La mine", "alt_0": "Une mine"}
	editor.submitTo(file+"/translate/fr", french, "form.translate")
	looker.submitTo(file+"/translate/fr", nil, "form[action$='/release']")
	looker.expect(http.StatusOK)
	french["account"] = secretDraft
	editor.submitTo(file+"/translate/pt", french, "form.translate")
	reader.get("/cases?q=sarrasin")
	if reader.href("article h2 a") != "/cases/"+ref {
		t.Error("the words of a translation find nothing")
	}
	reader.get("/cases/" + ref + "/in/fr")
	reader.expect(http.StatusOK)
	if !strings.Contains(reader.page.Text(), "le sarrasin de Witness B et de Witness A") {
		t.Error("chosen words and names of the record aren't replaced in a translation")
	}
	reader.submitTo("/report/about/"+ref, form{"narrative": secretLetter}, "main form")
	reader.expect(http.StatusOK)
	first.get(file)
	if !strings.Contains(first.text("#letters"), secretLetter) {
		t.Error("the message about the case isn't on its page")
	}
	secrets(t, s, h, &log, server.URL, map[string]string{
		"narrative": secretWords, "name": secretName, "contact": secretContact, "place": secretPlace, "file name": secretFile, "answer": secretAnswer, "note": secretNote, "finding": secretFinding, "message": secretLetter, "draft of a translation": secretDraft, "chosen words": "the baker of Oru",
		"receipt": words, "recovery": recovery, "admin's passphrase": adminPhrase, "first's passphrase": firstPhrase, "second's passphrase": secondPhrase, "editor's passphrase": editorPhrase,
		"photo": string(photo[len(photo)/2 : len(photo)/2+64]), "session": first.cookie("loupe"), "token": token,
	})
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/withdraw']", form{"reason": "safety", "notice": "Taken back."})
	for _, address := range []string{"/", "/cases", "/cases?q=beaten", "/map", "/sites", "/sites/ngola-pit-cf", "/feeds/cases.atom", "/feeds/cases.json", "/api/v1/cases", "/api/v1/cases.csv", "/api/v1/cases.jsonl", "/api/v1/cases.geojson"} {
		if body := string(reader.raw(address)); strings.Contains(body, "Men beaten") || strings.Contains(body, "before dawn") {
			t.Errorf("%s still tells of the withdrawn case", address)
		}
	}
	for address, want := range map[string]int{"/cases/" + ref: 410, "/cases/" + ref + "/v/1": 410, "/api/v1/cases/" + ref: 410, src: 404, newest: 404} {
		reader.get(address)
		if reader.response.StatusCode != want {
			t.Errorf("%s answers %d after the withdrawal, want %d", address, reader.response.StatusCode, want)
		}
	}
	reader.get("/cases/" + ref)
	if !strings.Contains(reader.page.Text(), "Taken back.") {
		t.Error("no notice stays at the address")
	}
}

// secrets looks for plaintext in all that is stored and logged. Published words are not among them.
func secrets(t *testing.T, s *settings, h *house, log *lockedBuffer, _ string, list map[string]string) {
	t.Helper()
	stores := map[string][]byte{"log": log.Bytes()}
	err := filepath.WalkDir(s.Data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		stores["file "+filepath.Base(path)] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.objects.List(context.Background(), "", func(key string, _ int64) error {
		r, err := h.objects.Get(context.Background(), key)
		if err != nil {
			return err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		stores["object "+key] = b
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if s.Database != "" {
		stores["database"] = dump(t, s.Database)
	}
	if len(stores) < 3 {
		t.Fatalf("looked in %d places only", len(stores))
	}
	for name, secret := range list {
		if len(secret) < 8 {
			t.Fatalf("the secret %s is too short to look for", name)
		}
		forms := [][]byte{[]byte(secret), []byte(strings.ToLower(secret)), []byte(base64.StdEncoding.EncodeToString([]byte(secret))[:len(secret)]), []byte(hex.EncodeToString([]byte(secret))), []byte(url.QueryEscape(secret))}
		for place, b := range stores {
			for _, f := range forms {
				if bytes.Contains(b, f) {
					t.Errorf("%s is in the %s", name, place)
				}
			}
		}
	}
	for place, b := range stores {
		if strings.HasPrefix(place, "log") && regexp.MustCompile(`127\.0\.0\.1|Go-http-client|way-test-agent`).Match(b) {
			t.Errorf("the %s names an address or an agent", place)
		}
		if bytes.Contains(b, []byte("Exif\x00\x00")) {
			t.Errorf("the %s holds a photo's metadata", place)
		}
	}
}

func testPhoto(t *testing.T) []byte {
	t.Helper()
	jpeg, err := pictures.JPEG("pit", 3, pictures.EXIF{TakenAt: time.Date(2026, 3, 4, 5, 30, 0, 0, time.UTC), Lat: 6.544, Lon: 21.987, Make: "Kesi", Model: "K2"})
	if err != nil {
		t.Fatal(err)
	}
	return jpeg
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) Bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

type form map[string]string

// browser is a person's browser with scripts off.
type browser struct {
	t        *testing.T
	base     string
	client   *http.Client
	page     *goquery.Document
	response *http.Response
	body     []byte
	path     string
}

func newBrowser(t *testing.T, base string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, client: &http.Client{Jar: jar}}
}

func (b *browser) do(method, path, contentType string, body io.Reader) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "way-test-agent")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if b.response, err = b.client.Do(r); err != nil {
		b.t.Fatal(err)
	}
	defer b.response.Body.Close()
	if b.body, err = io.ReadAll(b.response.Body); err != nil {
		b.t.Fatal(err)
	}
	if b.page, err = goquery.NewDocumentFromReader(bytes.NewReader(b.body)); err != nil {
		b.t.Fatal(err)
	}
	b.path = b.response.Request.URL.Path
	if strings.Contains(b.page.Text(), "⟦") {
		b.t.Errorf("%s shows a missing text", path)
	}
}

func (b *browser) get(path string) { b.t.Helper(); b.do(http.MethodGet, path, "", nil) }

func (b *browser) raw(path string) []byte {
	b.t.Helper()
	r, err := b.client.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.response = r
	return body
}

func (b *browser) post(path string, f form) {
	b.t.Helper()
	v := url.Values{}
	for name, value := range f {
		v.Set(name, value)
	}
	b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

func (b *browser) upload(path string, f form, field, name string, file []byte) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for n, value := range f {
		_ = w.WriteField(n, value)
	}
	if field != "" {
		part, err := w.CreateFormFile(field, name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.Close()
	b.do(http.MethodPost, path, w.FormDataContentType(), &body)
}

// submit sends a form of the page that is open, with what stands in it and what is typed over it.
func (b *browser) submit(from, selector string, typed form) {
	b.t.Helper()
	f := b.page.Find(selector).First()
	if f.Length() == 0 {
		b.t.Fatalf("%s has no form %s: %s", from, selector, strings.Join(strings.Fields(b.page.Find("main").Text()), " "))
	}
	v := url.Values{}
	f.Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		kind, _ := s.Attr("type")
		value, _ := s.Attr("value")
		_, checked := s.Attr("checked")
		switch {
		case name == "" || (kind == "radio" || kind == "checkbox") && !checked:
		case s.Is("textarea"):
			v.Add(name, s.Text())
		case s.Is("select"):
			option := s.Find("option[selected]").First()
			if option.Length() == 0 {
				option = s.Find("option").First()
			}
			value, _ = option.Attr("value")
			v.Add(name, value)
		default:
			v.Add(name, value)
		}
	})
	for name, value := range typed {
		v.Set(name, value)
	}
	action, ok := f.Attr("action")
	if !ok {
		action = b.response.Request.URL.RequestURI()
	}
	b.do(http.MethodPost, action, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// submitTo opens a page and sends its form: the one of the selector, else the main one.
func (b *browser) submitTo(page string, typed form, selector ...string) {
	b.t.Helper()
	b.get(page)
	if len(selector) == 0 {
		selector = []string{"main form[method=post]"}
	}
	b.submit(page, selector[0], typed)
}

func (b *browser) href(selector string) string {
	b.t.Helper()
	all := b.hrefs(selector)
	if len(all) == 0 {
		b.t.Fatalf("%s has no link %s: %s", b.path, selector, strings.Join(strings.Fields(b.page.Find("main").Text()), " "))
	}
	return all[0]
}

// hrefsOf opens a page and gives the links that a selector finds there.
func (b *browser) hrefsOf(path, selector string) []string {
	b.t.Helper()
	b.get(path)
	return b.hrefs(selector)
}

func (b *browser) hrefs(selector string) []string {
	return b.page.Find(selector).Map(func(_ int, s *goquery.Selection) string { h, _ := s.Attr("href"); return h })
}

func (b *browser) text(selector string) string {
	return strings.TrimSpace(b.page.Find(selector).Text())
}

func (b *browser) csrf() string { v, _ := b.page.Find("[name=csrf]").Attr("value"); return v }

func (b *browser) cookie(name string) string {
	u, _ := url.Parse(b.base)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) at(path string) {
	b.t.Helper()
	if b.path != path {
		b.t.Fatalf("is at %s, not at %s: %s", b.path, path, strings.Join(strings.Fields(b.page.Find("main").Text()), " "))
	}
}

func (b *browser) expect(status int) {
	b.t.Helper()
	if b.response.StatusCode != status {
		b.t.Fatalf("%s answers %d, want %d: %s", b.path, b.response.StatusCode, status, strings.Join(strings.Fields(b.page.Find("main").Text()), " "))
	}
}
