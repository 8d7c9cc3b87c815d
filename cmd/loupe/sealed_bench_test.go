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
// browser's pages grow meanwhile.
func BenchmarkBrowserSealing(b *testing.B) {
	_, address := benchHouse(b, &settings{})
	p := newChrome(b)
	p.visit(address + "/report")
	seal := p.sealing()
	b.SetBytes(largeSeal)
	most := int64(0)
	for b.Loop() {
		most = max(most, seal())
	}
	b.ReportMetric(float64(most)/(1<<20), "extra-MB")
}

const largeSeal = 100 << 20 // bytes

// sealing chooses a file of largeSeal bytes in the form that is open. What it gives seals that file and keeps
// it on the device as the app does, and gives by how many bytes the browser's pages were larger at most, workers
// included, as the system counts them, than when all that it takes was loaded.
func (p *chrome) sealing() (seal func() int64) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "clip.mp4")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Truncate(file, largeSeal); err != nil {
		p.t.Fatal(err)
	}
	if _, err := chromedp.Run(p.ctx, chromedp.SetUploadFiles(`input[type=file]`, []string{file})); err != nil {
		p.t.Fatal(err)
	}
	const script = `
const s = await import("/static/seal.js"), kept = await import("/static/app/store.js");
const keys = await s.readKeys(await (await fetch("/report/keys")).json());
const report = await s.begin(keys, await s.newReceipt());
const take = async (blob) => {
	const e = report.exhibit(blob, {name: "x", type: "video/mp4"});
	const size = await kept.keepPieces(e);
	await kept.dropPieces(e.id);
	return size;
};
`
	p.run(script+`return take(new Blob([new Uint8Array(2 << 20)]));`, nil)
	before := pagesMemory()
	return func() int64 {
		p.t.Helper()
		stop, watched := make(chan struct{}), make(chan int64)
		go func() {
			most := int64(0)
			for {
				most = max(most, pagesMemory())
				select {
				case <-stop:
					watched <- most
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		}()
		var size int64
		p.run(script+`return take(document.querySelector("#f-exhibits").files[0]);`, &size)
		close(stop)
		if size < largeSeal {
			p.t.Fatalf("%d bytes were sealed", size)
		}
		return <-watched - before
	}
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
