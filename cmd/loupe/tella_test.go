package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loupe/intake"
	"loupe/models"
	"loupe/routing"
)

const (
	tellaWords = "the guards burned the quinine store at the marabou crossing"
	tellaName  = "8d1f-semaphore.jpg"
)

// tellaApp sends as the Tella app does.
type tellaApp struct {
	t      *testing.T
	url    string
	token  string
	status int
	header http.Header
	body   []byte
}

func (a *tellaApp) do(method, path string, header map[string]string, body io.Reader) int {
	a.t.Helper()
	r, err := http.NewRequest(method, a.url+path, body)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	a.body, _ = io.ReadAll(answer.Body)
	a.status, a.header = answer.StatusCode, answer.Header
	return a.status
}

func (a *tellaApp) json(path, body string, into any) int {
	a.t.Helper()
	a.do(http.MethodPost, path, map[string]string{"Content-Type": "application/json"}, strings.NewReader(body))
	if a.status < 300 {
		if err := json.Unmarshal(a.body, into); err != nil {
			a.t.Fatal(err)
		}
	}
	return a.status
}

func (a *tellaApp) piece(path string, from, to int, of []byte) int {
	a.t.Helper()
	return a.do(http.MethodPut, path, map[string]string{"Content-Range": fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(of))}, bytes.NewReader(of[from:to]))
}

func TestTella(t *testing.T) {
	inTheField(t, func(t *testing.T, f *field) {
		username, password := makeDevice(t, f.monitor, "camouflaged phone")
		a := &tellaApp{t: t, url: f.url}
		var in struct {
			Token   string `json:"access_token"`
			Version string `json:"version"`
		}
		if a.json("/tella/login/", `{"username":"`+username+`","password":"wrong"}`, &in) != http.StatusUnauthorized || a.json("/tella/login", `{`, &in) != http.StatusUnauthorized {
			t.Error(a.status)
		}
		if a.do(http.MethodGet, "/tella/p/reports", nil, nil) != http.StatusUnauthorized {
			t.Error(a.status)
		}
		if a.json("/tella/login/", `{"username":"`+username+`","password":"`+password+`"}`, &in) != http.StatusCreated || in.Token == "" || in.Version < "1.4.0" {
			t.Fatal(a.status, in)
		}
		a.token = in.Token
		var project struct{ ID, Name, Slug string }
		if a.do(http.MethodGet, "/tella/p/reports", nil, nil) != http.StatusOK || json.Unmarshal(a.body, &project) != nil || project.Name != "Field" {
			t.Fatal(a.status, string(a.body))
		}
		var report, again struct{ ID models.ID }
		told := `{"title":"Store burned","description":"` + tellaWords + `"}`
		if a.json("/tella/project/"+project.ID, told, &report) != http.StatusCreated || a.json("/tella/project/"+project.ID, told, &again) != http.StatusCreated || again.ID != report.ID {
			t.Fatalf("%d: asked again it is %s, before %s", a.status, again.ID, report.ID)
		}
		if a.json("/tella/project/"+project.ID, `{"title":" "}`, &again) != http.StatusBadRequest {
			t.Error(a.status)
		}

		photo := bytes.Repeat(append([]byte{0xFF, 0xD8, 0xFF, 0xE0}, []byte("semaphore")...), 200_000) // 2.6 MB
		path := "/tella/file/v2/" + string(report.ID) + "/" + tellaName
		held := func(want int) {
			t.Helper()
			if a.do(http.MethodHead, "/tella/file/"+string(report.ID)+"/"+tellaName, nil, nil) != http.StatusOK || a.header.Get("size") != fmt.Sprint(want) {
				t.Errorf("%d: %s bytes are held, want %d", a.status, a.header.Get("size"), want)
			}
		}
		held(0)
		if a.piece(path, 0, 1_000_000, photo) != http.StatusPartialContent || a.header.Get("Range") != "bytes=0-999999" {
			t.Error(a.status, a.header)
		}
		// The line is cut in the middle of the next piece: what came is kept.
		line, err := net.Dial("tcp", strings.TrimPrefix(f.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(line, "PUT %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Range: bytes 999999-%d/%d\r\nContent-Length: %d\r\n\r\n", path, a.token, len(photo)-1, len(photo), len(photo)-999999)
		_, _ = line.Write(photo[999999:1_500_000])
		_ = line.(*net.TCPConn).CloseWrite()
		_, _ = io.ReadAll(line)
		_ = line.Close()
		held(1_500_000)
		for name, header := range map[string]map[string]string{
			"behind what is held": {"Content-Range": "bytes 2000000-2000000/2600000"}, "other length": {"Content-Range": "bytes 0-5/2600000"},
			"no range": {"Content-Range": "bytes x"}, "unknown total": {"Content-Range": "bytes 0-0/*"}, "turned": {"Content-Range": "bytes 9-0/10"},
		} {
			if a.do(http.MethodPut, path, header, strings.NewReader("x")) != http.StatusBadRequest {
				t.Errorf("%s: %d", name, a.status)
			}
		}
		if a.do(http.MethodPut, path, nil, strings.NewReader("x")) != http.StatusLengthRequired {
			t.Error(a.status)
		}
		// Another node goes on, with the one byte of overlap that the app sends.
		other, err := open(t.Context(), f.settings, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer other.close()
		second := httptest.NewServer(other.handler)
		defer second.Close()
		first := a.url
		a.url = second.URL
		if a.piece(path, 1_499_999, len(photo), photo) != http.StatusCreated {
			t.Error(a.status, string(a.body))
		}
		a.url = first
		held(len(photo))
		if a.piece(path, 0, len(photo), photo) != http.StatusCreated {
			t.Error("sent again", a.status)
		}
		// Version 1: the rest in one request, then an empty one.
		sound := append([]byte("RIFF....WAVEfmt "), bytes.Repeat([]byte("s"), 5000)...)
		old := "/tella/file/" + string(report.ID) + "/old.wav"
		if a.do(http.MethodPut, old, nil, bytes.NewReader(sound)) != http.StatusOK || a.do(http.MethodPost, old, nil, nil) != http.StatusOK || a.do(http.MethodPost, old, nil, nil) != http.StatusOK {
			t.Error(a.status)
		}
		for _, hostile := range []string{"/tella/file/nothing/x.jpg", "/tella/file/" + strings.Repeat("a", 26) + "/x.jpg", "/tella/file/" + string(report.ID) + "/%00%zz"} {
			if r, err := http.NewRequest(http.MethodHead, f.url+hostile, nil); err == nil {
				r.Header.Set("Authorization", "Bearer "+a.token)
				if answer, err := http.DefaultClient.Do(r); err != nil || answer.StatusCode != http.StatusNotFound {
					t.Errorf("%s: %v", hostile, answer)
				}
			}
		}

		o := f.opened(t, report.ID)
		if o.Facts.Channel != models.ChannelTella || o.Facts.OrganisationID == "" || !strings.Contains(o.Testimony.Narrative, tellaWords) || o.Facts.Consent != models.ConsentReviewers {
			t.Errorf("%+v", o.Facts)
		}
		want := map[string][]byte{tellaName: photo, "old.wav": sound}
		if len(o.Exhibits) != len(want) {
			t.Errorf("%d exhibits, want %d", len(o.Exhibits), len(want))
		}
		for _, x := range o.Exhibits {
			original, err := f.Review.Original(t.Context(), f.reader, x.ID, false, false)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(original); err != nil || !bytes.Equal(got, want[x.Original.Name]) {
				t.Errorf("%s isn't what was sent: %v", x.Original.Name, err)
			}
			if e, err := f.Review.Examine(t.Context(), f.reader, x.ID); err != nil || !e.Intact || e.Original.SHA256 == "" {
				t.Errorf("%s isn't intact: %v", x.Original.Name, err)
			}
		}

		// A file that never comes whole reaches the desk as it is, once there is no more to hope for.
		half := "/tella/file/v2/" + string(report.ID) + "/half.mp4"
		if a.piece(half, 0, 1_200_000, photo) != http.StatusPartialContent {
			t.Error(a.status)
		}
		at := func(days int) func() time.Time {
			return func() time.Time { return time.Now().UTC().AddDate(0, 0, days) }
		}
		for _, try := range []struct{ days, want int }{{2, 0}, {15, 1}} {
			now := at(try.days)
			later := intake.New(f.records, f.objects, routing.New(f.records, now, rand.Reader), intake.DefaultLimits(), now, rand.Reader)
			if _, err := later.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n, err := later.SweepPieces(t.Context()); err != nil || n != try.want {
				t.Errorf("after %d days %d files are given up, want %d: %v", try.days, n, try.want, err)
			}
		}
		o = f.opened(t, report.ID)
		if len(o.Exhibits) != 3 {
			t.Fatalf("%d exhibits", len(o.Exhibits))
		}
		for _, x := range o.Exhibits {
			if x.Original.Name != "unfinished" {
				continue
			}
			original, err := f.Review.Original(t.Context(), f.reader, x.ID, false, false)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(original); err != nil || !bytes.Equal(got, photo[:1_200_000]) {
				t.Errorf("what was acknowledged isn't there: %d bytes, %v", len(got), err)
			}
		}
		f.monitor.get("/monitor/devices")
		f.monitor.submit("/monitor/devices", "form[action$='/revoke']", nil)
		if a.do(http.MethodGet, "/tella/p/reports", nil, nil) != http.StatusUnauthorized {
			t.Errorf("a revoked device is answered %d", a.status)
		}
		secrets(t, f.settings, f.house, f.log, "", map[string]string{"the words": tellaWords, "the file's name": tellaName, "its bytes": "semaphore\xFF\xD8", "the password": password, "the token": a.token})
	})
}
