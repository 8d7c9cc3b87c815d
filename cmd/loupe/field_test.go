package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"regexp"
	"testing"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/people"
	"loupe/review"
)

// field is a house with one desk, a reviewer on it, and a monitor in an organisation.
type field struct {
	*house
	settings *settings
	url      string
	log      *lockedBuffer
	reviewer *browser
	monitor  *browser
	reader   review.Reader
}

// inTheField runs a test on both databases.
func inTheField(t *testing.T, test func(t *testing.T, f *field)) {
	t.Run("sqlite and a folder", func(t *testing.T) { test(t, fieldHouse(t, &settings{})) })
	t.Run("postgres and s3", func(t *testing.T) {
		test(t, fieldHouse(t, &settings{Database: testkit.Postgres(t), Objects: testkit.S3(t)}))
	})
}

func fieldHouse(t *testing.T, s *settings) *field {
	t.Helper()
	f := &field{log: &lockedBuffer{}, settings: s}
	s.Data, s.Listen = t.TempDir(), "127.0.0.1:0"
	var err error
	if f.house, err = open(t.Context(), s, slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.close() })
	ctx := t.Context()
	_, public, err := f.People.NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.People.SetUp(ctx, people.SetUpInput{Organisation: "Field", AdminName: "Ada", Email: "admin@field.example", Passphrase: adminPhrase, Desk: "Desk", RecoveryKey: public}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(f.handler)
	t.Cleanup(server.Close)
	f.url = server.URL
	desks, err := f.records.Desks(ctx)
	if err != nil {
		t.Fatal(err)
	}
	reviewer, err := f.People.Add(ctx, people.InviteInput{Name: "Rea", Email: "reviewer@field.example", Roles: []models.Role{models.RoleReviewer}, DeskID: desks[0].ID}, firstPhrase)
	if err != nil {
		t.Fatal(err)
	}
	admin, _, err := f.records.PersonByEmail(ctx, "admin@field.example")
	if err != nil {
		t.Fatal(err)
	}
	organisation, err := f.People.AddOrganisation(ctx, admin, "Field Watch", "CF")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.People.Add(ctx, people.InviteInput{Name: "Mo", Email: "monitor@field.example", Roles: []models.Role{models.RoleMonitor}, OrganisationID: organisation}, secondPhrase); err != nil {
		t.Fatal(err)
	}
	if err := f.People.AddSites(ctx, admin, []models.Site{{Name: "Ngola Pit", Country: "CF", Region: "Haute-Kotto", Lat: 6.54, Lon: 21.99, Source: "test"}}); err != nil {
		t.Fatal(err)
	}
	f.reviewer, f.monitor = newBrowser(t, f.url), newBrowser(t, f.url)
	f.reviewer.post("/sign-in", form{"email": "reviewer@field.example", "passphrase": firstPhrase})
	f.reviewer.submitTo("/account", nil, "form[action$='/key']")
	f.monitor.post("/sign-in", form{"email": "monitor@field.example", "passphrase": secondPhrase})
	f.reader = review.Reader{Person: reviewer.Person, Key: reviewer.Key}
	if f.reader.Person, err = f.records.Person(ctx, reviewer.Person.ID); err != nil {
		t.Fatal(err)
	}
	return f
}

// opened is a report as its reviewer reads it.
func (f *field) opened(t *testing.T, id models.ID) review.OpenReport {
	t.Helper()
	o, err := f.Review.Report(t.Context(), f.reader, id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// reports lists the queue, newest first.
func (f *field) reports(t *testing.T) []review.QueueRow {
	t.Helper()
	q, err := f.Review.Queue(t.Context(), f.reader, models.QueueFilter{Sort: models.SortNewest})
	if err != nil {
		t.Fatal(err)
	}
	return q.Rows
}

// phone is an app that signs in by Digest, as ODK Collect does: it asks, is challenged, and answers.
type phone struct {
	t                       *testing.T
	url, username, password string
	nonce                   string
	count                   int
	status                  int
	header                  http.Header
	body                    string
}

var challengeNonce = regexp.MustCompile(`nonce="([^"]+)"`)

func (p *phone) do(method, path, contentType string, body []byte) int {
	p.t.Helper()
	for range 2 {
		r, err := http.NewRequestWithContext(context.Background(), method, p.url+path, bytes.NewReader(body))
		if err != nil {
			p.t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("X-OpenRosa-Version", "1.0")
		r.Header.Set("Date", "not a date, as some phones send it")
		if p.nonce != "" {
			p.count++
			hash := func(s string) string { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]) }
			nc := fmt.Sprintf("%08x", p.count)
			response := hash(hash(p.username+":Loupe:"+p.password) + ":" + p.nonce + ":" + nc + ":cn:auth:" + hash(method+":"+path))
			r.Header.Set("Authorization", fmt.Sprintf(`Digest username="%s", realm="Loupe", nonce="%s", uri="%s", qop=auth, nc=%s, cnonce="cn", response="%s", algorithm=MD5`, p.username, p.nonce, path, nc, response))
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			p.t.Fatal(err)
		}
		b, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		p.status, p.header, p.body = a.StatusCode, a.Header, string(b)
		if m := challengeNonce.FindStringSubmatch(a.Header.Get("WWW-Authenticate")); a.StatusCode == http.StatusUnauthorized && m != nil && m[1] != p.nonce {
			p.nonce, p.count = m[1], 0
			continue
		}
		break
	}
	return p.status
}

// file is one attachment.
type file struct {
	name    string
	content []byte
}

// submission writes the multipart body that Collect sends.
func submission(xml string, files ...file) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	add := func(field, name, kind string, content []byte) {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, name))
		h.Set("Content-Type", kind)
		part, _ := w.CreatePart(h)
		_, _ = part.Write(content)
	}
	add("xml_submission_file", "Report_2026.xml", "text/xml; charset=utf-8", []byte(xml))
	for i, f := range files {
		add(f.name, fmt.Sprintf("internal-%d", i), "application/octet-stream", f.content)
	}
	_ = w.WriteField("*isIncomplete*", "yes")
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

func (p *phone) submit(xml string, files ...file) int {
	p.t.Helper()
	kind, body := submission(xml, files...)
	return p.do(http.MethodPost, "/openrosa/submission", kind, body)
}
