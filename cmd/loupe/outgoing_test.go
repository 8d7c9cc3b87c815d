package main

import (
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loupe/demo"
	"loupe/models"
	"loupe/publish"
)

// TestOutgoing tries what goes out without a person at the page: scheduled publications, embargoed
// previews by their links, and letters of new cases through a real mail server; on both databases.
func TestOutgoing(t *testing.T) {
	run := func(t *testing.T, onPostgres bool) {
		box := &mailbox{}
		h := openDemo(t, &settings{Data: t.TempDir(), Listen: "127.0.0.1:0", SMTP: box.start(t)}, onPostgres)
		t.Cleanup(func() { _ = h.close() })
		server := httptest.NewServer(h.handler)
		t.Cleanup(server.Close)
		o := &outgoing{t, h, server.URL, box}
		t.Run("alerts", o.alerts)
		t.Run("previews", o.previews)
		t.Run("schedules", o.schedules)
	}
	t.Run("SQLite", func(t *testing.T) { run(t, false) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, true) })
}

type outgoing struct {
	t    *testing.T
	h    *house
	base string
	box  *mailbox
}

func (o *outgoing) as(t *testing.T, name string) *browser {
	b := newBrowser(t, o.base)
	if name != "" {
		b.submitTo("/sign-in", form{"email": name + "@demo.example", "passphrase": demo.Passphrase})
	}
	return b
}

// rewritten finds a public case and gives its draft words that are not public yet.
func (o *outgoing) rewritten(t *testing.T) (publish.Editor, models.ID) {
	t.Helper()
	for _, name := range []string{"editor", "editor2"} {
		by := o.h.as(t, name)
		page, err := o.h.Review.Cases(t.Context(), by, models.CaseFilter{State: models.CaseDecided, Publication: models.Published})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			editor := publish.Editor{Person: by.Person, Key: by.Key}
			draft, err := o.h.Publish.Draft(t.Context(), editor, row.ID)
			if err != nil || draft.Refused || !row.Outcome.Publishable() {
				continue
			}
			c := draft.Content
			c.Title, c.Summary, c.Account, c.HowVerified = "Sluice gates were shut at noon", "A summary of it.", "What is known of it.", "How it was checked."
			c.Country, c.Categories, c.Precision, c.DatePrecision = "XM", []string{"LAB.1"}, models.PrecisionDistrict, models.DateMonth
			if _, ok := models.FindAct("LAB.1"); !ok {
				c.Categories = []string{models.Acts[0].Code}
			}
			c.Exhibits = nil
			if err := o.h.Publish.Save(t.Context(), editor, row.ID, c, draft.Version); err != nil {
				t.Fatal(err)
			}
			if draft, err = o.h.Publish.Draft(t.Context(), editor, row.ID); err != nil || len(draft.Problems) > 0 {
				t.Fatal(draft.Problems, err)
			}
			return editor, row.ID
		}
	}
	t.Fatal("the demonstration has no case to rewrite")
	return publish.Editor{}, ""
}

func (o *outgoing) later(d time.Duration) func() time.Time {
	return func() time.Time { return time.Now().UTC().Add(d) }
}

// schedules: a version goes out at its time and not before; one whose draft changed in between holds
// itself back, says why, and tells who scheduled it.
func (o *outgoing) schedules(t *testing.T) {
	editor, id := o.rewritten(t)
	name, _, _ := strings.Cut(editor.Email, "@")
	b := o.as(t, name)
	page := "/desk/cases/" + string(id) + "/release"
	b.submitTo(page, form{"at": "yesterday"}, "form[action$='/schedule']")
	if b.response.StatusCode != http.StatusUnprocessableEntity || b.page.Find("#f-at").AttrOr("value", "") != "yesterday" {
		t.Errorf("a time that can't be read: %d", b.response.StatusCode)
	}
	at := time.Now().UTC().Add(2 * time.Hour).Format("2006-01-02T15:04")
	b.submitTo(page, form{"at": at, "note": "What is new."}, "form[action$='/schedule']")
	b.get(page)
	if b.page.Find("form[action$='/cancel']").Length() != 1 {
		t.Fatalf("nothing is scheduled: %s", b.page.Find("main").Text())
	}
	due := func(d time.Duration) (int, int) {
		t.Helper()
		published, held, err := o.h.at(o.later(d)).Publish.PublishDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return published, held
	}
	if p, held := due(time.Hour); p+held != 0 {
		t.Errorf("an hour early: %d out, %d held", p, held)
	}
	draft, err := o.h.Publish.Draft(t.Context(), editor, id)
	if err != nil {
		t.Fatal(err)
	}
	draft.Content.Summary = "Another summary."
	if err := o.h.Publish.Save(t.Context(), editor, id, draft.Content, draft.Version); err != nil {
		t.Fatal(err)
	}
	if p, held := due(3 * time.Hour); p != 0 || held != 1 {
		t.Errorf("a draft that changed: %d out, %d held", p, held)
	}
	b.get(page)
	if !strings.Contains(b.page.Find(".notice").Text(), "public text changed") {
		t.Errorf("the page doesn't say why: %s", b.page.Find("main").Text())
	}
	if b.get("/desk/notices"); !strings.Contains(b.page.Text(), "held itself back") {
		t.Error("who scheduled it isn't told")
	}
	b.submitTo(page, form{"at": at, "note": "What is new."}, "form[action$='/schedule']")
	if p, held := due(3 * time.Hour); p != 1 || held != 0 {
		t.Fatalf("at its time: %d out, %d held", p, held)
	}
	reader := o.as(t, "")
	reader.get("/cases?q=sluice")
	if !strings.Contains(reader.page.Text(), "Sluice gates") {
		t.Error("what was scheduled isn't public")
	}
	if p, held := due(4 * time.Hour); p+held != 0 {
		t.Errorf("it went out twice: %d, %d", p, held)
	}
}

// previews: an application is read by editors alone; a link opens the preview for its holder, counts,
// marks, and opens nothing once it is taken back.
func (o *outgoing) previews(t *testing.T) {
	reader := o.as(t, "")
	reader.submitTo("/press", form{"name": "Noor Adeyu", "outlet": "", "email": "noor@paper.example", "proof": "See my page."})
	if reader.response.StatusCode != http.StatusUnprocessableEntity || reader.page.Find("#f-name").AttrOr("value", "") != "Noor Adeyu" {
		t.Errorf("an application without outlet: %d", reader.response.StatusCode)
	}
	reader.submit("/press", "main form", form{"outlet": "The Paper"})
	if !strings.Contains(reader.page.Find("[role=status]").Text(), "Thank you") {
		t.Fatal("the application didn't arrive")
	}
	editor, id := o.rewritten(t)
	name, _, _ := strings.Cut(editor.Email, "@")
	b := o.as(t, name)
	b.submitTo("/desk/journalists", form{}, "form:has([value=approved])")
	b.get("/desk/cases/" + string(id) + "/release")
	journalist := b.page.Find("#f-journalist option").AttrOr("value", "")
	b.submit("release", "form[action$='/previews']", form{"journalist": journalist, "days": "3"})
	link := strings.TrimPrefix(b.page.Find("code.long").Text(), o.h.base)
	if !strings.HasPrefix(link, "/preview/") {
		t.Fatalf("no link: %s", b.page.Find("main").Text())
	}
	reader.get(link)
	if got := reader.page.Text(); !strings.Contains(got, "Sluice gates") || !strings.Contains(got, "Noor Adeyu alone") {
		t.Errorf("the preview shows %q", got)
	}
	if cache := reader.response.Header.Get("Cache-Control"); cache != "no-store" {
		t.Errorf("a preview may be kept: %s", cache)
	}
	reader.get("/cases?q=sluice")
	if strings.Contains(reader.page.Text(), "Sluice gates") {
		t.Error("what is under embargo is public")
	}
	b.get("/desk/cases/" + string(id) + "/release")
	if b.page.Find("table td:nth-child(3)").First().Text() != "1" {
		t.Error("the opening isn't counted")
	}
	b.submit("release", "form[action$='/revoke']", form{})
	for _, path := range []string{link, link[:len(link)-2] + "aa", "/preview/short"} {
		if reader.get(path); reader.response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path[:12], reader.response.StatusCode)
		}
	}
}

var inLetter = regexp.MustCompile(`/alerts/[A-Za-z0-9_-]+`)

// alerts: nothing but a question is sent before it is confirmed; then a digest of what is new, with one
// click to stop; then nothing. The address is readable nowhere.
func (o *outgoing) alerts(t *testing.T) {
	reader := o.as(t, "")
	reader.get("/alerts?q=borehole")
	if reader.page.Find("main a[href='/cases?q=borehole']").Length() != 1 {
		t.Error("the page doesn't lead to the search that is followed")
	}
	reader.submitTo("/alerts?q=borehole", form{"email": "ines@paper.example"})
	letter := o.box.last()
	link := inLetter.FindString(strings.ReplaceAll(letter, "=\r\n", ""))
	if link == "" || !strings.Contains(letter, "confirm") {
		t.Fatalf("no letter to confirm: %q", letter)
	}
	deliver := func(d time.Duration) int {
		t.Helper()
		n, err := o.h.newAlerts(o.h.post, o.later(d), rand.Reader).Deliver(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	public := func(title string) {
		t.Helper()
		p := models.Publication{ID: newID(t), CaseID: newID(t), PublishedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC(), Content: models.Content{Title: title, Summary: "s", Language: "en", Outcome: models.Verified, Country: "XM", Categories: []string{models.Acts[0].Code}, Precision: models.PrecisionDistrict, DatePrecision: models.DateMonth}}
		if err := o.h.records.PublishSeeded(t.Context(), []models.Publication{p}, models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSeed, At: p.PublishedAt}); err != nil {
			t.Fatal(err)
		}
	}
	public("A borehole was filled in before")
	if n := deliver(time.Hour); n != 0 {
		t.Errorf("%d letters before it was confirmed", n)
	}
	reader.submitTo(link, form{}, "form[action$='/confirm']")
	if n := deliver(time.Hour); n != 0 {
		t.Errorf("%d letters though nothing is new", n)
	}
	public("A borehole was poisoned")
	public("A road was closed")
	if n := deliver(25 * time.Hour); n != 1 {
		t.Fatalf("%d letters of one new case", n)
	}
	letter = o.box.last()
	if !strings.Contains(letter, "poisoned") || strings.Contains(letter, "road") || strings.Contains(letter, "filled in") || !strings.Contains(letter, "List-Unsubscribe-Post: List-Unsubscribe=One-Click") {
		t.Errorf("the letter says %q", letter)
	}
	if n := deliver(26 * time.Hour); n != 0 {
		t.Errorf("%d letters twice", n)
	}
	r, err := http.Post(o.base+link+"/stop", "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r.StatusCode, err)
	}
	_ = r.Body.Close()
	public("A borehole was dug again")
	if n := deliver(60 * time.Hour); n != 0 {
		t.Errorf("%d letters after it was stopped", n)
	}
	before := o.box.count()
	for range 6 {
		reader.submitTo("/alerts", form{"email": "flood@paper.example"})
	}
	if got := o.box.count() - before; got != 3 {
		t.Errorf("an address was asked %d times in a day", got)
	}
}

// mailbox is a real SMTP server that keeps what it is given.
type mailbox struct {
	mu   sync.Mutex
	list []string
}

func (m *mailbox) start(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return m, nil }))
	s.Domain = "localhost"
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return "smtp://" + l.Addr().String() + "?from=loupe@example.org&tls=off"
}

func (m *mailbox) Mail(string, *smtp.MailOptions) error { return nil }
func (m *mailbox) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (m *mailbox) Reset()                               {}
func (m *mailbox) Logout() error                        { return nil }
func (m *mailbox) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = append(m.list, string(b))
	return err
}

func (m *mailbox) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.list)
}

func (m *mailbox) last() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.list) == 0 {
		return ""
	}
	return m.list[len(m.list)-1]
}

func newID(t *testing.T) models.ID {
	t.Helper()
	id, err := models.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
