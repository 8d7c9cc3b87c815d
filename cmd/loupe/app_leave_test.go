package main

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func appExit(t *testing.T, _ *house, p *handset) {
	p.open()
	p.line.cut.Store(true)
	p.tell("ZQSECRET words before leaving", []byte("ZQSECRET file"), "zqparasol.jpg")
	p.open()
	p.run(`document.querySelector("#f-narrative").value = "ZQSECRET half a sentence"`, nil)
	p.leave()
	p.line.cut.Store(false)
	p.visit(p.base + "/report/return")
	p.keepsNothing("after leaving")
	if regexp.MustCompile(`words=[a-z]`).MatchString(p.dump()) {
		t.Error("after leaving the receipt is still there")
	}
	p.open()
	var text string
	p.run(`return document.querySelector("#f-narrative").value + document.querySelectorAll("#receipt li").length`, &text)
	if text != "0" {
		t.Errorf("after leaving the page shows %q", text)
	}
	p.wait(sentAll) // what was sealed goes out all the same
}

// leave presses Escape twice and waits until the page is gone.
func (p *handset) leave() {
	p.t.Helper()
	p.run(`for (let i = 0; i < 2; i++) dispatchEvent(new KeyboardEvent("keyup", {key: "Escape"}))`, nil)
	p.gone()
}

// gone waits until the page is another one.
func (p *handset) gone() {
	p.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for at := p.base + "/report"; strings.HasSuffix(at, "/report"); at, _ = chromedp.Run(p.ctx, chromedp.Location()) {
		if time.Now().After(deadline) {
			p.t.Fatal("nothing leaves")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// appForgets: what sends a report in the meantime doesn't bring back the words that its owner has. A second
// report that was sealed in that time goes out after it.
func appForgets(t *testing.T, _ *house, p *handset) {
	p.open()
	held := make(chan struct{})
	release := sync.OnceFunc(func() { close(held) }) // a line that is held longer than its test can't be closed
	defer release()
	p.line.held.Store(held)
	words := p.tell("ZQSECRET words of a slow line", make([]byte, 2<<20), "zqparasol.bin")
	p.wait(`document.querySelector("[data-panel=outbox] [data-state=sending]")`)
	p.run(`document.querySelector("[data-kept]").click()`, nil)
	p.wait(`!document.querySelector("main").classList.contains("taken")`)
	p.tell("ZQSECRET words of a second", []byte("ZQSECRET file"), "zqparasol.jpg")
	p.run(`document.querySelector("[data-kept]").click()`, nil)
	p.line.held.Store((chan struct{})(nil))
	release()
	p.wait(sentAll)
	if strings.Contains(p.dump(), words) {
		t.Error("while it was sent the words came back")
	}
}

// appLeavesDraft: who leaves finds the draft again as it was when they left.
func appLeavesDraft(t *testing.T, _ *house, p *handset) {
	p.open()
	p.run(`document.querySelector("#f-narrative").value = "ZQSECRET draft"; document.querySelector("#app-secret").value = "4711"; document.querySelector("[data-keep]").click()`, nil)
	p.wait(`!document.querySelector("[data-drop]").hidden`)
	p.run(`document.querySelector("#f-narrative").value = "ZQSECRET draft, to the last word"; document.querySelector("#tell").dispatchEvent(new Event("input"))`, nil)
	p.leave()
	p.open()
	p.run(`document.querySelector("#app-secret").value = "4711"; document.querySelector("[data-open]").click()`, nil)
	p.wait(`document.querySelector("#f-narrative").value === "ZQSECRET draft, to the last word"`)
	p.run(`document.querySelector("[data-drop]").click()`, nil)
	p.wait(`document.querySelector("[data-drop]").hidden`)
}

func appWipe(t *testing.T, _ *house, p *handset) {
	p.run(`document.querySelector("[name=neutral]").click(); document.querySelector("[data-wipe]").click()`, nil)
	p.look("wipe")
	var title string
	p.run(`return document.title`, &title)
	if title != "Notes" {
		t.Errorf("the neutral title is %q", title)
	}
	p.line.cut.Store(true) // so that nothing comes anew
	p.run(`document.querySelector("[data-yes]").click()`, nil)
	p.gone()
	p.line.cut.Store(false)
	p.visit(p.base + "/report/return")
	var left string
	p.run(`return JSON.stringify([(await indexedDB.databases()).map(d => d.name), await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length, localStorage.length])`, &left)
	if left != "[[],[],0,0]" {
		t.Errorf("after wiping there is %s", left)
	}
}
