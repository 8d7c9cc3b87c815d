package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"loupe/models"
	"loupe/openrosa"
	"loupe/review"
)

const (
	phoneWords = "the lorry with a pelican on its door took forty sacks"
	phonePlace = "at the ford below Quibell's mill"
	phoneFile  = "1772600000000-gramophone.jpg"
	phoneID    = "uuid:85cb9aff-005e-4edd-9739-dc9c1a829c44"
)

// filled is a filled report form as a phone writes it.
func filled(instance, more string, f *field) string {
	site := ""
	if list, err := f.records.Sites(context.Background()); err == nil && len(list) > 0 {
		site = string(list[0].ID)
	}
	return `<?xml version='1.0' ?><data id="loupe-report" version="1" xmlns:orx="http://openrosa.org/xforms"><narrative>` + phoneWords + `</narrative><category>TOR.1 KIL.1</category><site>` + site +
		`</site><place>` + phonePlace + `</place><location>6.5 22.0 410 8</location><occurred_on>2026-03-04</occurred_on><consent>anonymous</consent>` + more +
		`<photo_1>` + phoneFile + `</photo_1><orx:meta><orx:instanceID>` + instance + `</orx:instanceID></orx:meta></data>`
}

func TestCollect(t *testing.T) {
	inTheField(t, func(t *testing.T, f *field) {
		p := &phone{t: t, url: f.url}
		p.username, p.password = makeDevice(t, f.monitor, "blue Samsung")
		t.Run("forms", func(t *testing.T) { collectForms(t, f, p) })
		t.Run("a report in pieces", func(t *testing.T) { collectPieces(t, f, p) })
		t.Run("at once", func(t *testing.T) { collectAtOnce(t, f, p) })
		t.Run("corrected", func(t *testing.T) { collectCorrected(t, f, p) })
		t.Run("cut", func(t *testing.T) { collectCut(t, f, p) })
		t.Run("hostile", func(t *testing.T) { collectHostile(t, f, p) })
		t.Run("credentials", func(t *testing.T) { collectCredentials(t, f, p) })
		secrets(t, f.settings, f.house, f.log, "", map[string]string{"the words": phoneWords, "the place": phonePlace, "the file's name": phoneFile, "the sending's id": phoneID, "the password": p.password})
	})
}

func collectForms(t *testing.T, _ *field, p *phone) {
	if p.do(http.MethodGet, "/openrosa/formList", "", nil) != http.StatusOK || p.header.Get("X-OpenRosa-Version") != "1.0" || p.header.Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Fatal(p.status, p.header)
	}
	var list struct {
		Forms []struct {
			ID   string `xml:"formID"`
			Hash string `xml:"hash"`
			URL  string `xml:"downloadUrl"`
		} `xml:"xform"`
	}
	if err := xml.Unmarshal([]byte(p.body), &list); err != nil || len(list.Forms) != 1 || list.Forms[0].ID != openrosa.ReportID {
		t.Fatalf("%v %s", err, p.body)
	}
	u, err := url.Parse(list.Forms[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	p.do(http.MethodGet, u.Path, "", nil)
	sum := md5.Sum([]byte(p.body))
	if want := "md5:" + hex.EncodeToString(sum[:]); p.status != http.StatusOK || list.Forms[0].Hash != want {
		t.Errorf("%d: the list's digest is %s, the form's %s", p.status, list.Forms[0].Hash, want)
	}
	info, err := openrosa.ParseForm(strings.NewReader(p.body))
	if err != nil || info.ID != openrosa.ReportID || !strings.Contains(p.body, "Ngola Pit") {
		t.Errorf("the form is %q: %v", info.ID, err)
	}
	if p.do(http.MethodGet, "/openrosa/forms/nothing", "", nil) != http.StatusNotFound || !strings.Contains(p.body, "OpenRosaResponse") {
		t.Error(p.status, p.body)
	}
	if p.do(http.MethodHead, "/openrosa/submission", "", nil) != http.StatusNoContent || p.header.Get("X-OpenRosa-Accept-Content-Length") == "" {
		t.Error(p.status, p.header)
	}
}

// collectPieces sends a report's words, then its files in further requests, out of order and again.
func collectPieces(t *testing.T, f *field, p *phone) {
	words := filled(phoneID, "", f)
	photo, sound := testPhoto(t), append([]byte("RIFF....WAVEfmt "), bytes.Repeat([]byte("sound"), 1000)...)
	if p.submit(words, file{"audit.csv", []byte("event,node\nform start,\n")}) != http.StatusCreated {
		t.Fatal(p.status, p.body)
	}
	first := p.body
	if !strings.Contains(first, "submit_success") {
		t.Error(first)
	}
	if p.submit(words, file{phoneFile, photo}) != http.StatusAccepted || p.body != first {
		t.Errorf("%d: the words of the receipt differ: %s, %s", p.status, p.body, first)
	}
	if p.submit(words, file{"sound.wav", sound}, file{phoneFile, photo}, file{"empty.txt", nil}) != http.StatusAccepted {
		t.Error(p.status, p.body)
	}
	if p.submit(words) != http.StatusAccepted || p.body != first {
		t.Error("an exact repeat", p.status, p.body)
	}
	if p.submit(words, file{phoneFile, []byte("other bytes")}) != http.StatusConflict {
		t.Error("other bytes under a name that is held", p.status, p.body)
	}
	if p.submit(strings.Replace(words, "forty", "fifty", 1)) != http.StatusConflict || !strings.Contains(p.body, `nature="error"`) {
		t.Error("other words under the same id", p.status, p.body)
	}
	list := f.reports(t)
	if len(list) != 1 {
		t.Fatalf("%d reports", len(list))
	}
	o := f.opened(t, list[0].ID)
	if o.Facts.Channel != models.ChannelOpenRosa || o.Facts.OrganisationID == "" || o.SubmitterID == "" || o.Facts.Region != "Haute-Kotto" || o.Facts.Consent != models.ConsentAnonymous || !slices.Equal(o.Facts.Categories, []string{"TOR.1", "KIL.1"}) {
		t.Errorf("facts %+v of %s", o.Facts, o.SubmitterID)
	}
	if o.Testimony.Narrative != phoneWords || !strings.Contains(o.Testimony.Place, phonePlace) || !strings.Contains(o.Testimony.Place, "6.5") || o.Testimony.OccurredOn != "2026-03-04" {
		t.Errorf("testimony %+v", o.Testimony)
	}
	want := map[string][]byte{"audit.csv": []byte("event,node\nform start,\n"), phoneFile: photo, "sound.wav": sound}
	if len(o.Exhibits) != len(want) {
		t.Errorf("%d exhibits", len(o.Exhibits))
	}
	for _, x := range o.Exhibits {
		original, err := f.Review.Original(t.Context(), f.reader, x.ID, false, false)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(original)
		if err != nil || !bytes.Equal(got, want[x.Original.Name]) {
			t.Errorf("%s isn't what was sent: %v", x.Original.Name, err)
		}
	}

	// The monitor sees it with its state; the receipt's words say how far it is and show no words of it.
	f.monitor.get("/monitor")
	if !strings.Contains(f.monitor.page.Text(), "Ngola Pit") {
		t.Error("the monitor doesn't see the report")
	}
	receipt := strings.TrimSpace(first[strings.LastIndex(first, ":")+1 : strings.Index(first, "</message>")])
	f.reviewer.get("/desk/reports/" + string(o.ID))
	f.reviewer.submit("/desk/reports/"+string(o.ID), "form[action$='/ask']", form{"text": "Which colour was the lorry?"})
	anybody := newBrowser(t, f.url)
	anybody.post("/report/return", form{"receipt": receipt})
	if text := anybody.page.Text(); anybody.response.StatusCode != http.StatusOK || strings.Contains(text, phoneWords) || strings.Contains(text, "Which colour") {
		t.Errorf("the receipt shows %d %s", anybody.response.StatusCode, text)
	}
	f.monitor.get("/monitor/reports/" + string(o.ID))
	if !strings.Contains(f.monitor.page.Text(), "Which colour") {
		t.Error("the monitor doesn't see the question")
	}
}

// collectAtOnce sends the same submission from several requests at once: it is one report.
func collectAtOnce(t *testing.T, f *field, p *phone) {
	before := len(f.reports(t))
	words := filled("uuid:at-once", "", f)
	kind, body := submission(words, file{"a.txt", []byte("a")})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			r, _ := http.NewRequest(http.MethodPost, f.url+"/openrosa/submission", bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.SetBasicAuth(p.username, p.password)
			a, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer a.Body.Close()
			if a.StatusCode != 201 && a.StatusCode != 202 && a.StatusCode != 503 {
				b, _ := io.ReadAll(a.Body)
				t.Errorf("%d %s", a.StatusCode, b)
			}
		})
	}
	wg.Wait()
	if p.submit(words, file{"a.txt", []byte("a")}) != http.StatusAccepted {
		t.Error(p.status, p.body)
	}
	list := f.reports(t)
	if len(list) != before+1 {
		t.Errorf("%d reports, want one more than %d", len(list), before)
	}
	if o := f.opened(t, list[0].ID); len(o.Exhibits) != 1 {
		t.Errorf("%d exhibits, want 1", len(o.Exhibits))
	}
}

// collectCorrected edits a report that was sent: the correction stands with it, and takes consent back.
func collectCorrected(t *testing.T, f *field, p *phone) {
	before := len(f.reports(t))
	words := strings.Replace(filled("uuid:second", "", f), "<orx:meta>", "<orx:meta><orx:deprecatedID>"+phoneID+"</orx:deprecatedID>", 1)
	words = strings.Replace(strings.Replace(words, "anonymous", "reviewers", 1), "forty", "fifty", 1)
	if p.submit(words) != http.StatusCreated || p.submit(words) != http.StatusAccepted {
		t.Fatal(p.status, p.body)
	}
	list := f.reports(t)
	if len(list) != before {
		t.Fatalf("a correction made another report")
	}
	for _, r := range list {
		if o := f.opened(t, r.ID); strings.Contains(o.Testimony.Narrative, phoneWords) && len(o.Messages) > 2 {
			if o.Facts.Consent != models.ConsentReviewers || !slices.ContainsFunc(o.Messages, func(m review.OpenMessage) bool { return strings.Contains(m.Body.Text, "fifty sacks") }) {
				t.Errorf("the correction: consent %s, %+v", o.Facts.Consent, o.Messages)
			}
			return
		}
	}
	t.Error("the corrected report isn't found")
}

// collectCut cuts the line in the middle of the second file: the words and the first are kept.
func collectCut(t *testing.T, f *field, p *phone) {
	before := len(f.reports(t))
	words := filled("uuid:cut", "", f)
	whole, half := bytes.Repeat([]byte("whole"), 2000), bytes.Repeat([]byte("half"), 100000)
	kind, body := submission(words, file{"whole.bin", whole}, file{"half.bin", half})
	line, err := net.Dial("tcp", strings.TrimPrefix(f.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequest(http.MethodPost, "/", nil)
	r.SetBasicAuth(p.username, p.password)
	fmt.Fprintf(line, "POST /openrosa/submission HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", r.Header.Get("Authorization"), kind, len(body))
	_, _ = line.Write(body[:len(body)-200000])
	_ = line.(*net.TCPConn).CloseWrite()
	_, _ = io.ReadAll(line)
	_ = line.Close()
	list := f.reports(t)
	if len(list) != before+1 {
		t.Fatalf("%d reports after a cut, want %d", len(list), before+1)
	}
	if o := f.opened(t, list[0].ID); len(o.Exhibits) != 1 || o.Exhibits[0].Original.Name != "whole.bin" {
		t.Errorf("what came whole before the cut isn't kept: %+v", o.Exhibits)
	}
	if p.submit(words, file{"half.bin", half}, file{"whole.bin", whole}) != http.StatusAccepted {
		t.Error(p.status, p.body)
	}
	if o := f.opened(t, list[0].ID); len(o.Exhibits) != 2 {
		t.Errorf("%d exhibits after the rest came", len(o.Exhibits))
	}
}

// collectHostile sends what no app sends. It is refused as what it is, and never breaks anything.
func collectHostile(t *testing.T, f *field, p *phone) {
	before := len(f.reports(t))
	bomb := `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><data id="loupe-report"><narrative>&b;</narrative><meta><instanceID>uuid:x</instanceID></meta></data>`
	cases := map[string]string{
		"entities":        bomb,
		"external entity": strings.Replace(bomb, `"aaaaaaaaaa"`, `SYSTEM "file:///etc/passwd"`, 1),
		"no instance":     `<data id="loupe-report"><narrative>x</narrative></data>`,
		"deep":            strings.Repeat("<a>", 5000),
		"large":           `<data id="loupe-report"><narrative>` + strings.Repeat("x", 2<<20) + `</narrative></data>`,
		"not xml":         "{}",
		"empty":           "",
		"other form":      `<data id="nobody-knows"><meta><instanceID>uuid:y</instanceID></meta></data>`,
	}
	if folder := os.Getenv("LOUPE_TEST_CORPUS"); folder != "" {
		for _, sub := range []string{"hostile/xml", "hostile/svg"} {
			files, _ := filepath.Glob(filepath.Join(folder, sub, "*"))
			for _, name := range files {
				if b, err := os.ReadFile(name); err == nil {
					cases[sub+"/"+filepath.Base(name)] = string(b)
				}
			}
		}
	}
	for name, words := range cases {
		if status := p.submit(words); status < 400 || status > 499 || !strings.Contains(p.body, "OpenRosaResponse") {
			t.Errorf("%s: %d %s", name, status, p.body)
		}
	}
	kind, body := submission(filled("uuid:z", "", f))
	for name, r := range map[string][2]string{
		"no boundary": {"multipart/form-data", string(body)}, "json": {"application/json", "{}"}, "garbage": {kind, "garbage"}, "files first": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nb\r\n--x--\r\n"},
	} {
		if status := p.do(http.MethodPost, "/openrosa/submission", r[0], []byte(r[1])); status != http.StatusBadRequest && status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, status, p.body)
		}
	}
	if got := len(f.reports(t)); got != before {
		t.Errorf("%d reports came of it", got-before)
	}
}

func collectCredentials(t *testing.T, f *field, p *phone) {
	for name, wrong := range map[string]*phone{
		"wrong password": {t: t, url: f.url, username: p.username, password: "wrong"},
		"unknown name":   {t: t, url: f.url, username: "nobody", password: p.password},
	} {
		if wrong.do(http.MethodGet, "/openrosa/formList", "", nil) != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, wrong.status)
		}
	}
	// A request that somebody wrote down is not let in again.
	replay := *p
	replay.count--
	nonce := replay.nonce
	replay.do(http.MethodGet, "/openrosa/formList", "", nil)
	if replay.nonce == nonce && replay.status == http.StatusOK {
		t.Error("a count that was used is let in again")
	}
	f.monitor.get("/monitor/devices")
	f.monitor.submit("/monitor/devices", "form[action$='/revoke']", nil)
	if replay.do(http.MethodGet, "/openrosa/formList", "", nil) != http.StatusUnauthorized {
		t.Errorf("a revoked device is answered %d", replay.status)
	}
}
