package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets a test start this very program as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("LOUPE_TEST_AS_PROGRAM") != "" || len(os.Args) > 1 && (os.Args[1] == "paper" || os.Args[1] == "bounded") { // the house starts itself
		main()
		return
	}
	code := m.Run()
	forget()
	os.Exit(code)
}

func program(t *testing.T, data string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "LOUPE_TEST_AS_PROGRAM=1", "LOUPE_DATA="+data, "LOUPE_LISTEN=127.0.0.1:0")
	return c
}

// start serves and gives the address that it prints.
func start(t *testing.T, data string) (*exec.Cmd, string) {
	t.Helper()
	c := program(t, data, "serve")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program said nothing: %v", err)
	}
	return c, strings.TrimSpace(line[strings.Index(line, "http"):])
}

var receiptWord = regexp.MustCompile(`<li>([a-z]+)</li>`)

// TestKillLosesNothingAcknowledged sends from 16 clients, kills the server without warning, starts it
// again, and comes back with every receipt that was given out.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	data := t.TempDir()
	phrase := filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(phrase, []byte(adminPhrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	setup := program(t, data, "setup", "--org", "Kill", "--admin-email", "a@kill.example", "--passphrase-file", phrase, "--recovery-out", filepath.Join(data, "recovery.txt"))
	if out, err := setup.CombinedOutput(); err != nil {
		t.Fatalf("setup: %v\n%s", err, out)
	}
	server, address := start(t, data)
	photo := testPhoto(t)
	var mu sync.Mutex
	var receipts []string
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for client := range 16 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				words, err := send(address, fmt.Sprintf("client %d report %d", client, n), photo)
				if err != nil {
					return // the server is gone
				}
				mu.Lock()
				receipts = append(receipts, words)
				mu.Unlock()
			}
		})
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		mu.Lock()
		enough := len(receipts) >= 60
		mu.Unlock()
		if enough {
			break
		}
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	close(stop)
	wg.Wait()
	if len(receipts) < 60 {
		t.Fatalf("only %d reports were acknowledged", len(receipts))
	}
	_, address = start(t, data)
	for _, words := range receipts {
		r, err := http.PostForm(address+"/report/return", url.Values{"receipt": {words}})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK || strings.Count(string(body), "Photo ·") != 1 {
			t.Fatalf("an acknowledged report is lost or half there: %d", r.StatusCode)
		}
	}
}

func send(address, words string, photo []byte) (string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("narrative", words)
	part, err := w.CreateFormFile("exhibits", "p.jpg")
	if err != nil {
		return "", err
	}
	_, _ = part.Write(photo)
	_ = w.Close()
	r, err := http.Post(address+"/report", w.FormDataContentType(), &body)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	var out []string
	for _, m := range receiptWord.FindAllStringSubmatch(string(page), -1) {
		out = append(out, m[1])
	}
	if len(out) != 10 {
		return "", fmt.Errorf("%d and no receipt", r.StatusCode)
	}
	return strings.Join(out, " "), nil
}
