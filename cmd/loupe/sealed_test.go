package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/routing"
	"loupe/seal"
)

// chrome is a headless browser that is on a page of ours and runs what it is given.
type chrome struct {
	t   testing.TB
	ctx context.Context
}

func newChrome(t testing.TB) *chrome {
	p, _ := openChrome(t, t.TempDir())
	return p
}

// openChrome starts a browser on a profile, which may be there from before, and gives what ends it at once.
func openChrome(t testing.TB, profile string) (*chrome, func()) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(testkit.Chromium(t)), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.UserDataDir(profile))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, done := chromedp.NewContext(allocator)
	t.Cleanup(done)
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(late)
	return &chrome{t, ctx}, stop
}

func (p *chrome) visit(address string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Navigate(address)); err != nil {
		p.t.Fatal(err)
	}
}

// run runs the body of an async function and reads what it returns.
func (p *chrome) run(script string, out any) {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(async () => { `+script+` })().then(v => JSON.stringify(v === undefined ? null : v))`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			p.t.Fatal(err, text)
		}
	}
}

// deviceScript seals a report of two exhibits as the app does. Sending is left to the caller.
const deviceScript = `
const s = await import("/static/seal.js");
const keys = await s.readKeys(await (await fetch("/report/keys")).json());
const receipt = await s.newReceipt();
const report = await s.begin(keys, receipt);
const raw = (b64) => Uint8Array.from(atob(b64), c => c.charCodeAt(0));
const files = [new File([raw(PHOTO)], "secret-umbrella.jpg", {type: "image/jpeg"}), new File([new Uint8Array(300000).map((_, i) => i % 251)], "voice.ogg", {type: "audio/ogg"})];
const exhibits = [];
for (const f of files) {
	const e = report.exhibit(f, {name: f.name, type: f.type});
	const bytes = new Uint8Array(await new Response(e.stream).arrayBuffer());
	const done = await e.done;
	if (bytes.length !== done.sealedSize || bytes.length !== await e.sealedSize) throw new Error("the sealed size is " + bytes.length + ", not " + await e.sealedSize);
	exhibits.push({id: e.id, kind: e.kind, bytes});
}
const envelope = await report.finish({categories: ["KIL.1"], urgent: true, consent: "anonymous", language: "fr", country: "", region: ""}, {narrative: "SECRET WORDS of the source", place: "by the river"});
`

// TestSealingInTheBrowser has one house and one browser for all that is asked of them.
func TestSealingInTheBrowser(t *testing.T) {
	h, base := demoHouse(t)
	p := newChrome(t)
	p.visit(base + "/report")
	t.Run("a report goes to the desk and back to its receipt", func(t *testing.T) { sealedReport(t, h, base, p) })
	t.Run("both languages open what the other sealed", func(t *testing.T) { sealedBothWays(t, p) })
	t.Run("both choose the same desk", func(t *testing.T) { chosenBothWays(t, p) })
	t.Run("100 MB are sealed in under 60 MB of memory", func(t *testing.T) {
		p.visit(base + "/report")
		if grown := p.sealing()(); grown > 60<<20 {
			t.Errorf("the browser grew by %d MB", grown>>20)
		}
	})
}

func sealedReport(t *testing.T, h *house, base string, p *chrome) {
	photo := testPhoto(t)
	var sent struct {
		Words, Report, Answer string
		First, Second, Third  int
		State, Again          string
		Missing               []string
		Envelope              json.RawMessage
		Once                  string
	}
	p.run("const PHOTO = '"+base64.StdEncoding.EncodeToString(photo)+"';"+deviceScript+`
const post = () => fetch("/report/sealed", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(envelope)});
const early = await post();
const missing = (await early.json()).missing;
const b64 = (x) => btoa(x);
for (const e of exhibits) {
	const made = await fetch("/uploads", {method: "POST", headers: {"Tus-Resumable": "1.0.0", "Upload-Length": String(e.bytes.length), "Upload-Metadata": "report " + b64(report.id) + ",exhibit " + b64(e.id) + ",kind " + b64(e.kind)}});
	if (made.status !== 201) throw new Error("creation " + made.status);
	const sent = await fetch(made.headers.get("Location"), {method: "PATCH", headers: {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}, body: e.bytes});
	if (sent.status !== 204 || sent.headers.get("Upload-Offset") !== String(e.bytes.length)) throw new Error("piece " + sent.status);
}
const first = await post(), second = await post();
return {words: receipt.words, report: report.id, missing, early: early.status, first: first.status, second: second.status, state: await first.text(), again: await second.text(), envelope, once: envelope.once};
`, &sent)
	if len(sent.Missing) != 2 || sent.First != 201 || sent.Second != 200 || sent.State != sent.Again {
		t.Fatalf("sent: missing %d, first %d, second %d, %q %q", len(sent.Missing), sent.First, sent.Second, sent.State, sent.Again)
	}
	for _, secret := range []string{"SECRET", "river", "umbrella", "voice.ogg", "AGE-SECRET"} {
		if strings.Contains(string(sent.Envelope), secret) {
			t.Errorf("the envelope says %q", secret)
		}
	}
	id := models.ID(sent.Report)
	by := h.as(t, "reviewer")
	row, err := h.records.Report(t.Context(), id)
	if err != nil || row.AtEdge || row.Facts.Photos != 1 || row.Facts.Others != 1 || row.Facts.Language != "fr" || row.RoutedBy == 0 {
		t.Fatalf("the report's row: %+v %v", row, err)
	}
	if !by.Person.MemberOf(row.DeskID) {
		by = h.as(t, "protected")
	}
	open, err := h.Review.Report(t.Context(), by, id)
	if err != nil || open.Testimony.Narrative != "SECRET WORDS of the source" || len(open.Exhibits) != 2 {
		t.Fatal(open.Testimony, err)
	}
	if open.Exhibits[0].Original.Name != "secret-umbrella.jpg" || open.Exhibits[0].Original.AtEdge {
		t.Errorf("the manifest says %+v", open.Exhibits[0].Original)
	}
	seen, err := h.Review.Examine(t.Context(), by, open.Exhibits[0].ID)
	if err != nil || !seen.Intact || seen.Digest != hex.EncodeToString(sum(photo)) || seen.Metadata.Make != "Kesi" {
		t.Fatalf("examined: %+v, %v", seen.Metadata, err)
	}
	original, err := h.Review.Original(t.Context(), by, open.Exhibits[1].ID, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(original); err != nil || len(b) != 300000 || b[299999] != byte(299999%251) {
		t.Error("the second original differs", err)
	}
	b := newBrowser(t, base)
	b.do(http.MethodPost, "/report/return", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"receipt": {sent.Words}}.Encode()))
	if b.response.StatusCode != 200 || !strings.Contains(b.page.Text(), "Photo") {
		t.Error("the receipt that the phone made doesn't find its report")
	}
}

func sum(b []byte) []byte { s := sha256.Sum256(b); return s[:] }

// sealedBothWays opens in Go what the browser sealed, in the browser what Go sealed, and holds receipts
// to the same answers.
func sealedBothWays(t *testing.T, p *chrome) {
	key, err := seal.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	label := seal.Label{Kind: models.SealExhibit, IDs: []string{"aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb"}}
	plain := make([]byte, 200001)
	_, _ = rand.Read(plain)
	ours, err := seal.Seal(label, plain, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := seal.NewReceipt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	lookup, reply, err := receipt.Keys()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Opened, LookupID, ReplyKey, Drawn, DrawnID, Reply, ID, WordList string
		Sealed                                                          string
	}
	input, _ := json.Marshal(map[string]string{"secret": key.Secret(), "sealed": base64.StdEncoding.EncodeToString(ours), "words": receipt.Text(), "recipient": string(key.Public())})
	p.run("const given = "+string(input)+`;
const age = await import("/static/vendor/age/age.js"), r = await import("/static/receipt.js"), s = await import("/static/seal.js"), w = await import("/static/words.js");
const raw = (b64) => Uint8Array.from(atob(b64), c => c.charCodeAt(0));
const b64 = (a) => { let o = ""; for (let i = 0; i < a.length; i += 8192) o += String.fromCharCode(...a.subarray(i, i + 8192)); return btoa(o); };
const d = new age.Decrypter(); d.addIdentity(given.secret);
const plain = await d.decrypt(raw(given.sealed));
const known = await r.receiptOf(given.words), drawn = await r.newReceipt();
const e = new age.Encrypter(); e.addRecipient(given.recipient);
return {opened: b64(plain), lookupID: known.lookupID, replyKey: known.replyKey, drawn: drawn.words, drawnID: drawn.lookupID, reply: drawn.replyKey, id: s.newID(), wordList: w.words.join(" "), sealed: b64(await e.encrypt(plain))};
`, &got)
	opened, _ := base64.StdEncoding.DecodeString(got.Opened)
	if want := "loupe/1 exhibit aaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbb\n" + string(plain); string(opened) != want {
		t.Error("the browser doesn't open what Go sealed")
	}
	theirs, _ := base64.StdEncoding.DecodeString(got.Sealed)
	if back, err := seal.Open(label, theirs, key); err != nil || string(back) != string(plain) {
		t.Error("Go doesn't open what the browser sealed", err)
	}
	if got.LookupID != lookup || got.ReplyKey != string(reply.Public()) {
		t.Error("the browser derives something else from a receipt")
	}
	drawn, err := seal.ParseReceipt(got.Drawn)
	if err != nil || drawn.LookupID() != got.DrawnID {
		t.Error("a receipt that the browser drew is not one", err)
	}
	vectors := deviceVectors{Secret: key.Secret(), Plain: string(plain[:1000]), Words: receipt.Text(), LookupID: lookup, ReplyKey: string(reply.Public())}
	if os.Getenv("LOUPE_UPDATE_GOLDEN") != "" {
		vectors.write(t, p)
	}
	vectors.check(t, p)
	if !models.ID(got.ID).Valid() {
		t.Errorf("%q is no id", got.ID)
	}
	list, err := os.ReadFile(filepath.Join("..", "..", "seal", "words.txt"))
	if err != nil || strings.Join(strings.Fields(string(list)), " ") != got.WordList {
		t.Error("the browser has other words", err)
	}
}

// deviceVectors are promised: what one side sealed, the other opens, in ten years too.
type deviceVectors struct {
	Secret    string `json:"secret"`     // of the key that both sealed to
	Plain     string `json:"plain"`      // base64
	ByGo      string `json:"by_go"`      // base64, with label "exhibit a… b…"
	ByBrowser string `json:"by_browser"` // base64, the same
	Words     string `json:"words"`      // of a receipt
	LookupID  string `json:"lookup_id"`
	ReplyKey  string `json:"reply_key"`
}

var vectorFile = filepath.Join("..", "..", "testdata", "vectors", "device.json")

const vectorLabel = "loupe/1 exhibit aaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbb\n"

func (v deviceVectors) write(t *testing.T, p *chrome) {
	key, err := seal.ParsePrivateKey(v.Secret)
	if err != nil {
		t.Fatal(err)
	}
	byGo, err := seal.Seal(seal.Label{Kind: models.SealExhibit, IDs: []string{strings.Repeat("a", 26), strings.Repeat("b", 26)}}, []byte(v.Plain), key.Public())
	if err != nil {
		t.Fatal(err)
	}
	v.Plain, v.ByGo = base64.StdEncoding.EncodeToString([]byte(v.Plain)), base64.StdEncoding.EncodeToString(byGo)
	given, _ := json.Marshal(map[string]string{"plain": v.Plain, "recipient": string(key.Public()), "label": vectorLabel})
	p.run("const given = "+string(given)+`;
const age = await import("/static/vendor/age/age.js");
const e = new age.Encrypter(); e.addRecipient(given.recipient);
const line = new TextEncoder().encode(given.label), plain = Uint8Array.from(atob(given.plain), c => c.charCodeAt(0));
return btoa(String.fromCharCode(...await e.encrypt(new Uint8Array([...line, ...plain]))));
`, &v.ByBrowser)
	text, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		err = os.WriteFile(vectorFile, append(text, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// check opens the committed vectors in the browser; seal/device_test.go opens them in Go.
func (deviceVectors) check(t *testing.T, p *chrome) {
	text, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var ok bool
	p.run("const v = "+string(text)+"; const label = "+strconv.Quote(vectorLabel)+`;
const age = await import("/static/vendor/age/age.js"), r = await import("/static/receipt.js");
const d = new age.Decrypter(); d.addIdentity(v.secret);
const raw = (b64) => Uint8Array.from(atob(b64), c => c.charCodeAt(0));
for (const sealed of [v.by_go, v.by_browser]) {
	const opened = await d.decrypt(raw(sealed));
	if (btoa(String.fromCharCode(...opened)) !== btoa(label + atob(v.plain))) return false;
}
const receipt = await r.receiptOf(v.words);
return receipt.lookupID === v.lookup_id && receipt.replyKey === v.reply_key;
`, &ok)
	if !ok {
		t.Error("the browser doesn't open what is promised to open")
	}
}

// theRules is a store with rules, desks and sites and nothing else.
type theRules struct {
	routing.Store
	text []string
}

func (s theRules) Rules(context.Context) (out []models.Rule, err error) {
	for i, text := range s.text {
		out = append(out, models.Rule{ID: models.ID(fmt.Sprint(i)), Position: i + 1, Text: text})
	}
	return out, nil
}

func (theRules) Desks(context.Context) ([]models.Desk, error) {
	return []models.Desk{
		{ID: "a", Name: "A", PublicKey: "ka", Generation: 1, CreatedAt: time.Unix(9, 0)},
		{ID: "b", Name: "B", PublicKey: "kb", Generation: 2, CreatedAt: time.Unix(5, 0)},
		{ID: "none", Name: "No key"},
		{ID: "shut", Name: "Shut", PublicKey: "ks", ClosedAt: time.Unix(7, 0)},
	}, nil
}

func (theRules) Sites(context.Context) ([]models.Site, error) {
	return []models.Site{{ID: "site1", Slug: "ndassima"}, {ID: "site2", Slug: "oru-pit"}}, nil
}
func (theRules) People(context.Context) ([]models.Person, error)              { return nil, nil }
func (theRules) Organisations(context.Context) ([]models.Organisation, error) { return nil, nil }

// chosenBothWays asks Go and the browser where reports go.
func chosenBothWays(t *testing.T, p *chrome) {
	facts := []models.Facts{
		{},
		{Country: "CF", Region: "Ouaka", Language: "fr-CF", Categories: []string{"TOR.1", "SEX.1"}, Urgent: true, Photos: 3},
		{Country: "CD", Region: "ÎLE de Straße", Language: "sw", Categories: []string{"KIL.1"}, SiteID: "site1"},
		{Country: "cf", Photos: 1, SiteID: "site2", Language: "f"},
		{Region: "kelvin", Language: "FR-cd", Categories: []string{"KIL.2"}},
	}
	type one struct {
		Plan  models.RoutePlan `json:"plan"`
		Facts []map[string]any `json:"facts"`
		Want  []string         `json:"want"`
	}
	var all []one
	for _, condition := range []string{
		`country = "CF"`, `country != "CF"`, `country in ("CD", "CF")`, `country not in ("CD", "CF")`, `region = "ouaka"`, `region = ""`, `region = "île DE straße"`, `region = "\u212aelvin"`,
		`site = "Ndassima"`, `site != "ndassima"`, `site in ("x", "oru-pit")`, `site = "x"`, `site != "x"`, `site = ""`, `organisation = "veille"`, `organisation != "veille"`, `organisation = ""`, `channel = "web"`, `channel = "monitor"`,
		`category = "TOR.1"`, `category = "SEX"`, `category = "KIL"`, `category != "TOR.1"`, `category in ("KIL.1", "SEX.1")`, `category not in ("KIL.1", "TOR")`, `language = "fr"`, `language = "f"`, `language != "fr"`,
		`urgent`, `urgent = no`, `restricted`, `not restricted`, `photos >= 3`, `photos > 3`, `photos = 3 and photos != 2`, `photos < 4 and photos <= 3`, `urgent = no and (urgent or urgent)`, `not urgent or not (country = "CD")`, `not (urgent and country = "CF") or site = "x"`,
	} {
		condition = strings.ReplaceAll(condition, `\u212a`, "\u212a")
		for _, rest := range [][]string{{`otherwise -> desk "No key" then "B", escalation "A"`}, {"off urgent -> desk \"A\"", "nonsense", `urgent -> desk "Shut", escalation "Shut"`}} {
			store := theRules{text: append([]string{condition + ` -> desk "Shut" then "A", escalation "B"`}, rest...)}
			router := routing.New(store, time.Now, rand.Reader)
			plan, err := router.Plan(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			o := one{Plan: plan}
			for _, f := range facts {
				choice, err := router.Choose(t.Context(), models.Facts{Country: f.Country, Region: f.Region, Language: f.Language, Categories: f.Categories, SiteID: f.SiteID, Urgent: f.Urgent, Photos: f.Photos, Channel: models.ChannelWeb})
				if err != nil {
					t.Fatal(err)
				}
				o.Want = append(o.Want, fmt.Sprintf("%s/%s/%d", choice.DeskID, choice.EscalationDeskID, choice.RulePosition))
				o.Facts = append(o.Facts, map[string]any{"country": f.Country, "region": f.Region, "language": f.Language, "categories": f.Categories, "site_id": f.SiteID, "urgent": f.Urgent, "photos": f.Photos})
			}
			all = append(all, o)
		}
	}
	input, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	p.run("const all = "+string(input)+`;
const { choose } = await import("/static/keys.js");
return all.map(one => one.facts.map(f => { const c = choose(one.plan, f); return (c.desk?.id || "") + "/" + (c.escalation?.id || "") + "/" + c.position; }));
`, &got)
	for i, o := range all {
		if !slices.Equal(got[i], o.Want) {
			plan, _ := json.Marshal(o.Plan.Rules)
			t.Errorf("%s:\n browser %v\n go      %v", plan, got[i], o.Want)
		}
	}
}
