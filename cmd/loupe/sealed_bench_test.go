package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// BenchmarkBrowserSealing seals a file of 100 MB in a browser and gives its speed and by how much the
// browser's pages grow meanwhile, workers included, as the system counts them.
func BenchmarkBrowserSealing(b *testing.B) {
	const size = 100 << 20
	file := filepath.Join(b.TempDir(), "clip.mp4")
	if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
		b.Fatal(err)
	}
	_, address := benchHouse(b, &settings{})
	p := newChrome(b)
	p.visit(address + "/report")
	if _, err := chromedp.Run(p.ctx, chromedp.SetUploadFiles(`input[type=file]`, []string{file})); err != nil {
		b.Fatal(err)
	}
	const seal = `
const s = await import("/static/seal.js");
const keys = await s.readKeys(await (await fetch("/report/keys")).json());
const report = await s.begin(keys, await s.newReceipt());
const take = async (blob) => { const e = report.exhibit(blob, {name: "x", type: "video/mp4"}); const r = e.stream.getReader(); let n = 0; for (;;) { const {value, done} = await r.read(); if (done) break; n += value.length; e.recycle(value.buffer); } return n; };
`
	p.run(seal+`return take(new Blob([new Uint8Array(2 << 20)]));`, nil) // everything is loaded
	b.SetBytes(size)
	before, most := pagesMemory(), int64(0)
	for b.Loop() {
		stop := make(chan struct{})
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			for {
				most = max(most, pagesMemory())
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		}()
		p.run(seal+`return take(document.querySelector("input[type=file]").files[0]);`, nil)
		close(stop)
		<-watched
	}
	b.ReportMetric(float64(most-before)/(1<<20), "extra-MB")
}

// pagesMemory adds up what the page processes of this test's browsers hold of their own.
func pagesMemory() (total int64) {
	list, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range list {
		line, _ := os.ReadFile(name)
		process, _ := strconv.ParseInt(filepath.Base(filepath.Dir(name)), 10, 64)
		if bytes.Contains(line, []byte("--type=renderer")) && isOurs(process) {
			total += status(process, "RssAnon:") << 10
		}
	}
	return total
}

// isOurs tells whether this process started another, or what started it.
func isOurs(process int64) bool {
	for process > 1 && process != int64(os.Getpid()) {
		process = status(process, "PPid:")
	}
	return process > 1
}

// status reads one number of what the system says of a process.
func status(process int64, name string) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	for row := range strings.SplitSeq(string(text), "\n") {
		if words := strings.Fields(row); len(words) > 1 && words[0] == name {
			n, _ := strconv.ParseInt(words[1], 10, 64)
			return n
		}
	}
	return 0
}

// BenchmarkUploadPatch sends 64 MB in one PATCH; BenchmarkUploadPut puts the same parts into the same store
// over nothing, which is its limit.
func BenchmarkUploadPatch(b *testing.B) {
	_, address := benchHouse(b, &settings{})
	body := make([]byte, 64<<20)
	_, _ = rand.Read(body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		r, _ := http.NewRequest(http.MethodPost, address+"/uploads", bytes.NewReader(body))
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("Content-Type", pieceOf)
		r.Header.Set("Upload-Length", strconv.Itoa(len(body)))
		r.Header.Set("Upload-Metadata", described(drawID(b), drawID(b), "video"))
		answer, err := http.DefaultClient.Do(r)
		if err != nil || answer.StatusCode != 201 || answer.Header.Get("Upload-Offset") != strconv.Itoa(len(body)) {
			b.Fatal(answer, err)
		}
		_ = answer.Body.Close()
	}
}

// BenchmarkUploadPut is the limit of BenchmarkUploadPatch.
func BenchmarkUploadPut(b *testing.B) {
	h, _ := benchHouse(b, &settings{})
	const part = 4 << 20
	body := make([]byte, 64<<20)
	_, _ = rand.Read(body)
	b.SetBytes(int64(len(body)))
	n := 0
	for b.Loop() {
		for at := 0; at < len(body); at += part {
			n++
			if err := h.objects.Put(b.Context(), fmt.Sprintf("exhibits/bench/%d", n), bytes.NewReader(body[at:at+part]), part); err != nil {
				b.Fatal(err)
			}
		}
	}
}
