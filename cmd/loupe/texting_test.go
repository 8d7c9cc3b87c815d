package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"loupe/demo"
)

// TestTextMessages plays a report by text message through the front door, on both databases: an admin
// sets up a gateway, a phone answers question by question, a reviewer reads and writes back, and neither
// the number nor a word of it is readable in between.
func TestTextMessages(t *testing.T) {
	run := func(t *testing.T, onPostgres bool) {
		s := &settings{Data: t.TempDir(), Listen: "127.0.0.1:0"}
		h := openDemo(t, s, onPostgres)
		t.Cleanup(func() { _ = h.close() })
		server := httptest.NewServer(h.handler)
		t.Cleanup(server.Close)
		textMessages(t, s, server.URL)
	}
	t.Run("SQLite", func(t *testing.T) { run(t, false) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, true) })
}

func textMessages(t *testing.T, s *settings, base string) {
	as := func(name string) *browser {
		b := newBrowser(t, base)
		b.submitTo("/sign-in", form{"email": name + "@demo.example", "passphrase": demo.Passphrase})
		return b
	}
	var mu sync.Mutex
	var sent []string
	outlet := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, r.Header.Get("Authorization")+" "+string(b))
	}))
	t.Cleanup(outlet.Close)

	admin := as("admin")
	admin.submitTo("/desk/admin/sms", form{"name": "Field phone", "kind": "json", "country": "XM", "url": outlet.URL}, "form[action$='/gateways']")
	secret := admin.page.Find("code.long").Last().Text()
	if secret == "" {
		t.Fatal(admin.page.Find("main").Text())
	}
	admin.submitTo("/desk/admin/sms", form{"start_en": "REPORT", "info_en": "report"}, "form[action$='/texts']")
	if admin.response.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("one keyword for two things: %d", admin.response.StatusCode)
	}
	admin.submitTo("/desk/admin/sms", form{"start_en": "REPORT", "info_en": "PRICES", "text_en": "Rough stones: ask three buyers."}, "form[action$='/texts']")
	// The simulator plays the same conversation, and makes no report.
	admin.submitTo("/desk/admin/sms/try", form{"text": "report"}, "form[action$='/try']")
	if !strings.Contains(admin.page.Find(".talk").Text(), "phone company") {
		t.Errorf("the simulator says %q", admin.page.Find("main").Text())
	}

	const number, story = "+24399112233", "Zanthoxyl guards shut the sluice"
	id := 0
	post := func(token, id, text string) (int, string) {
		t.Helper()
		body, _ := json.Marshal(map[string]string{"id": id, "from": number, "text": text})
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/sms/field-phone", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var got struct{ Messages []struct{ To, Text string } }
		_ = json.NewDecoder(answer.Body).Decode(&got)
		var text2 []string
		for _, m := range got.Messages {
			text2 = append(text2, m.Text)
		}
		return answer.StatusCode, strings.Join(text2, "\n")
	}
	say := func(text, want string) string {
		t.Helper()
		id++
		status, got := post(secret, fmt.Sprint(id), text)
		if status != http.StatusOK || !strings.Contains(got, want) {
			t.Fatalf("to %q: %d %q, want %q", text, status, got, want)
		}
		return got
	}
	if status, _ := post("wrong", "x", "REPORT"); status != http.StatusNotFound {
		t.Errorf("a stranger is answered %d", status)
	}
	say("hello", "send REPORT")
	say("prices", "three buyers")
	say("Report", "phone company")
	say("1", "What happened?") // English
	say("1", "Answer with one or more")
	say("1", "Where was it")
	say("by the Ngoro Pit, north side", "When was it")
	say("4.3.2026", "as many messages")
	say(story, "Go on")
	// A gateway that delivers again changes nothing.
	if status, got := post(secret, fmt.Sprint(id), story); status != http.StatusOK || !strings.Contains(got, "Go on") {
		t.Errorf("delivered again: %d %q", status, got)
	}
	nowhere(t, s, number, story, "Ngoro Pit, north")
	say("and nobody could drink.", "Go on")
	say("0", "publish it")
	say("1", "at this number")
	last := say("1", "Your words: ")
	words := strings.TrimSuffix(strings.TrimSpace(strings.SplitN(strings.SplitN(last, "Your words: ", 2)[1], ". Write", 2)[0]), ".")
	if _, again := post(secret, fmt.Sprint(id), "1"); again != last {
		t.Errorf("the last message delivered again is answered %q", again)
	}
	nowhere(t, s, number, story, words)

	source := newBrowser(t, base)
	source.submitTo("/report/return", form{"receipt": words})
	if source.response.StatusCode != http.StatusOK || !strings.Contains(source.page.Find("main").Text(), "Received") {
		t.Fatalf("the receipt doesn't come back: %d %s", source.response.StatusCode, source.page.Find("main").Text())
	}
	var reviewer *browser
	report := ""
	for _, name := range []string{"reviewer", "reviewer2", "reviewer3"} {
		reviewer = as(name)
		reviewer.get("/desk?sort=newest")
		for _, row := range reviewer.page.Find(".queue a.title").EachIter() {
			to := row.AttrOr("href", "")
			if reviewer.get(to); strings.Contains(reviewer.page.Text(), story) {
				report = to
				break
			}
			reviewer.get("/desk?sort=newest")
		}
		if report != "" {
			break
		}
	}
	if report == "" {
		t.Fatal("no reviewer finds the report")
	}
	if text := reviewer.page.Text(); strings.Count(text, story) != 1 && !strings.Contains(text, number) || !strings.Contains(text, "nobody could drink") {
		t.Errorf("the reviewer reads %q", text)
	}
	reviewer.submitTo(report, form{"text": "Please call back when you can."}, "form[action$='/text']")
	mu.Lock()
	if len(sent) != 1 || !strings.Contains(sent[0], number) || !strings.Contains(sent[0], "call back") || !strings.HasPrefix(sent[0], "Bearer "+secret) {
		t.Errorf("the gateway was handed %q", sent)
	}
	mu.Unlock()
	say("Report", "phone company")
	say("STOP", "Nothing was kept")
	say("2", "send REPORT")
	admin.submitTo("/desk/admin/sms", form{}, "form[action$='/revoke']")
	if status, _ := post(secret, "y", "REPORT"); status != http.StatusNotFound {
		t.Errorf("a revoked gateway is answered %d", status)
	}
}

// nowhere looks through database and objects for what must not be readable.
func nowhere(t *testing.T, s *settings, plain ...string) {
	t.Helper()
	if s.Database != "" {
		all := string(dump(t, s.Database))
		for _, p := range plain {
			if strings.Contains(all, p) {
				t.Errorf("%q is readable in the database", p)
			}
		}
		return
	}
	err := filepath.WalkDir(s.Data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, p := range plain {
			if strings.Contains(string(b), p) {
				t.Errorf("%q is readable in %s", p, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
