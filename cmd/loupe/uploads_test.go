package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
	"loupe/seal"
)

// TestUploads speaks tus 1.0 with the door, on both databases and both stores.
func TestUploads(t *testing.T) {
	t.Run("sqlite and a folder", func(t *testing.T) { uploads(t, &settings{Data: t.TempDir()}) })
	t.Run("postgres and s3", func(t *testing.T) {
		uploads(t, &settings{Data: t.TempDir(), Database: testkit.Postgres(t), Objects: testkit.S3(t)})
	})
}

type tusClient struct {
	t    *testing.T
	base string
}

// ask sends a request with the headers that are given in pairs; an empty value leaves one out.
func (c tusClient) ask(method, path string, body io.Reader, headers ...string) *http.Response {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i < len(headers); i += 2 {
		r.Header[headers[i]] = []string{headers[i+1]}
		if headers[i+1] == "" {
			delete(r.Header, headers[i])
		}
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer
}

func described(report, exhibit, kind string) string {
	e := base64.StdEncoding.EncodeToString
	return "report " + e([]byte(report)) + ",exhibit " + e([]byte(exhibit)) + ",kind " + e([]byte(kind))
}

func drawID(t testing.TB) string {
	id, err := models.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(id)
}

const pieceOf = "application/offset+octet-stream"

func uploads(t *testing.T, s *settings) {
	s.Listen = "127.0.0.1:0"
	phrase := filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(phrase, []byte(adminPhrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	setup := setupCommand{Org: "Uploads", AdminEmail: "a@uploads.example", AdminName: "A", PassphraseFile: phrase, RecoveryOut: phrase + ".recovery", Desk: "Desk", Languages: []string{"en"}}
	if err := setup.Run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	server := httptest.NewServer(h.handler)
	defer server.Close()
	c := tusClient{t, server.URL}
	report, exhibit := drawID(t), drawID(t)
	create := func(size string, more ...string) *http.Response {
		return c.ask(http.MethodPost, "/uploads", nil, append([]string{"Upload-Length", size, "Upload-Metadata", described(report, exhibit, "photo")}, more...)...)
	}
	status := func(what string, got *http.Response, want int) {
		t.Helper()
		if got.StatusCode != want {
			t.Errorf("%s: %d, want %d", what, got.StatusCode, want)
		}
	}
	piece := func(at, offset, words string) *http.Response {
		return c.ask(http.MethodPatch, at, strings.NewReader(words), "Upload-Offset", offset, "Content-Type", pieceOf)
	}

	options := c.ask(http.MethodOptions, "/uploads", nil, "Tus-Resumable", "")
	if options.Header.Get("Tus-Version") != "1.0.0" || options.Header.Get("Tus-Extension") != "creation,creation-with-upload,termination,expiration" {
		t.Error("OPTIONS says", options.Header)
	}
	made := create("10")
	status("creation", made, 201)
	at := made.Header.Get("Location")
	if strings.Contains(at, exhibit) || strings.Contains(at, report) || made.Header.Get("Upload-Expires") == "" {
		t.Errorf("made at %q, %v", at, made.Header)
	}
	status("first piece", piece(at, "0", "01234"), 204)
	if head := c.ask(http.MethodHead, at, nil); head.Header.Get("Upload-Offset") != "5" || head.Header.Get("Upload-Length") != "10" || head.Header.Get("Cache-Control") != "no-store" {
		t.Error("HEAD says", head.Header)
	}
	status("a piece at a wrong place", piece(at, "4", "x"), 409)
	status("more than its size", piece(at, "5", "567890123"), 413)
	status("no type", c.ask(http.MethodPatch, at, strings.NewReader("5"), "Upload-Offset", "5"), 415)
	status("no version", c.ask(http.MethodPatch, at, strings.NewReader("5"), "Upload-Offset", "5", "Content-Type", pieceOf, "Tus-Resumable", ""), 412)

	// Hostile ids and headers are refused; none makes the server fail.
	for _, path := range []string{"/uploads/%00", "/uploads/" + exhibit, "/uploads/" + report, "/uploads/..%2f..%2f", "/uploads/" + strings.Repeat("a", 20000), "/uploads/" + strings.Repeat("é", 43), "/uploads/'%20or%201=1--"} {
		for _, method := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete} {
			if got := c.ask(method, path, strings.NewReader("x"), "Upload-Offset", "0", "Content-Type", pieceOf); got.StatusCode < 400 || got.StatusCode >= 500 {
				t.Errorf("%s %.40s: %d", method, path, got.StatusCode)
			}
		}
	}
	for _, size := range []string{"", "-1", "+1", "0", "1e3", "99999999999999999999", "300000000000", "5 6", "0x5"} {
		if got := create(size); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("a size of %q: %d", size, got.StatusCode)
		}
	}
	for _, m := range []string{"", "report", described("x", "y", "photo"), described(report, drawID(t), "secret"), described(report, drawID(t), "photo") + ",filename Zm9v", described(report, drawID(t), "photo") + ",kind YQ==", strings.Repeat("a", 5000)} {
		if got := c.ask(http.MethodPost, "/uploads", nil, "Upload-Length", "5", "Upload-Metadata", m); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("metadata %.30q: %d", m, got.StatusCode)
		}
	}
	status("another report's exhibit", c.ask(http.MethodPost, "/uploads", nil, "Upload-Length", "5", "Upload-Metadata", described(drawID(t), exhibit, "photo")), 409)

	t.Run("writers are not mixed", func(t *testing.T) { oneWriter(t, h, s, c) })
	t.Run("what arrived before a cut is kept", func(t *testing.T) { cutUpload(t, c) })
	t.Run("in one request, and ended", func(t *testing.T) {
		one := c.ask(http.MethodPost, "/uploads", strings.NewReader("whole"), "Upload-Length", "5", "Upload-Metadata", described(drawID(t), drawID(t), "other"), "Content-Type", pieceOf)
		if one.StatusCode != 201 || one.Header.Get("Upload-Offset") != "5" {
			t.Error(one.StatusCode, one.Header)
		}
		status("ending", c.ask(http.MethodDelete, one.Header.Get("Location"), nil), 204)
		status("what was ended", c.ask(http.MethodHead, one.Header.Get("Location"), nil), 404)
	})
	t.Run("beginning again, without the lost address", func(t *testing.T) {
		again := create("10").Header.Get("Location")
		status("the old address", c.ask(http.MethodHead, at, nil), 404)
		status("the new one", piece(again, "0", "0123456789"), 204)
	})
	t.Run("unfinished ones end", func(t *testing.T) {
		token := strings.TrimPrefix(c.ask(http.MethodPost, "/uploads", strings.NewReader("ab"), "Upload-Length", "5", "Upload-Metadata", described(drawID(t), drawID(t), "other"), "Content-Type", pieceOf).Header.Get("Location"), "/uploads/")
		soon := h.at(func() time.Time { return time.Now().Add(models.UploadLife - time.Hour) }).Intake
		late := h.at(func() time.Time { return time.Now().Add(models.UploadLife + time.Hour) }).Intake
		if _, err := soon.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if u, err := soon.Upload(t.Context(), token); err != nil || u.Offset != 2 {
			t.Error("swept too early", err)
		}
		if _, err := late.Upload(t.Context(), token); models.KindOf(err) != models.Gone {
			t.Error("an old upload is not gone", err)
		}
		if n, err := late.Sweep(t.Context()); err != nil || n == 0 {
			t.Error("nothing was swept", err)
		}
		if _, err := h.Intake.Upload(t.Context(), token); models.KindOf(err) != models.NotFound {
			t.Error("an old upload is still there", err)
		}
	})
}

// oneWriter: while one has an upload, others are refused on every node; a lease that ran out lets the next
// one go on, and whoever lost it writes nothing any more; of many at once the bytes are one's.
func oneWriter(t *testing.T, h *house, s *settings, c tusClient) {
	b, err := open(t.Context(), s, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	server := httptest.NewServer(b.handler)
	defer server.Close()
	node := tusClient{t, server.URL}
	exhibit := drawID(t)
	const size = 200_000
	at := c.ask(http.MethodPost, "/uploads", nil, "Upload-Length", fmt.Sprint(size), "Upload-Metadata", described(drawID(t), exhibit, "audio")).Header.Get("Location")
	id := seal.HashToken(strings.TrimPrefix(at, "/uploads/"))
	now := time.Now()
	if err := h.records.LockUpload(t.Context(), id, "somebody", now, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := node.ask(http.MethodPatch, at, strings.NewReader("x"), "Upload-Offset", "0", "Content-Type", pieceOf); got.StatusCode != 423 {
		t.Errorf("a second writer: %d", got.StatusCode)
	}
	if got := node.ask(http.MethodDelete, at, nil); got.StatusCode != 423 {
		t.Errorf("ending what somebody writes: %d", got.StatusCode)
	}
	if err := h.records.LockUpload(t.Context(), id, "somebody", now, now.Add(-time.Second)); err != nil { // the lease runs out
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var done atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			got := []tusClient{c, node}[i%2].ask(http.MethodPatch, at, bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, size)), "Upload-Offset", "0", "Content-Type", pieceOf)
			if got.StatusCode == 204 {
				done.Add(1)
			} else if got.StatusCode != 423 && got.StatusCode != 409 {
				t.Errorf("one of eight: %d", got.StatusCode)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("%d of eight writers wrote", done.Load())
	}
	if err := h.records.AddUploadPart(t.Context(), id, "somebody", models.Part{ExhibitID: models.ID(exhibit), Number: 1, Offset: size, Size: 1, Key: "x"}, []byte{1}, now, now); models.KindOf(err) != models.Conflict {
		t.Errorf("who lost the lease still writes: %v", err)
	}
	list, err := h.records.Parts(t.Context(), models.ID(exhibit))
	if err != nil {
		t.Fatal(err)
	}
	var whole []byte
	for _, p := range list {
		b := make([]byte, p.Size)
		if n, err := h.objects.ReadAt(t.Context(), p.Key, b, 0); int64(n) != p.Size {
			t.Fatal(err)
		}
		whole = append(whole, b...)
	}
	if len(whole) != size || len(bytes.Trim(whole, string(whole[:1]))) != 0 {
		t.Error("writers were mixed")
	}
}

// cutUpload sends half of a piece and is gone.
func cutUpload(t *testing.T, c tusClient) {
	at := c.ask(http.MethodPost, "/uploads", nil, "Upload-Length", "100", "Upload-Metadata", described(drawID(t), drawID(t), "video")).Header.Get("Location")
	line, err := net.Dial("tcp", strings.TrimPrefix(c.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(line, "PATCH %s HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: %s\r\nContent-Length: 100\r\n\r\n%s", at, pieceOf, strings.Repeat("c", 40))
	_ = line.Close()
	offset := ""
	for deadline := time.Now().Add(15 * time.Second); offset != "40" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		offset = c.ask(http.MethodHead, at, nil).Header.Get("Upload-Offset")
	}
	if offset != "40" {
		t.Errorf("40 bytes arrived before the cut, %q are kept", offset)
	}
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) { // its writer lets go
		got := c.ask(http.MethodPatch, at, strings.NewReader(strings.Repeat("c", 60)), "Upload-Offset", "40", "Content-Type", pieceOf)
		if got.StatusCode == 204 && got.Header.Get("Upload-Offset") == "100" {
			return
		}
		if got.StatusCode != 423 || time.Now().After(deadline) {
			t.Fatalf("going on after a cut: %d", got.StatusCode)
		}
	}
}
