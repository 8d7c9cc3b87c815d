package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loupe/models"
)

// cutting passes bytes on between a client and a server that may move, cuts each connection after a
// while, and is as slow as it is told.
type cutting struct {
	listener net.Listener
	target   atomic.Value // address of the server
	cuts     atomic.Int64
	left     atomic.Int64 // cuts to make
	passed   atomic.Int64
}

func newCutting(t *testing.T, cuts int64) *cutting {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutting{listener: l}
	c.left.Store(cuts)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.pass(conn)
		}
	}()
	return c
}

const (
	slowPiece = 4 << 10 // at 2G's speed, 10 to 60 KB a second, with the waiting shortened
	slowPause = 40 * time.Millisecond
)

func (c *cutting) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.target.Load().(string))
	if err != nil {
		return
	}
	defer server.Close()
	var once sync.Once
	end := func() { once.Do(func() { _ = client.Close(); _ = server.Close() }) }
	go func() { _, _ = io.Copy(client, server); end() }()
	draw := make([]byte, 2)
	_, _ = rand.Read(draw)
	allowed := 6<<10 + (int(draw[0])<<8|int(draw[1]))%(40<<10)
	buffer := make([]byte, slowPiece)
	for sent := 0; ; {
		n, err := client.Read(buffer)
		if err != nil {
			end()
			return
		}
		if sent += n; sent > allowed && c.left.Add(-1) >= 0 {
			_, _ = server.Write(buffer[:n/2]) // in the middle of a piece
			c.cuts.Add(1)
			end()
			return
		}
		time.Sleep(slowPause)
		if _, err := server.Write(buffer[:n]); err != nil {
			end()
			return
		}
		c.passed.Add(int64(n))
	}
}

// TestUploadsSurviveCutsAndKills sends with the unmodified client of tus over a line at 2G's speed that is
// cut at random places, while the server is killed and comes back on another address.
func TestUploadsSurviveCutsAndKills(t *testing.T) {
	data := t.TempDir()
	if err := openDemo(t, &settings{Data: data, Listen: "127.0.0.1:0"}, false).close(); err != nil {
		t.Fatal(err)
	}
	server, address := start(t, data)
	line := newCutting(t, 8)
	line.target.Store(strings.TrimPrefix(address, "http://"))
	p := newChrome(t)
	p.visit("http://" + line.listener.Addr().String() + "/report/receipt")
	finished := make(chan struct{})
	go func() {
		for line.cuts.Load() < 4 {
			select {
			case <-finished:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
		_ = server.Process.Kill()
		_ = server.Wait()
		_, again := start(t, data)
		line.target.Store(strings.TrimPrefix(again, "http://"))
	}()
	var sent struct {
		Report, Exhibit, Sum string
		Envelope             json.RawMessage
		Status               int
	}
	p.run(`
await new Promise((ok, bad) => { const e = document.createElement("script"); e.src = "/static/vendor/tus/tus.min.js"; e.onload = ok; e.onerror = bad; document.head.append(e); });
const again = async (f) => { for (let i = 0; ; i++) try { return await f(); } catch (e) { if (i > 60) throw e; await new Promise(r => setTimeout(r, 250)); } };
const s = await again(() => import("/static/seal.js?" + Math.random()));
const keys = await s.readKeys(await again(async () => (await fetch("/report/keys")).json()));
const report = await s.begin(keys, await s.newReceipt());
const plain = new Uint8Array(250000);
for (let i = 0; i < plain.length; i += 50000) crypto.getRandomValues(plain.subarray(i, i + 50000));
const e = report.exhibit(new Blob([plain]), {name: "clip.mp4", type: "video/mp4"});
const sealed = await new Response(e.stream).blob();
const done = await e.done;
await new Promise((onSuccess, onError) => new tus.Upload(sealed, {
	endpoint: "/uploads", retryDelays: Array(200).fill(250), metadata: {report: report.id, exhibit: e.id, kind: e.kind}, onSuccess, onError,
	onShouldRetry: () => true,
}).start());
const envelope = await report.finish({categories: [], consent: "reviewers", language: "en"}, {narrative: "sent over a bad line"});
const answer = await again(() => fetch("/report/sealed", {method: "POST", body: JSON.stringify(envelope)}));
return {report: report.id, exhibit: e.id, sum: done.sha256, envelope, status: answer.status};
`, &sent)
	close(finished)
	if sent.Status != 201 && sent.Status != 200 || line.cuts.Load() < 4 {
		t.Fatalf("accepted with %d after %d cuts", sent.Status, line.cuts.Load())
	}
	t.Logf("%d cuts, a kill, and %d bytes passed", line.cuts.Load(), line.passed.Load())
	h, err := open(t.Context(), &settings{Data: data, Listen: "127.0.0.1:0"}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	original, err := h.Review.Original(t.Context(), h.as(t, "reviewer"), models.ID(sent.Exhibit), false, false)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(original)
	if err != nil || hex.EncodeToString(sum(got)) != sent.Sum {
		t.Errorf("what arrived is not what was sent: %d bytes, %v", len(got), err)
	}
}
